/** The facts schema as the table of `docs/facts.md`. Pure; a test holds the page equal to it. */
import { type Fact, type FactGroup, isFact } from '../model/fact-types.ts';
import { FACTS } from '../model/facts.ts';

/** One table for each group, in the order of the schema. */
export function factsTable(): string {
  return Object.entries(FACTS)
    .map(([name, node]) => {
      const rows = isFact(node) ? [row(name, node)] : rowsOf(name, node);
      return [`### ${name}`, '', '| fact | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

function rowsOf(path: string, group: FactGroup): string[] {
  return Object.entries(group).flatMap(([name, node]) =>
    isFact(node) ? [row(`${path}.${name}`, node)] : rowsOf(`${path}.${name}`, node),
  );
}

function row(path: string, fact: Fact): string {
  return `| \`${path}\` | ${typeOf(fact)} | ${defaultOf(fact)} | ${fact.en}. ${fact.zh} |`;
}

function typeOf(fact: Fact): string {
  switch (fact.type) {
    case 'bool':
      return 'true or false';
    case 'int':
      return `number of ${fact.unit}`;
    case 'text':
      return 'text';
    case 'date':
      return 'date YYYY-MM-DD';
    case 'country':
      return 'country, ISO 3166-1 alpha-2';
    case 'choice':
      return fact.values.map((v) => `\`${v}\``).join(', ');
    case 'list':
      if (fact.of !== 'choice') return `list of ${fact.of === 'country' ? 'countries' : 'texts'}`;
      return `list of ${fact.values.map((v) => `\`${v}\``).join(', ')}`;
    case 'permits':
      return 'list of permits, see below';
    case 'approval':
      return 'approval, see below';
    default:
      return fact satisfies never;
  }
}

function defaultOf(fact: Fact): string {
  if (fact.type === 'approval') return 'none';
  if (fact.default === null) return '**must be given**';
  if (Array.isArray(fact.default)) return 'empty';
  return fact.default === '' ? 'empty' : `\`${String(fact.default)}\``;
}
