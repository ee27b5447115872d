/** What a transfer was decided by changes before it is recorded: it is decided anew, and comes out right. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { forget } from '../src/crossing/forget.ts';
import type { House } from '../src/crossing/house.ts';
import { cross } from '../src/crossing.ts';
import { audit } from '../src/ledger/store-audit.ts';
import { listTransfers, unfinished } from '../src/ledger/store-transfers.ts';
import { permitUse } from '../src/persons/store-sqlite.ts';
import { addPermit } from '../src/state/store-permits.ts';
import { emptyFolder } from './support/douane.ts';
import { crossing, openAt, permitOf, table } from './support/houses.ts';
import { inputOf } from './support/source.ts';

/** Before each of the first `times` writes from the n-th on somebody adds a permit, which nobody else's turn hinders. */
function moving(house: House, n: number, times = 1): House {
  let writes = 0;
  return {
    ...house,
    state: {
      ...house.state,
      async transaction(work) {
        writes += 1;
        if (writes >= n && writes < n + times) {
          const permit = { ...permitOf(1), id: `other-${writes}`, scope: { ...permitOf(1).scope, recipients: ['X'] } };
          await house.state.transaction((db) => addPermit(db, permit, house.now.toISOString()));
        }
        return house.state.transaction(work);
      },
    },
    [Symbol.dispose]: () => {},
  };
}

async function begun() {
  const folder = emptyFolder();
  const house = await openAt(folder.path, 1);
  await house.state.transaction((db) => addPermit(db, permitOf(2), house.now.toISOString()));
  return { folder, house };
}

const statuses = (house: House) => house.state.read((db) => listTransfers(db).map((t) => t.status)).toReversed();

test.each([
  ['at the record', 1, ['checked', 'released', 'held']],
  ['at the part', 2, ['checked', 'checked', 'released', 'held']],
  ['at the rest', 3, ['checked', 'broken', 'checked', 'released', 'held']],
])('in parts, %s', { timeout: 60_000 }, async (_when, n, expected) => {
  const { folder, house } = await begun();
  using _ = folder;
  using __ = house;
  const result = await cross(crossing(folder.file('out'), table(1, 2, 3)), moving(house, n));
  expect(result.parts).toMatchObject({ fits: { records: 2 }, rest: { records: 1 } });
  expect(readFileSync(folder.file('out/orders.csv'), 'utf8')).toBe(table(1, 2));
  expect(statuses(house)).toEqual(expected);
  house.state.read((db) => {
    expect([permitUse(db, 'E', 'SA-1').persons, unfinished(db)]).toEqual([2, []]);
    audit(db, house.ledger.signer);
  });
});

test('whoever is overtaken each time gives up, and nothing is recorded', { timeout: 60_000 }, async () => {
  const { folder, house } = await begun();
  using _ = folder;
  using __ = house;
  const crossed = cross(crossing(folder.file('out'), table(1, 2), 'whole'), moving(house, 1, 9));
  await expect(crossed).rejects.toMatchObject({ code: 'STATE_MOVED' });
  expect(statuses(house)).toEqual([]);
});

test('forgetting is done anew too', { timeout: 60_000 }, async () => {
  const { folder, house } = await begun();
  using _ = folder;
  using __ = house;
  const asked = crossing(folder.file('out'), table(1, 2), 'whole');
  await cross(asked, house);
  const forgotten = await forget(inputOf(Buffer.from(table(1)), 'who.csv'), asked.request, moving(house, 1));
  expect(forgotten.persons).toBe(1);
});
