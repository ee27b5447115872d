import { close } from '../ledger/store-record.ts';
import { unfinished } from '../ledger/store-transfers.ts';
import { removePartial } from '../release/output-file.ts';
import { cleanHolds } from '../release/store-hold-files.ts';
import { getHold, listHolds, reopenHold } from '../release/store-holds.ts';
import type { House } from './house.ts';
import type { Resume } from './recorded.ts';
import { removePartialReceipts } from './store-receipt.ts';

/**
 * Closes what a process that died left open here: transfers that were recorded and never closed are closed as broken, their
 * temporary files removed, and a hold that was on its way out waits again. To be done once, after the state is opened.
 */
export async function recover(house: House): Promise<number> {
  const open = house.state.read((db) => unfinished(db));
  let closed = 0;
  for (const { transfer, resume } of open) {
    const { process, targets, approved } = resume as Resume;
    if (!house.state.hasEnded(process)) continue;
    closed += 1;
    for (const target of targets) await removePartial(target, transfer);
    // A transfer whose content was sealed before we died is held, as it says; anything else broke off.
    const hold = house.state.read((db) => listHolds(db, 'all')).find((h) => h.transfer === transfer);
    const body =
      hold === undefined
        ? ({ end: 'broken', records: 0, files: [], hold: null } as const)
        : ({ end: 'held', records: hold.records, files: [], hold: hold.id } as const);
    await close(house.state, { transfer, at: house.now.toISOString(), body }, house.ledger, (db) => {
      if (approved !== null && getHold(db, approved).status === 'approved') reopenHold(db, approved);
    });
  }
  const alive = new Set(
    house.state
      .read((db) => listHolds(db, 'all'))
      .filter((h) => h.status === 'held' || h.status === 'approved')
      .map((h) => h.id),
  );
  // Of those who work beside us nothing is taken away: what they write may not be recorded yet.
  if (!house.state.isAlone()) return closed;
  await cleanHolds(house.state.dir, alive);
  removePartialReceipts(house.state.dir);
  return closed;
}
