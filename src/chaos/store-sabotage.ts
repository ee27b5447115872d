/**
 * The test of the test: a promise is broken on purpose, from outside, with the means of whoever can write the disk.
 * What is judged then must not be found ok.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { canaryCsv } from './canary.ts';
import type { PromiseName } from './evidence.ts';
import { type Part, Strikes } from './part.ts';
import { changeRows } from './store-rows.ts';
import type { Site } from './store-site.ts';

export interface Sabotage {
  readonly does: string;
  /** The promise whose breach has to be told. */
  readonly breaks: PromiseName;
  readonly spoil: (site: Site) => void | Promise<void>;
}

const sql = (site: Site, ...statements: string[]) => void changeRows(join(site.state, 'douane.db'), statements);

const put = (site: Site, name: string, text: string | Uint8Array) => {
  mkdirSync(site.outs[0]!, { recursive: true });
  writeFileSync(join(site.outs[0]!, name), text);
};

export const SABOTAGES: readonly Sabotage[] = [
  {
    does: 'a file of canaries is put among the outputs that nothing recorded',
    breaks: 'recorded',
    spoil: (site) => put(site, 'smuggled.csv', readFileSync(join(site.path, site.write('held', 10).path))),
  },
  {
    does: 'one person is added to a file that was released',
    breaks: 'recorded',
    spoil: (site) => {
      const { name, path } = site.sent.find((s) => s.way === 'plain')!;
      put(site, name, readFileSync(join(site.path, path), 'utf8') + canaryCsv(site.fresh(1)).split('\n')[1]);
    },
  },
  {
    does: 'a released person is taken out of the register',
    breaks: 'recorded',
    spoil: (site) =>
      sql(site, `UPDATE person_set SET members = substr(members, 1, length(members) - 1) WHERE class = 'ordinary'`),
  },
  {
    does: 'persons are counted a second time, under new numbers',
    breaks: 'once',
    spoil: (site) => {
      const more = Buffer.concat([
        site.look().sets.find((s) => s.class === 'ordinary')!.members,
        Buffer.of(0xff, 0x7f, 0),
      ]);
      sql(
        site,
        `UPDATE person_set SET members = x'${more.toString('hex')}' WHERE rowid = (SELECT min(rowid) FROM person_set WHERE class = 'ordinary')`,
      );
    },
  },
  {
    does: 'one character of a leaf is changed',
    breaks: 'ledger',
    spoil: (site) =>
      sql(site, `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '"DE"', '"FR"') AS BLOB) WHERE idx = 1`),
  },
  {
    does: 'the ledger is cut back to what it was before',
    breaks: 'ledger',
    spoil: (site) => {
      const { size } = site.known.heads.at(-1)!;
      sql(
        site,
        'PRAGMA foreign_keys = OFF',
        ...['transfer WHERE leaf', 'opening WHERE leaf', 'leaf WHERE idx'].map(
          (t) => `DELETE FROM ${t} >= ${size - 2}`,
        ),
        `DELETE FROM checkpoint WHERE size > ${size - 2}`,
        `DELETE FROM node WHERE (position + 1) << level > ${size - 2}`,
      );
    },
  },
  {
    does: 'a receipt is changed',
    breaks: 'ledger',
    spoil: (site) => {
      const dir = join(site.state, 'receipts');
      const file = join(dir, readdirSync(dir)[0]!, 'receipt.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"munich"', '"lisbon"'));
    },
  },
  {
    does: 'a half-written file is left among the outputs',
    breaks: 'whole',
    spoil: (site) => put(site, '.rest.csv.01ARZ3NDEKTSV4RRFFQ69G5FAV.partial', 'half a'),
  },
  {
    does: 'held content is changed',
    breaks: 'holds',
    spoil: (site) => {
      const dir = join(site.state, 'holds');
      const file = join(dir, readdirSync(dir)[0]!, '0');
      const bytes = readFileSync(file);
      bytes[10]! ^= 1;
      writeFileSync(file, bytes);
    },
  },
  {
    does: 'the permit is said to allow what it does not: 61 persons more go out under it',
    breaks: 'budget',
    spoil: (site) => forgeLeaf(site),
  },
  {
    does: 'a person stands in clear in the state',
    breaks: 'private',
    spoil: (site) => writeFileSync(join(site.state, 'debug.log'), canaryCsv(site.fresh(1))),
  },
  {
    does: 'a file that was to cross never does',
    breaks: 'lost',
    spoil: (site) => {
      const { path } = site.write('plain', 5);
      rmSync(join(site.path, path));
    },
  },
];

/** The last transfer under the permit named another content, of more persons than the permit allows. */
function forgeLeaf(site: Site): void {
  const more = site.write('permit', 101);
  const text = readFileSync(join(site.path, more.path));
  put(site, more.name, text);
  const before = site.sent.find((s) => s.way === 'permit')!;
  const db = new Sqlite(join(site.state, 'douane.db'));
  try {
    const forged = createHash('sha256').update(text).digest('hex');
    db.prepare('UPDATE opening SET body = replace(body, ?, ?)').run(before.sha256, forged);
  } finally {
    db.close();
  }
}

/** A part that does nothing but the sabotage; without one, the control that must be ok. */
export const sabotagePart = (number: number, sabotage: Sabotage | null): Part => ({
  name: sabotage === null ? 'control' : `sabotage-${number}`,
  does: sabotage?.does ?? 'nothing is sabotaged',
  async run(site) {
    const strikes = new Strikes();
    await sabotage?.spoil(site);
    strikes.struck(sabotage === null ? 'nothing' : 'spoilt');
    return strikes.end();
  },
});
