/**
 * `npm run scorecard`: what inspection finds and misses, on public data and on tables that are made here, written to
 * `docs/scorecard.md`. The public data is not part of this repository (some of it has no licence to be passed on):
 * `SCORECARD_DATA` names the folder with `text/*.jsonl`, one object a line `{ id, text, spans: [[label, start, end]] }`
 * with offsets in UTF-16 units, and `columns/`. What is not there is said and left out. Nothing of it was used to make
 * what ships.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inspector } from '../src/inspect/inspector.ts';
import type { Kind } from '../src/model/kinds.ts';
import { batchOf } from '../test/support/batches.ts';
import { person, seeded } from '../test/support/people.ts';
import { evasionLines } from './evasion-score.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DATA = process.env.SCORECARD_DATA ?? join(ROOT, '../shared/data');
const TARGET = join(ROOT, 'docs/scorecard.md');
/** From this on a finding counts. */
const COUNTS = 0.5;

interface Span {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}
interface Record_ {
  readonly text: string;
  readonly spans: readonly Span[];
}
interface Score {
  readonly found: number;
  readonly right: number;
  readonly there: number;
  readonly hit: number;
}

const newInspector = () => new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
const inspector = newInspector();

/** Findings of one text, offsets in UTF-16 units. */
function findingsOf(text: string): Span[] {
  const bytes = Buffer.from(text);
  const units = (offset: number) => bytes.subarray(0, offset).toString().length;
  return inspector
    .findIn(bytes, 0, bytes.length, 'text')
    .filter((f) => f.confidence >= COUNTS)
    .map((f) => ({ label: f.kind, start: units(f.start), end: units(f.end) }));
}

function records(name: string): Record_[] | undefined {
  const path = join(DATA, 'text', `${name}.jsonl`);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { text, spans } = JSON.parse(line) as { text: string; spans: [string, number, number][] };
      return { text, spans: spans.map(([label, start, end]) => ({ label, start, end })) };
    });
}

const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end;
const exact = (a: Span, b: Span) => a.start === b.start && a.end === b.end;

function score(
  of: readonly Record_[],
  isFound: (kind: string) => boolean,
  isThere: (label: string) => boolean,
  same: (a: Span, b: Span) => boolean,
): Score {
  let [found, right, there, hit] = [0, 0, 0, 0];
  for (const { text, spans } of of) {
    const predicted = findingsOf(text).filter((f) => isFound(f.label));
    const gold = spans.filter((s) => isThere(s.label));
    found += predicted.length;
    right += predicted.filter((p) => gold.some((g) => same(p, g))).length;
    there += gold.length;
    hit += gold.filter((g) => predicted.some((p) => same(p, g))).length;
  }
  return { found, right, there, hit };
}

const lines: string[] = [];
const say = (line = '') => lines.push(line);
const percent = (x: number, of: number) => (of === 0 ? '–' : `${((100 * x) / of).toFixed(1)} %`);
function row(what: string, s: Score): void {
  const p = s.found === 0 ? 0 : s.right / s.found;
  const r = s.there === 0 ? 0 : s.hit / s.there;
  const f = p + r === 0 ? 0 : (2 * p * r) / (p + r);
  say(`| ${what} | ${percent(s.right, s.found)} | ${percent(s.hit, s.there)} | ${f.toFixed(2)} | ${s.there} |`);
}
const head = () => {
  say('| what | precision | recall | F1 | there |');
  say('|---|---:|---:|---:|---:|');
};
function withData(name: string, work: (of: readonly Record_[]) => void): void {
  const of = records(name);
  if (of === undefined) say(`| ${name} | not there | | | |`);
  else work(of);
}

say('# Scorecard');
say();
say('What inspection finds and misses: `npm run scorecard`. The data sets are public and not part of this repository');
say('(`SCORECARD_DATA` names their folder); none of them was used to make what ships. A finding counts from 0.5 on.');
say();
say('## English text, by overlap');
say();
head();
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
for (const [name, title, kinds] of SETS)
  withData(name, (of) => {
    const all = new Set(kinds.flatMap(([, , labels]) => labels));
    row(
      `${title}: any kind that we have`,
      score(
        of,
        () => true,
        (l) => all.has(l),
        overlap,
      ),
    );
    for (const [what, ours, labels] of kinds)
      row(
        `${title}: ${what}`,
        score(
          of,
          (k) => ours.includes(k as Kind),
          (l) => labels.includes(l),
          overlap,
        ),
      );
  });

say();
say('## Chinese names in text, exact');
say();
head();
for (const [name, labels] of [
  ['resume_dev', ['NAME']],
  ['cluener_train', ['name']],
  ['weibo_dev', ['PER.NAM']],
  ['pd_dev', ['PER']],
] as const)
  withData(name, (of) =>
    row(
      name,
      score(
        of,
        (k) => k === 'person.name',
        (l) => labels.includes(l as never),
        exact,
      ),
    ),
  );

say();
say('## Chinese addresses');
say();
head();
withData('cnaddr_dev', (of) => {
  const hit = of.filter(({ text }) => findingsOf(text).some((f) => f.label === 'address')).length;
  row('cnaddr_dev: lines with a finding', { found: hit, right: hit, there: of.length, hit });
});

say();
say('## False alarms');
say();
say('Findings of identifiers (all kinds but names, addresses and words) in what holds none, of 10,000 values.');
say();
say('| in | values | false | of 10,000 |');
say('|---|---:|---:|---:|');
const WORDS: ReadonlySet<string> = new Set([
  'person.name',
  'address',
  'place',
  'url',
  'health',
  'sex',
  'ethnicity',
  'religion',
]);
withData('wikiann_en_dev', (of) => {
  const wrong = of.flatMap(({ text }) => findingsOf(text)).filter((f) => !WORDS.has(f.label)).length;
  say(`| wikiann_en_dev | ${of.length} | ${wrong} | ${((1e4 * wrong) / of.length).toFixed(1)} |`);
});
for (const [what, make] of Object.entries(MADE())) {
  const values = Array.from({ length: 10_000 }, (_, i) => make(i));
  const fields = inspectColumn(what, values);
  const wrong = fields.filter((f) => f.confidence >= COUNTS).reduce((sum, f) => sum + f.hits, 0);
  say(`| column of ${what} | ${values.length} | ${wrong} | ${((1e4 * wrong) / values.length).toFixed(1)} |`);
}

say();
say('## Chinese identifiers in generated text');
say();
head();
const sentences = generated(3000);
for (const kind of ['cn.resident-id', 'phone', 'email', 'bank-card', 'cn.plate', 'passport'] as const)
  row(
    kind,
    score(
      sentences,
      (k) => k === kind,
      (l) => l === kind,
      exact,
    ),
  );

say();
say('## Columns by value alone (SOTAB v2)');
say();
say('What the column is; a name that is met within a text does not make it one of names.');
say();
head();
const sotab = join(DATA, 'columns/sotabv2_cta_train.json');
if (!existsSync(sotab)) say('| sotabv2_cta_train | not there | | | |');
else {
  const tables = JSON.parse(readFileSync(sotab, 'utf8')) as { labels: string[]; rows: string[][] }[];
  const kinds: readonly [string, readonly Kind[], RegExp][] = [
    ['name', ['person.name'], /^Person\/name$/],
    ['address', ['address'], /^(PostalAddress|streetAddress)$/],
    ['phone', ['phone', 'phone.landline'], /^(telephone|faxNumber)$/],
    ['e-mail', ['email'], /^email$/],
  ];
  const said = tables.flatMap(({ labels, rows }) =>
    labels.map((label, c) => ({
      label,
      kinds: new Set(
        inspectColumn(
          '',
          rows.map((r) => r[c] ?? ''),
        )
          .filter((f) => f.confidence >= COUNTS && !f.freeText)
          .map((f) => f.kind),
      ),
    })),
  );
  for (const [what, ours, label] of kinds) {
    const found = said.filter((s) => ours.some((k) => s.kinds.has(k)));
    const there = said.filter((s) => label.test(s.label));
    const hit = there.filter((s) => found.includes(s)).length;
    row(what, { found: found.length, right: hit, there: there.length, hit });
  }
}
say();
for (const line of await evasionLines(3)) say(line);
say();
writeFileSync(TARGET, `${lines.join('\n').trimEnd()}\n`);
process.stdout.write(`${lines.join('\n')}\n`);

function inspectColumn(header: string, values: readonly string[]) {
  const one = newInspector();
  const { paths, batch } = batchOf(values.map((value) => [[header, value]]));
  one.open(paths);
  one.inspect(batch);
  return one.finish().fields;
}

/** Values of ordinary business that are nobody's. */
function MADE(): Record<string, (i: number) => string> {
  const random = seeded(5);
  const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  const hex = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    'order numbers': (i) => `SO2026${String(i).padStart(9, '0')}`,
    'long order numbers': (i) => `2026${digits(10)}${String(i).padStart(4, '0')}`,
    SKUs: () => `SKU-${digits(4)}-${'ABCDEF'[Math.floor(random() * 6)]}`,
    'hex hashes': () => hex(40),
    UUIDs: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    'timestamps in milliseconds': () => `17${digits(11)}`,
    'dates and times': (i) => new Date(1.7e12 + i * 61_000).toISOString(),
    prices: () => `${1 + Math.floor(random() * 9999)}.${digits(2)}`,
    versions: () => `${digits(1)}.${digits(2)}.${digits(1)}`,
    'log lines': (i) => `INFO worker-${i % 8} took ${digits(3)} ms, ${digits(5)} rows, offset ${digits(9)}`,
  };
}

/** Sentences around identifiers of made-up people. */
function generated(count: number): Record_[] {
  const frames = ['联系人{x}，请核对。', '客户提供的号码是{x}', '{x} 已登记', '备注：{x}；其他无', '订单已由{x}签收'];
  return Array.from({ length: count }, (_, i) => {
    const p = person(i + 1);
    const letter = 'ABCDEFGHJK'[i % 10]!;
    const values: readonly [Kind, string][] = [
      ['cn.resident-id', p.residentId],
      ['phone', p.phone],
      ['email', p.email],
      ['bank-card', cardOf(i)],
      ['cn.plate', `京${letter}${String(10_000 + i).slice(-5)}`],
      ['passport', `E${String(10_000_000 + i * 37).slice(-8)}`],
    ];
    const [label, value] = values[i % values.length]!;
    const [before, after] = frames[i % frames.length]!.split('{x}') as [string, string];
    return {
      text: `${before}${value}${after}`,
      spans: [{ label, start: before.length, end: before.length + value.length }],
    };
  });
}

/** A card number of an issuer's range that passes Luhn. */
function cardOf(i: number): string {
  const digits = `622202${String(1_000_000_000 + i * 7_919).slice(-9)}`;
  let sum = 0;
  for (let k = 0; k < 15; k++) {
    const d = Number(digits[14 - k]) * (k % 2 === 0 ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
