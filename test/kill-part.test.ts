/**
 * `kill -9` at random moments of a `clear` of which a part fits its permit: the budget is never passed, by one, and
 * clearing again releases exactly that part and holds the rest.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseVerifierKey } from '../src/ledger/note.ts';
import { audit } from '../src/ledger/store-audit.ts';
import { listTransfers } from '../src/ledger/store-transfers.ts';
import { permitUse } from '../src/persons/store-sqlite.ts';
import { douane, emptyFolder, lookAt, shared } from './support/douane.ts';
import { person, seeded } from './support/people.ts';

/** Enough to meet every step between record and release; the number is what a longer run changes. */
const KILLS = Number(process.env.DOUANE_KILLS ?? (shared() ? 4 : 6));
const PERSONS = 3_000;
const BUDGET = 1_234;
const ROWS = 20_000;

const CONFIG = `
exporter: { name: E, jurisdiction: CN, facts: { ciio: true } }
recipients: { hq: { name: HQ AG, place: DE } }
lanes: { fits: { to: DE, recipient: hq, purpose: other, overrun: release-what-fits } }
`;
const HEADER = '客户号,姓名,手机,邮箱';

test(`after each of ${KILLS} kills`, { timeout: 900_000 }, async () => {
  const lines = Array.from({ length: PERSONS }, (_, n) => {
    const p = person(n + 1);
    return `${p.key},${p.name},${p.phone},${p.email}`;
  });
  const rows = Array.from({ length: ROWS }, (_, r) => (r < PERSONS ? r : (r * 7) % PERSONS));
  const text = `${[HEADER, ...rows.map((p) => lines[p]!)].join('\n')}\n`;
  const fitting = rows.filter((p) => p < BUDGET);
  const part = `${[HEADER, ...fitting.map((p) => lines[p]!)].join('\n')}\n`;
  const clear = ['clear', 'orders.csv', '--lane', 'fits', '--as-of', '2026-11-23', '--out', 'out', '--json'];
  const prepare = async () => {
    const folder = emptyFolder();
    writeFileSync(folder.file('douane.yaml'), CONFIG);
    writeFileSync(folder.file('orders.csv'), text);
    const permit = ['--id', 'SA-1', '--kind', 'security-assessment', '--issued', '2026-01-10', '--recipient', 'HQ AG'];
    const args = ['permit', 'add', ...permit, '--to', 'DE', '--persons', String(BUDGET)];
    expect((await douane(args, { cwd: folder.path })).code).toBe(0);
    return folder;
  };
  const used = (folder: { file(name: string): string }) => {
    using view = lookAt(folder.file('.douane'));
    return view.read((db) => permitUse(db, 'E', 'SA-1').persons);
  };

  const random = seeded(1789);
  let span = 0;
  let killed = 0;
  for (let kill = -2; kill < KILLS; kill++) {
    using folder = await prepare();
    const begin = performance.now();
    const first = await douane(clear, { cwd: folder.path, ...(kill < 0 ? {} : { killAfter: random() * span * 1.05 }) });
    if (kill < 0) span = performance.now() - begin;
    if (first.signal !== null) killed += 1;
    expect(used(folder)).toBeLessThanOrEqual(BUDGET);
    if (existsSync(folder.file('out/orders.csv')))
      expect(readFileSync(folder.file('out/orders.csv'), 'utf8')).toBe(part);

    const again = await douane(clear, { cwd: folder.path });
    expect(again.stderr).toBe('');
    expect(again.code).toBe(4);
    expect(again.json.parts.fits).toMatchObject({ records: fitting.length, persons: { ordinary: BUDGET } });
    expect(again.json.parts.rest).toMatchObject({ records: ROWS - fitting.length });
    expect(readFileSync(folder.file('out/orders.csv'), 'utf8')).toBe(part);
    expect(used(folder)).toBe(BUDGET);
    using view = lookAt(folder.file('.douane'));
    const { publicKey } = JSON.parse(readFileSync(again.json.receipt, 'utf8'));
    view.read((db) => {
      audit(db, parseVerifierKey(publicKey));
      expect(listTransfers(db).filter((t) => t.status === 'recorded')).toEqual([]);
    });
  }
  expect(killed).toBeGreaterThan(KILLS / 2);
});
