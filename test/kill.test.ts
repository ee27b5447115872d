/**
 * `kill -9` at random moments of `clear`: whatever the moment, clearing again gives the right result, every person is
 * counted once, and the ledger verifies.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseReceipt } from '../src/ledger/parse-receipt.ts';
import { listTransfers } from '../src/ledger/store-transfers.ts';
import { verifyReceipt } from '../src/ledger/verify.ts';
import { viewState } from '../src/state/store-sqlite.ts';
import { douane, emptyFolder } from './support/douane.ts';
import { person, seeded } from './support/people.ts';

/** What every change is held to; `npm run soak` kills a thousand times. */
const KILLS = 40;
const WORKERS = 2;
const PERSONS = 20_000;

/** 20 MB in which every person stands about ten times. */
function bigFile(): { text: string; sha256: string } {
  const lines = ['客户号,姓名,手机,邮箱,商品,备注'];
  const people = Array.from({ length: PERSONS }, (_, i) => person(i + 1));
  const filler = '普通订单'.repeat(4);
  for (let i = 0, size = 0; size < 20_000_000; i++) {
    const p = people[i % PERSONS]!;
    const line = `${p.key},${p.name},${p.phone},${p.email},保温杯,${filler}`;
    lines.push(line);
    size += Buffer.byteLength(line) + 1;
  }
  const text = `${lines.join('\n')}\n`;
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

const args = [
  'clear',
  'orders.csv',
  '--to',
  'DE',
  '--recipient',
  'munich',
  '--as-of',
  '2026-11-23',
  '--out',
  'out',
  '--json',
];

test.concurrent.each(Array.from({ length: WORKERS }, (_, i) => i))(
  `after each of ${KILLS / WORKERS} kills, clearing again is right (worker %i)`,
  { timeout: 900_000 },
  async (worker) => {
    const { text, sha256 } = bigFile();
    const random = seeded(4_711 + worker);

    // How long the undisturbed runs before took tells where the moments may lie: the machine's speed changes.
    const spans: number[] = [];
    const span = () => spans.slice(-5).reduce((sum, x) => sum + x, 0) / Math.min(5, spans.length);
    for (let i = 0; i < 2; i++) {
      using folder = emptyFolder();
      writeFileSync(folder.file('orders.csv'), text);
      const begin = performance.now();
      const ran = await douane(args, { cwd: folder.path });
      if (i > 0) spans.push(performance.now() - begin); // the first one compiles
      expect(ran.stderr).toBe('');
      expect(ran.code).toBe(0);
    }

    const moments = { before: 0, after: 0 };
    for (let kill = 0; kill < KILLS / WORKERS; kill++) {
      using folder = emptyFolder();
      writeFileSync(folder.file('orders.csv'), text);
      const killed = await douane(args, { cwd: folder.path, killAfter: random() * span() * 1.1 });
      if (killed.signal === null) moments.after += 1;
      else moments.before += 1;
      // A name without `.partial` is a whole file, always.
      if (existsSync(folder.file('out/orders.csv'))) {
        expect(
          createHash('sha256')
            .update(readFileSync(folder.file('out/orders.csv')))
            .digest('hex'),
        ).toBe(sha256);
      }

      const begin = performance.now();
      const again = await douane(args, { cwd: folder.path });
      spans.push(performance.now() - begin);
      expect(again.stderr).toBe('');
      expect(again.code).toBe(0);
      expect(again.json.persons.thisTransfer.ordinary).toBe(PERSONS);
      expect(again.json.persons.withHistory.ordinary).toBe(PERSONS);
      expect(again.json.released.sha256).toBe(sha256);
      expect(
        createHash('sha256')
          .update(readFileSync(folder.file('out/orders.csv')))
          .digest('hex'),
      ).toBe(sha256);
      expect(readdirSync(folder.file('out'))).toEqual(['orders.csv']);

      const key = readFileSync(folder.file('.douane/keys/ledger.pub'), 'utf8');
      expect(verifyReceipt(parseReceipt(readFileSync(again.json.receipt, 'utf8')), key).leaf.transfer).toBe(
        again.json.transfer,
      );
      using state = viewState(folder.file('.douane'));
      expect(state!.read((db) => listTransfers(db)).filter((t) => t.status === 'recorded')).toEqual([]);
    }
    // Both kinds of moment must have been met, or the test has shown nothing.
    expect(moments.before).toBeGreaterThan(KILLS / WORKERS / 2);
  },
);
