/** Who approved a hold died before its content crossed: it waits again, and can be approved again. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recover } from '../src/crossing/recover.ts';
import { cross } from '../src/crossing.ts';
import { approveHold, getHold, listHolds } from '../src/release/store-holds.ts';
import { addPermit } from '../src/state/store-permits.ts';
import { emptyFolder } from './support/douane.ts';
import { crossing, openAt, permitOf, table } from './support/houses.ts';

test('an approval whose process died is none', { timeout: 60_000 }, async () => {
  using folder = emptyFolder();
  let id: string;
  {
    using house = await openAt(folder.path, 1);
    await house.state.transaction((db) => addPermit(db, permitOf(1), house.now.toISOString()));
    const { held } = await cross(crossing(folder.file('out'), table(1, 2), 'whole'), house);
    id = held!.hold;
    const { digest } = house.state.read((db) => getHold(db, id));
    const decision = { by: 'A', at: house.now.toISOString(), reason: 'r', reference: null };
    await house.state.transaction((db) => approveHold(db, id, digest, { ...decision, process: house.state.process }));
    if (house.state.shared) {
      // Of somebody who lives it is let be.
      await recover(house);
      expect(house.state.read((db) => listHolds(db, 'approved'))).toHaveLength(1);
    }
  }
  using next = await openAt(folder.path, 2);
  await recover(next);
  expect(next.state.read((db) => getHold(db, id))).toMatchObject({ status: 'held', decided: null });
  expect(readFileSync(`${next.state.dir}/holds/${id}/0`).length).toBeGreaterThan(0);
});
