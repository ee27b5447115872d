/** Sections of the scorecard on what columns are. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROLES, type Role } from '../../src/inspect/headers/roles.ts';
import type { Kind } from '../../src/model/kinds.ts';
import { HEADERS } from '../../test/support/headers.ts';
import { person } from '../../test/support/people.ts';
import { HEAD, notThere, percent, row } from './lines.ts';
import { nobodys } from './made.ts';
import { COUNTS, DATA, inspectColumn, inspectTable } from './read.ts';

/** One column: what is said of it, and which kinds it truly is. */
interface Said {
  readonly label: string;
  readonly kind: Kind;
  readonly confidence: number;
}

interface Sotab {
  readonly label: string;
  /** Of its values, see {@link PEOPLE_ALL_THE_SAME}. */
  readonly digest: string;
  readonly said: readonly Said[];
}

function sotab(): Sotab[] | undefined {
  const path = join(DATA, 'columns/sotabv2_cta_train.json');
  if (!existsSync(path)) return undefined;
  const tables = JSON.parse(readFileSync(path, 'utf8')) as { labels: string[]; rows: string[][] }[];
  return tables.flatMap(({ labels, rows }) =>
    labels.map((label, c) => {
      const values = rows.map((r) => r[c] ?? '');
      const fields = inspectColumn('', values);
      const said = fields.filter((f) => f.confidence >= COUNTS && !f.freeText);
      const digest = createHash('sha256').update(values.join('\n')).digest('hex').slice(0, 8);
      return { label, digest, said: said.map(({ kind, confidence }) => ({ label, kind, confidence })) };
    }),
  );
}

/**
 * Columns that are labelled otherwise (Organization, CreativeWork/name, SportsTeam) and were seen by eye to hold names
 * of people: authors of books and of reviews, boxers. Only those that inspection said to be of names were looked at.
 */
const PEOPLE_ALL_THE_SAME: ReadonlySet<string> = new Set(
  (
    '26ce39fa 43878577 65ad12e2 ac188449 73db0458 e0b77093 7f8770c6 5982e90f 52b5c433 27dd78a9 3c459c7f f84f4ce8 ' +
    'aabf833f a9a5aa45'
  ).split(' '),
);

const SOTAB: readonly [string, readonly Kind[], RegExp, boolean?][] = [
  ['name', ['person.name'], /^Person\/name$/],
  ['name, artists too', ['person.name'], /^(Person\/name|MusicArtistAT)$/],
  ['name, artists too, labels put right', ['person.name'], /^(Person\/name|MusicArtistAT)$/, true],
  ['address', ['address'], /^(PostalAddress|streetAddress)$/],
  ['phone', ['phone', 'phone.landline'], /^(telephone|faxNumber)$/],
  ['e-mail', ['email'], /^email$/],
];

export function columnsByValue(): string[] {
  const columns = sotab();
  if (columns === undefined) return [...HEAD, notThere('sotabv2_cta_train')];
  const lines = SOTAB.map(([what, ours, label, putRight]) => {
    const found = columns.filter(({ said }) => said.some((s) => ours.includes(s.kind)));
    const there = columns.filter(
      (c) => label.test(c.label) || (putRight === true && PEOPLE_ALL_THE_SAME.has(c.digest)),
    );
    const hit = there.filter((c) => found.includes(c)).length;
    return row(what, { found: found.length, right: hit, there: there.length, hit });
  });
  return [...HEAD, ...lines];
}

const KINDS_OF_SOTAB: readonly [RegExp, readonly Kind[]][] = [
  [/^(Person\/name|MusicArtistAT)$/, ['person.name']],
  [/^(PostalAddress|streetAddress)$/, ['address', 'place']],
  [/^(addressLocality|addressRegion|Country|Place\/name)$/, ['place']],
  [/^(telephone|faxNumber)$/, ['phone', 'phone.landline']],
  [/^email$/, ['email']],
  [/^URL$/, ['url']],
  [/^GenderType$/, ['sex']],
  [/^CoordinateAT$/, ['geo.point']],
];

/** What the generator of people calls its columns; others are nobody's. */
const OF_FAKE: Readonly<Record<string, readonly Kind[]>> = {
  Gender: ['sex'],
  GivenName: ['person.name'],
  Surname: ['person.name'],
  MothersMaiden: ['person.name'],
  StreetAddress: ['address'],
  EmailAddress: ['email'],
  Username: ['customer-key'],
  Password: ['secret'],
  TelephoneNumber: ['phone', 'phone.landline'],
  Birthday: ['birth-date'],
  CCNumber: ['bank-card', 'account'],
  CVV2: ['secret'],
  NationalID: ['cn.resident-id', 'passport', 'us.ssn', 'cn.hk-macau-permit', 'cn.taiwan-permit', 'cn.hmt-residence'],
  City: ['place', 'address'],
  Domain: ['url'],
};

function fakePeople(withHeaders: boolean): { right: boolean; confidence: number }[] {
  const path = join(DATA, 'columns/FakeNameGenerator.com_3000.csv');
  if (!existsSync(path)) return [];
  const [head, ...rows] = readFileSync(path, 'utf8').replace('\ufeff', '').trim().split(/\r?\n/);
  const headers = head!.split(',');
  // Rows with quoted commas are left out: this is no reader of CSV.
  const cells = rows.map((r) => r.split(',')).filter((r) => r.length === headers.length && !r.join().includes('"'));
  const names = withHeaders ? headers : headers.map((_, i) => `#${i + 1}`);
  return inspectTable(names, cells)
    .filter((f) => f.confidence >= COUNTS && !f.freeText)
    .map((f) => ({
      right: (OF_FAKE[headers[names.indexOf(f.path)]!] ?? []).includes(f.kind),
      confidence: f.confidence,
    }));
}

/** Columns of made-up people under each of the known headers, and of things under headers of things. */
function madeColumns(): { right: boolean; confidence: number }[] {
  const people = Array.from({ length: 200 }, (_, i) => person(i + 1));
  const values: Partial<Record<Role, readonly string[]>> = {
    'resident-id': people.map((p) => p.residentId),
    name: people.map((p) => p.name),
    telephone: people.map((p) => p.phone),
    email: people.map((p) => p.email),
    address: people.map((p) => p.address),
    'bank-card': people.map((p) => p.card),
  };
  const said: { right: boolean; confidence: number }[] = [];
  const take = (header: string, of: readonly string[], kinds: readonly Kind[]) => {
    for (const f of inspectColumn(header, of))
      if (f.confidence >= COUNTS && !f.freeText) said.push({ right: kinds.includes(f.kind), confidence: f.confidence });
  };
  const things = Object.values(nobodys()).map((make) => Array.from({ length: 200 }, (_, i) => make(i)));
  for (const [roles, list] of Object.entries(HEADERS)) {
    const role = roles.split('|')[0] as Role;
    const headers = list.split(' ');
    if (values[role] !== undefined) for (const h of headers) take(h, values[role], ROLES[role]);
    // A header over values of another sort: what it says must not win.
    else for (const [i, h] of headers.entries()) if (role === 'thing') take(h, things[i % things.length]!, []);
  }
  for (const [role, of] of Object.entries(values)) take('', of, ROLES[role as Role]);
  for (const of of things) take('', of, []);
  return said;
}

export function calibration(): string[] {
  const ofSotab = (sotab() ?? []).flatMap(({ said }) =>
    said.map(({ label, kind, confidence }) => ({
      right: KINDS_OF_SOTAB.some(([is, kinds]) => is.test(label) && kinds.includes(kind)),
      confidence,
    })),
  );
  const sets: readonly [string, readonly { right: boolean; confidence: number }[]][] = [
    ['made here, with and without headers', madeColumns()],
    ['FakeNameGenerator, with headers', fakePeople(true)],
    ['FakeNameGenerator, without', fakePeople(false)],
    ['SOTAB, without headers, five values', ofSotab],
  ];
  const bins: readonly [number, number][] = [
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 1.01],
  ];
  const cell = (of: readonly { right: boolean; confidence: number }[], [from, to]: readonly [number, number]) => {
    const inside = of.filter((c) => c.confidence >= from && c.confidence < to);
    return `${percent(inside.filter((c) => c.right).length, inside.length)} of ${inside.length}`;
  };
  return [
    '| columns | said 0.5–0.7 | 0.7–0.9 | 0.9 and more |',
    '|---|---:|---:|---:|',
    ...[...sets, ['all', sets.flatMap(([, of]) => of)] as const].map(
      ([what, of]) => `| ${what} | ${bins.map((bin) => cell(of, bin)).join(' | ')} |`,
    ),
  ];
}
