/** Sections of the scorecard on running text. */
import type { Kind } from '../../src/model/kinds.ts';
import { exact, HEAD, notThere, overlap, row, score } from './lines.ts';
import { nobodys, sentences } from './made.ts';
import { COUNTS, inspectColumn, labelled, type ReadSet, read, type Span } from './read.ts';

function withSet(name: string, work: (set: ReadSet) => string[]): string[] {
  const of = labelled(name);
  return of === undefined ? [notThere(name)] : work(read(of));
}

const SETS: readonly [string, string, readonly [string, readonly Kind[], readonly string[]][]][] = [
  [
    'presidio_gen_large',
    'presidio-research, generated',
    [
      ['card', ['bank-card'], ['CREDIT_CARD']],
      ['e-mail', ['email'], ['EMAIL_ADDRESS']],
      ['IP', ['ip'], ['IP_ADDRESS']],
      ['IBAN', ['account'], ['IBAN_CODE']],
      ['web address', ['url'], ['DOMAIN_NAME']],
      ['US Social Security number', ['us.ssn'], ['US_SSN']],
      ['phone', ['phone', 'phone.landline'], ['PHONE_NUMBER']],
      ['person', ['person.name'], ['PERSON']],
      ['address or place', ['address', 'place'], ['ADDRESS', 'LOCATION']],
    ],
  ],
  [
    'multipriv_en',
    'MultiPriv',
    [
      ['resident ID', ['cn.resident-id'], ['CN_ID']],
      ['phone', ['phone', 'phone.landline'], ['PHONE']],
      ['e-mail', ['email'], ['EMAIL']],
      ['person', ['person.name'], ['PERSON']],
      ['address', ['address'], ['ADDRESS']],
      ['health', ['health'], ['MEDICAL']],
    ],
  ],
];

/** Without the findings that are another mention of somebody whose name is labelled elsewhere in the same text. */
function withoutOtherMentions(records: ReadSet['records'], label: string): ReadSet['records'] {
  return records.map(({ text, spans, found }) => {
    const gold = spans.filter((s) => s.label === label);
    const words = new Set(
      gold.flatMap(({ start, end }) =>
        text
          .slice(start, end)
          .toLowerCase()
          .split(/[^\p{L}]+/u),
      ),
    );
    const isOther = ({ start, end }: Span) =>
      !gold.some((g) => overlap(g, { label, start, end })) &&
      text
        .slice(start, end)
        .toLowerCase()
        .split(/[^\p{L}]+/u)
        .every((word) => words.has(word));
    return { text, spans, found: found.filter((f) => f.label !== 'person.name' || !isOther(f)) };
  });
}

export function englishText(): string[] {
  return [
    ...HEAD,
    ...SETS.flatMap(([name, title, kinds]) =>
      withSet(name, ({ records, mbPerSecond }) => {
        const all = new Set(kinds.flatMap(([, , labels]) => labels));
        const any = score(
          records,
          () => true,
          (l) => all.has(l),
          overlap,
        );
        return [
          row(`${title}: any kind that we have`, any, mbPerSecond),
          ...kinds.map(([what, ours, labels]) =>
            row(
              `${title}: ${what}`,
              score(
                records,
                (k) => ours.includes(k as Kind),
                (l) => labels.includes(l),
                overlap,
              ),
            ),
          ),
          row(
            `${title}: person, a labelled one's other mentions aside`,
            score(
              withoutOtherMentions(records, 'PERSON'),
              (k) => k === 'person.name',
              (l) => l === 'PERSON',
              overlap,
            ),
          ),
        ];
      }),
    ),
  ];
}

const NAMES: readonly [string, string][] = [
  ['resume_dev', 'NAME'],
  ['cluener_train', 'name'],
  ['weibo_dev', 'PER.NAM'],
  ['pd_dev', 'PER'],
];

export function chineseNames(): string[] {
  const lines = NAMES.flatMap(([name, label]) =>
    withSet(name, ({ records, mbPerSecond }) => {
      const of = score(
        records,
        (k) => k === 'person.name',
        (l) => l === label,
        exact,
      );
      return [row(name, of, mbPerSecond)];
    }),
  );
  return [...HEAD, ...lines];
}

export function chineseAddresses(): string[] {
  const lines = withSet('cnaddr_dev', ({ records, mbPerSecond }) => {
    const hit = records.filter(({ found }) => found.some((f) => f.label === 'address')).length;
    const of = { found: hit, right: hit, there: records.length, hit };
    return [row('cnaddr_dev: lines with a finding', of, mbPerSecond)];
  });
  return [...HEAD, ...lines];
}

export function chineseIdentifiers(): string[] {
  const { records, mbPerSecond } = read(sentences(3000));
  const kinds = ['cn.resident-id', 'phone', 'email', 'bank-card', 'cn.plate', 'passport'] as const;
  const lines = kinds.map((kind, i) =>
    row(
      kind,
      score(
        records,
        (k) => k === kind,
        (l) => l === kind,
        exact,
      ),
      i === 0 ? mbPerSecond : undefined,
    ),
  );
  return [...HEAD, ...lines];
}

const WORDS: ReadonlySet<string> = new Set([
  ...['person.name', 'address', 'place', 'url', 'health', 'sex', 'ethnicity', 'religion'],
]);

export function falseAlarms(): string[] {
  const lines = ['| in | values | false | of 10,000 |', '|---|---:|---:|---:|'];
  const say = (what: string, values: number, wrong: number) =>
    lines.push(`| ${what} | ${values} | ${wrong} | ${((1e4 * wrong) / values).toFixed(1)} |`);
  const of = labelled('wikiann_en_dev');
  if (of === undefined) lines.push('| wikiann_en_dev | not there | | |');
  else {
    const wrong = read(of)
      .records.flatMap(({ found }) => found)
      .filter((f) => !WORDS.has(f.label)).length;
    say('wikiann_en_dev', of.length, wrong);
  }
  for (const [what, make] of Object.entries(nobodys())) {
    const values = Array.from({ length: 10_000 }, (_, i) => make(i));
    const fields = [what, ''].flatMap((header) => inspectColumn(header, values).filter((f) => f.confidence >= COUNTS));
    say(
      `column of ${what}`,
      2 * values.length,
      fields.reduce((sum, f) => sum + f.hits, 0),
    );
  }
  return lines;
}
