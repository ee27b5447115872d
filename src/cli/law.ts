import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { today } from '../crossing/request.ts';
import { decideFile, listRules, type RuleSummary, type ShownRule, showRule } from '../decide/law.ts';
import type { Pack, Words } from '../decide/pack.ts';
import { loadZoneLists } from '../decide/store-zone-lists.ts';
import { DouaneError } from '../model/errors.ts';
import { loadConfig } from '../store-config.ts';
import { addFile } from './file.ts';
import type { Io } from './io.ts';
import type { DecidePrint } from './law-decide.ts';
import { addLawTest } from './law-test.ts';
import { addDraftOption, draftNotes, openDraftPacks, openShownPacks } from './packs.ts';
import { parseDate } from './parse-date.ts';
import { table } from './print-result.ts';

const MAX_FACTS_BYTES = 1_048_576;

interface DecideOptions extends DecidePrint {
  readonly asOf?: string;
  readonly pack?: string[];
  readonly config?: string;
  readonly zoneList?: string[];
}

export function addLaw(program: Command, io: Io, done: (exit: number) => void): void {
  const law = program
    .command('law')
    .description('the rules: list, show, decide a file of facts, run the cases, write filings');

  law
    .command('list')
    .description('every rule with its dates, label and title; citations with --json')
    .option('--as-of <date>', 'only the rules in force on a day')
    .option('--pack <pack>', PACK_HELP, gather)
    .option('--json', 'print one JSON object')
    .action(async (options: { asOf?: string; pack?: string[]; json?: boolean }) => {
      const asOf = options.asOf === undefined ? undefined : parseDate(options.asOf, '--as-of');
      const packs = (await packsNamed(options.pack, io)).map((pack) => ({
        pack: pack.id,
        name: pack.name,
        version: pack.version,
        hash: pack.hash,
        rules: listRules(pack, asOf),
      }));
      if (options.json) io.out(`${JSON.stringify({ schema: 'douane.law-list/1', packs })}\n`);
      else io.out(packs.map(printList).join('\n'));
      done(0);
    });

  law
    .command('show')
    .description('one rule: all its versions, conditions, sources and parameters')
    .argument('<rule>', 'id, such as CN-CBDF-2024-5.4')
    .option('--pack <pack>', PACK_HELP, gather)
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: { pack?: string[]; json?: boolean }) => {
      const shown = showRule(await packsNamed(options.pack, io), id);
      io.out(
        options.json ? `${JSON.stringify({ schema: 'douane.law-rule/1', ...plainRule(shown) })}\n` : printRule(shown),
      );
      done(0);
    });

  addDraftOption(
    law
      .command('decide')
      .description('decide on a file of facts (docs/facts.md)')
      .argument('<facts>', 'YAML file')
      .option('--as-of <date>', 'date of the law (default: today)')
      .option('--zone-list <file>', 'negative list of a free-trade zone; may be given again', gather),
  )
    .option('--config <file>', 'configuration whose packs are added (default: douane.yaml here)')
    .option('--explain', 'print how it was derived, the nearest threshold, and what would change it')
    .addOption(new Option('--language <language>', 'of the text').choices(['en', 'zh']).default('en'))
    .option('--json', 'print one JSON object, the explanation in it')
    .action(async (file: string, options: DecideOptions) => {
      const path = resolve(io.cwd, file);
      if (!existsSync(path) || !statSync(path).isFile()) {
        throw new DouaneError('INPUT_NOT_FOUND', { place: { file: basename(file) }, expected: 'a file of facts' });
      }
      if (statSync(path).size > MAX_FACTS_BYTES) {
        throw new DouaneError('LAW_FACTS_INVALID', { place: { file: basename(file) }, expected: 'at most 1 MiB' });
      }
      const asOf = options.asOf === undefined ? today(io.now(), 'Asia/Shanghai') : parseDate(options.asOf, '--as-of');
      const loaded = await loadConfig(options.config, io.cwd);
      const { packs, drafts } = await openDraftPacks(loaded, options.pack, io);
      const lists = await loadZoneLists((options.zoneList ?? []).map((list) => resolve(io.cwd, list)));
      const text = readFileSync(path, 'utf8');
      const decision = decideFile(text, basename(file), packs, asOf, lists);
      // Loaded once it is decided: the first decision does not wait for its words.
      const { printDecision } = await import('./law-decide.ts');
      io.out(
        await printDecision(decision, options, { text, file: basename(file), packs, lists, notes: draftNotes(drafts) }),
      );
      done(decision.verdict === 'pass' ? 0 : decision.verdict === 'hold' ? 4 : 5);
    });

  addLawTest(law, io, done);
  addFile(law, io, done);
}

const PACK_HELP = 'only this pack: a built-in one, FOLDER[@sha256:…] or PACKAGE@sha256:…; may be given again';

const gather = (value: string, before: string[] = []): string[] => [...before, value];

const packsNamed = async (names: readonly string[] | undefined, io: Io): Promise<readonly Pack[]> =>
  openShownPacks(await loadConfig(undefined, io.cwd), names, io);

function printList({
  pack,
  name,
  version,
  rules,
}: {
  pack: string;
  name: Words;
  version: string;
  rules: readonly RuleSummary[];
}): string {
  const rows = rules.map((r) => [r.id, `${r.inForce[0]} – ${r.inForce[1] ?? ''}`, r.sure, r.title.en]);
  return `${name.en} (${pack} ${version})\n${table(rows).join('\n')}\n`;
}

/** The rule without what only the engine understands. */
function plainRule({ rule, parameters, law }: ShownRule) {
  return {
    id: rule.id,
    title: rule.title,
    versions: rule.versions.map((v) => JSON.parse(JSON.stringify(v, dropCompiled))),
    parameters,
    law,
  };
}

/** Compiled conditions and templates print as their source. */
function dropCompiled(_key: string, value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value === 'object' && value !== null && 'source' in value && typeof value.source === 'string')
    return value.source;
  return value;
}

function printRule(shown: ShownRule): string {
  const { rule, parameters, law } = shown;
  const lines = [`${rule.id}  ${rule.title.en}`, rule.title.zh];
  const until = (to: string | null) => (to === null ? '' : ` up to but not including ${to}`);
  for (const v of plainRule(shown).versions as Record<string, unknown>[]) {
    const [from, to] = v.inForce as [string, string | null];
    lines.push('', `In force from ${from}${until(to)} [${v.sure}]`, `  ${v.cite}`, `  ${v.url}`);
    for (const [key, value] of Object.entries(v)) {
      if (HIDDEN.has(key) || value === null || value === undefined || value === false) continue;
      if (Array.isArray(value) && value.length === 0) continue;
      lines.push(`  ${key}: ${plain(value)}`);
    }
  }
  for (const p of parameters) {
    lines.push('', `${p.id}: ${p.title.en}${p.unit === null || p.unit === undefined ? '' : ` (${p.unit})`}`);
    for (const v of p.versions) {
      lines.push(`  ${v.inForce[0]}${until(v.inForce[1])}: ${JSON.stringify(v.value)} [${v.sure}] ${v.cite} ${v.url}`);
    }
  }
  lines.push('', `Pack ${law.pack} ${law.version} ${law.hash}`);
  return `${lines.join('\n')}\n`;
}

/** Said elsewhere on the page, or of use to the engine alone. */
const HIDDEN = new Set(['inForce', 'sure', 'cite', 'url', 'file', 'line', 'eachPermit', 'reads']);

/** A member of a rule in a line: sentences in English, conditions as they were written. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value === 'object' && value !== null) {
    if ('words' in value) return plain((value as { words: unknown }).words);
    if ('en' in value) return plain((value as { en: unknown }).en);
    return Object.entries(value)
      .filter(([, v]) => v !== null && v !== undefined && v !== false && !(Array.isArray(v) && v.length === 0))
      .map(([k, v]) => `${k} ${plain(v)}`)
      .join(', ');
  }
  return String(value);
}
