import type { Crossing } from '../crossing.ts';
import { wrapKey } from '../keys/wrap.ts';
import type { ReceiptBody } from '../ledger/receipt.ts';
import { record as recordLeaf } from '../ledger/store-record.ts';
import type { Verdict } from '../model/words.ts';
import { applyPersonPlan } from '../persons/store-sqlite.ts';
import { removeHold, sealHold } from '../release/store-hold-files.ts';
import { insertHold } from '../release/store-holds.ts';
import type { Arrived } from './gather.ts';
import type { House } from './house.ts';
import { formatRequest } from './kept-request.ts';
import { plannedTargets } from './release.ts';
import { personsOf, treatedOf, verdictOf } from './result.ts';
import type { TreatmentPlan } from './treatment.ts';

/** What is durable now. */
export interface Recorded {
  readonly transfer: string;
  readonly at: string;
  readonly verdict: Verdict;
  readonly hold: { readonly id: string; readonly path: string } | null;
}

/** What a later start needs to clean up after a process that died between its record and its closing. */
export interface Resume {
  readonly targets: readonly string[];
  /** Hold that was on its way out. */
  readonly approved: string | null;
}

/**
 * RECORD. The leaf, the persons and the use of a permit, and the key of a hold, become durable in one transaction. If
 * we die before it nothing happened, but for a sealed hold whose key was never kept and which nobody can open; if we
 * die after it the next start finds a transfer without closing.
 */
export async function record(
  arrived: Arrived,
  plan: TreatmentPlan,
  crossing: Crossing,
  house: House,
): Promise<Recorded> {
  const { request, mode } = crossing;
  const transfer = house.newId();
  const at = house.now.toISOString();
  const verdict = verdictOf(arrived, plan, request);
  const leaves = mode === 'clear' && (verdict === 'pass' || verdict === 'treat');
  const { decision, facts, weights } = plan.judged;

  const targets = leaves ? await plannedTargets(arrived, plan, crossing, house) : [];
  let hold: Recorded['hold'] = null;
  let sealed: Awaited<ReturnType<typeof sealHold>> | null = null;
  if (mode === 'clear' && verdict === 'hold' && request.approval === null) {
    const id = house.newId();
    sealed = await sealHold(house.state.dir, {
      id,
      inputs: arrived.inputs,
      sha256: arrived.manifest.files.map((f) => f.sha256),
      random: house.random,
    });
    hold = { id, path: sealed.path };
  }

  const { law } = decision;
  const body: ReceiptBody = {
    asOf: request.asOf,
    from: request.from,
    to: request.to,
    recipient: request.recipient,
    purpose: request.purpose,
    lane: request.lane,
    verdict,
    outcome: decision.outcome,
    permit: decision.permit,
    facts,
    decision,
    manifest: arrived.manifest,
    persons: personsOf(arrived, plan),
    treated: treatedOf(plan),
    law,
    files: arrived.manifest.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  };
  const resume: Resume = { targets, approved: crossing.held?.id ?? null };
  try {
    recordLeaf(
      house.state,
      { transfer, type: mode === 'check' ? 'check' : 'crossing', at, body, resume },
      house.ledger,
      (db) => {
        if (leaves) {
          applyPersonPlan(db, arrived.counter.plan(), {
            transfer,
            exporter: arrived.exporter,
            day: request.asOf,
            weights,
            counted: decision.counted,
            permit: decision.permit,
          });
        }
        if (hold !== null && sealed !== null) {
          insertHold(db, {
            id: hold.id,
            transfer,
            created: at,
            reason: decision.outcome,
            owner: null,
            deadline: null,
            digest: arrived.digest,
            files: arrived.manifest.files.length,
            records: arrived.manifest.records,
            bytes: arrived.manifest.bytes,
            request: { ...formatRequest(request), out: crossing.out },
            wrappedKey: wrapKey(house.state.keys.state, sealed.key, `hold/${hold.id}`, house.random),
          });
        }
      },
    );
  } catch (error) {
    // Nothing was recorded, so nothing is held: take away what nobody has a key for.
    if (hold !== null) await removeHold(house.state.dir, hold.id);
    throw error;
  } finally {
    sealed?.key.fill(0);
  }
  return { transfer, at, verdict, hold };
}
