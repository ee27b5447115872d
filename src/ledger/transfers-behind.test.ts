import { expect, test } from 'vitest';
import { memoryLedger, planOf } from '../../test/support/ledger.ts';
import { record, recordEvent } from './store-record.ts';
import { transfersBehind } from './store-transfers.ts';

test('all transfers come page by page, oldest first, and events between them do not', async () => {
  const { db, state, tools } = memoryLedger();
  const ids = Array.from({ length: 25 }, (_, i) => `T${String(i).padStart(2, '0')}`);
  for (const [i, id] of ids.entries()) {
    await record(state, planOf(id, { type: i % 3 === 0 ? 'check' : 'crossing' }), tools);
    await recordEvent(
      state,
      { type: 'permit', transfer: null, permit: `P${i}`, at: '2026-11-23T08:00:00.000Z', body: {} },
      tools,
    );
  }
  const size = JSON.stringify(transfersBehind(db, -1)[0]!.body).length;
  for (const characters of [1, size * 3, size * 100]) {
    const pages: string[][] = [];
    for (let leaf = -1; ; ) {
      const page = transfersBehind(db, leaf, characters);
      if (page.length === 0) break;
      pages.push(page.map((t) => t.id));
      leaf = page.at(-1)!.leaf;
    }
    expect(pages.flat()).toEqual(ids);
    expect(Math.max(...pages.map((p) => p.length))).toBe(Math.min(25, Math.max(1, Math.floor(characters / size))));
  }
  expect(transfersBehind(db, -1)[0]).toMatchObject({ type: 'check', body: { asOf: '2026-11-23' } });
});
