import type { Database } from 'better-sqlite3';
import type { DecisionLeaf } from '../ledger/leaf.ts';
import type { VerifierKey } from '../ledger/note.ts';
import { type AuditPart, auditRange } from '../ledger/store-audit.ts';
import { SetsAudit } from '../persons/store-audit-sets.ts';

/** A range of leaves to audit, in the form in which it is handed to a thread. */
export interface AuditJob {
  readonly key: Pick<VerifierKey, 'name' | 'publicKey'>;
  readonly from: number;
  readonly to: number;
  /** Sizes of the heads whose signature is verified; all, for null. */
  readonly signatures: Float64Array | null;
}

/** What was gone through, with the register of persons. */
export interface JobDone extends AuditPart {
  readonly left: number;
  readonly persons: number;
}

/** Audits a range of the ledger, and the register of persons for the transfers in it. @throws DouaneError STATE_CORRUPT */
export function auditJob(db: Database, { key, from, to, signatures }: AuditJob): JobDone {
  const sets = new SetsAudit(db);
  const chosen = signatures === null ? undefined : new Set(signatures);
  const part = auditRange(db, key, from, to, {
    ...(chosen === undefined ? {} : { signatures: (size: number) => chosen.has(size) }),
    decision: (leaf) => {
      if (hasLeft(leaf)) sets.add({ transfer: leaf.transfer, persons: leaf.counts.persons });
    },
  });
  const { nodes, heads, transfers, closings, losses, signatures: verified } = part;
  return {
    nodes,
    heads,
    transfers,
    closings,
    losses,
    signatures: verified,
    left: sets.transfers,
    persons: sets.persons,
  };
}

/** Persons are used up by what was recorded to leave, whatever became of it. */
const hasLeft = ({ type, verdict }: DecisionLeaf) => type === 'crossing' && (verdict === 'pass' || verdict === 'treat');
