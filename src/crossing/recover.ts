import type { Database } from 'better-sqlite3';
import { close } from '../ledger/store-record.ts';
import { unfinished } from '../ledger/store-transfers.ts';
import { DouaneError } from '../model/errors.ts';
import { removePartial } from '../release/output-file.ts';
import { deadNames, heldNames, removeNames } from '../release/store-hold-files.ts';
import { getHold, listHolds, onTheirWay, reopenHold } from '../release/store-holds.ts';
import type { House } from './house.ts';
import type { Resume } from './recorded.ts';
import { partialReceipts, removeReceipts } from './store-receipt.ts';

/**
 * Closes what a process that died left open here: transfers that were recorded and never closed are closed as broken, their
 * temporary files removed, and a hold that was on its way out waits again. To be done once, after the state is opened;
 * others may do it at the same time, and those who work are let be.
 */
export async function recover(house: House): Promise<number> {
  const { state } = house;
  // What is there before we look who works here: whatever comes to be from now on is not among it.
  const names = await heldNames(state.dir);
  const receipts = partialReceipts(state.dir);
  const closed = await closeBroken(house);
  await reopenLeft(house);
  // Of those who work beside us nothing is taken away: what they write may not be recorded yet.
  if (!state.isAlone()) return closed;
  removeReceipts(receipts);
  if (deadNames(names, state.read(waiting)).length > 0) {
    // What nobody of here is on any more may have been recorded all the same: only in a transaction is that known.
    await removeNames(state.dir, deadNames(names, await state.transaction(waiting)));
  }
  return closed;
}

async function closeBroken(house: House): Promise<number> {
  const open = house.state.read((db) => unfinished(db));
  let closed = 0;
  for (const { transfer, resume } of open) {
    const { process, targets, approved } = resume as Resume;
    if (!house.state.hasEnded(process)) continue;
    for (const target of targets) await removePartial(target, transfer);
    // A transfer whose content was sealed before we died is held, as it says; anything else broke off.
    const hold = house.state.read((db) => listHolds(db, 'all')).find((h) => h.transfer === transfer);
    const body =
      hold === undefined
        ? ({ end: 'broken', records: 0, files: [], hold: null } as const)
        : ({ end: 'held', records: hold.records, files: [], hold: hold.id } as const);
    try {
      await close(house.state, { transfer, at: house.now.toISOString(), body }, house.ledger, (db) => {
        if (approved !== null && getHold(db, approved).status === 'approved') reopenHold(db, approved);
      });
      closed += 1;
    } catch (error) {
      // Another process that started with us closed it.
      if (!(error instanceof DouaneError) || error.code !== 'TRANSFER_UNKNOWN') throw error;
    }
  }
  return closed;
}

/** Who approved may have died before the transfer was recorded. */
async function reopenLeft({ state }: House): Promise<void> {
  const left = (db: Database) => onTheirWay(db).filter(({ process }) => state.hasEnded(process));
  if (state.read(left).length === 0) return;
  await state.transaction((db) => {
    for (const { id } of left(db)) reopenHold(db, id);
  });
}

/** Holds whose content is kept. */
const waiting = (db: Database): ReadonlySet<string> =>
  new Set(
    listHolds(db, 'all')
      .filter((h) => h.status === 'held' || h.status === 'approved')
      .map((h) => h.id),
  );
