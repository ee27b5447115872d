/** A person's word that the state goes on as the older copy that it is. */
import { hex } from '../ledger/note.ts';
import { insertLoss, type Seen } from '../ledger/store-loss.ts';
import { recordEvent } from '../ledger/store-record.ts';
import { newestHead, readLeaf, readTree } from '../ledger/store-tree.ts';
import type { House } from './house.ts';

export interface Acceptance {
  readonly by: string;
  readonly reason: string;
  readonly seen: readonly Seen[];
  /** First leaves that are in what was lost too, and the newest signed head of them; all of the ledger, without it. */
  readonly common?: { readonly size: number; readonly note: string };
}

export interface Accepted {
  /** Index of the leaf that says so. */
  readonly leaf: number;
  readonly at: string;
  /** When the last leaf before the loss was recorded; null where there is none. */
  readonly since: string | null;
  readonly there: { readonly size: number; readonly root: string };
}

/** Records who accepts what as lost, and why, in one step: from then on the same is no reason to stop. */
export async function acceptLoss({ by, reason, seen, common: given }: Acceptance, house: House): Promise<Accepted> {
  const { there, since, common } = house.state.read((db) => {
    const { size, root } = readTree(db);
    const common = given ?? { size, note: newestHead(db) ?? '' };
    return {
      there: { size, root: hex(root) },
      since: common.size === 0 ? null : readLeaf(db, common.size - 1).at,
      common: common.note,
    };
  });
  const at = house.now.toISOString();
  const body = { by, reason, since, common, seen, there };
  const { index } = await recordEvent(
    house.state,
    { type: 'loss', transfer: null, permit: null, at, body },
    house.ledger,
    (db, leaf) => insertLoss(db, { leaf, at, since, common, seen }),
  );
  return { leaf: index, at, since, there };
}
