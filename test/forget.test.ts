/** Forgetting a person: no trace of the pseudonym in any file of the state, no count lower, the ledger whole. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { parseVerifierKey } from '../src/ledger/note.ts';
import { audit } from '../src/ledger/store-audit.ts';
import { douane, emptyFolder, lookAt, stateFile } from './support/douane.ts';
import { person } from './support/people.ts';

const HEADER = '客户号,姓名,身份证号,手机,邮箱';
const line = (n: number) => {
  const p = person(n);
  return [p.key, p.name, p.residentId, p.phone, p.email].join(',');
};
const csv = (...people: number[]) => `${[HEADER, ...people.map(line)].join('\n')}\n`;
const many = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Entries of the register, each as the words of its pseudonym (two whole, of the third what is no flag) and person. */
function entries(db: string): { bytes: Buffer; person: number }[] {
  const opened = new Database(db, { readonly: true });
  try {
    const blobs = opened.prepare('SELECT data FROM person_identifiers ORDER BY seq').pluck().all() as Buffer[];
    return blobs.flatMap((data) =>
      Array.from({ length: data.length / 16 }, (_, i) => ({
        bytes: Buffer.from(data.subarray(i * 16, i * 16 + 8)),
        person: data.readInt32LE(i * 16 + 12),
      })),
    );
  } finally {
    opened.close();
  }
}

function filesWith(dir: string, bytes: Buffer): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (f) => statSync(join(dir, f)).isFile() && readFileSync(join(dir, f)).includes(bytes),
  );
}

test('after forgetting, nothing in the state tells the person; counts stay, and coming again counts anew', async () => {
  using folder = emptyFolder();
  const run = (...args: string[]) => douane(args, { cwd: folder.path });
  const clear = (file: string) => run('clear', file, '--to', 'DE', '--recipient', 'm', '--out', 'out', '--json');
  writeFileSync(folder.file('a.csv'), csv(...many(1, 300)));
  const a = await clear('a.csv');
  expect(a.code, a.stderr).toBe(0);
  writeFileSync(folder.file('b.csv'), csv(300, 301));
  expect((await clear('b.csv')).code).toBe(0);
  const before = (await run('persons', 'show', '--json')).json;
  const db = stateFile(folder.file('.douane'));
  const all = entries(db);
  // The third person of the first file is the third that got a number.
  const theirs = all.filter((e) => e.person === 2).map((e) => e.bytes);
  expect(theirs.length).toBeGreaterThanOrEqual(4);
  // Where a page of the database ends within one it cannot be found so; that is not so of two of a person's.
  const found = theirs.filter((bytes) => filesWith(folder.file('.douane'), bytes).length > 0);
  expect(found.length).toBeGreaterThanOrEqual(theirs.length - 1);

  // By one identifier of theirs, on standard input: never on the command line.
  const forgotten = await douane(['persons', 'forget', '--json'], {
    cwd: folder.path,
    input: `手机\n${person(3).phone}\n`,
  });
  expect(forgotten.stderr).toBe('');
  expect(forgotten.json).toEqual({ schema: 'douane.persons.forget/1', persons: 1, identifiers: theirs.length });

  for (const bytes of theirs) expect(filesWith(folder.file('.douane'), bytes)).toEqual([]);
  expect(entries(db)).toHaveLength(all.length - theirs.length);
  expect((await run('persons', 'show', '--json')).json).toEqual(before);
  using view = lookAt(folder.file('.douane'));
  const { publicKey } = JSON.parse(readFileSync(a.json.receipt, 'utf8'));
  view.read((opened) => audit(opened, parseVerifierKey(publicKey)));
  expect((await run('verify', a.json.receipt)).code).toBe(0);
  const leaves = view.read((opened) => opened.prepare('SELECT bytes FROM leaf').pluck().all()) as Buffer[];
  const leaf = JSON.parse(leaves.at(-1)!.toString());
  expect(leaf).toMatchObject({ type: 'erasure', transfer: null, permit: null });

  // Nobody is known by it any more, and that is no error.
  const again = await douane(['persons', 'forget'], { cwd: folder.path, input: `手机\n${person(3).phone}\n` });
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('Nobody');
  writeFileSync(folder.file('c.csv'), csv(3, 4));
  const c = await clear('c.csv');
  expect(c.json.persons.withHistory.ordinary).toBe(301 + 1);
});

test('a file names all of its persons; what shows nobody is refused', async () => {
  using folder = emptyFolder();
  const run = (...args: string[]) => douane(args, { cwd: folder.path });
  writeFileSync(folder.file('a.csv'), csv(...many(1, 50)));
  const a = await run('clear', 'a.csv', '--to', 'DE', '--recipient', 'm', '--out', 'out', '--json');
  expect(a.code).toBe(0);
  writeFileSync(folder.file('who.csv'), csv(7, 8));
  const forgotten = await run('persons', 'forget', '--subject-file', 'who.csv', '--json');
  expect(forgotten.stderr).toBe('');
  expect(forgotten.json.persons).toBe(2);
  writeFileSync(folder.file('nobody.csv'), 'colour\nred\n');
  const refused = await run('persons', 'forget', '--subject-file', 'nobody.csv');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('INPUT_NO_IDENTIFIER');
  expect((await run('persons', 'show')).stdout).toContain('counted');
});

test('while somebody reads beside, the log cannot be emptied: that is said, and doing it again does it', async () => {
  using folder = emptyFolder();
  const run = (...args: string[]) => douane(args, { cwd: folder.path });
  writeFileSync(folder.file('a.csv'), csv(...many(1, 50)));
  expect((await run('clear', 'a.csv', '--to', 'DE', '--recipient', 'm', '--out', 'out')).code).toBe(0);
  const bytes = entries(stateFile(folder.file('.douane'))).find((e) => e.person === 2)!.bytes;
  const reader = new Database(stateFile(folder.file('.douane')), { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM leaf').get();
  const input = `手机\n${person(3).phone}\n`;
  const busy = await douane(['persons', 'forget'], { cwd: folder.path, input });
  expect(busy.code).toBe(2);
  expect(busy.stderr).toContain('STATE_BUSY');
  reader.close();
  expect((await douane(['persons', 'forget'], { cwd: folder.path, input })).code).toBe(0);
  expect(filesWith(folder.file('.douane'), bytes)).toEqual([]);
}, 60_000);
