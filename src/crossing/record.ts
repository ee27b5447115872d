import { wrapKey } from '../keys/wrap.ts';
import type { ReceiptBody } from '../ledger/receipt.ts';
import { record as recordLeaf } from '../ledger/store-record.ts';
import { DouaneError } from '../model/errors.ts';
import { applyPersonPlan } from '../persons/store-sqlite.ts';
import { writeTallies } from '../persons/store-tallies.ts';
import { removeHold, sealHold } from '../release/store-hold-files.ts';
import { getHold, insertHold } from '../release/store-holds.ts';
import { expectUnmoved } from './counting.ts';
import type { Arrived, Part } from './gather.ts';
import type { House } from './house.ts';
import { bitsOf } from './judge.ts';
import { formatRequest } from './kept-request.ts';
import type { Keeping, Recorded, Resume } from './recorded.ts';
import { plannedTargets } from './release.ts';
import type { Crossing } from './request.ts';
import { personsOf, treatedOf, verdictOf } from './result.ts';
import type { TreatmentPlan } from './treatment.ts';

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
  const { decision, facts, weights, gradeOf } = plan.judged;

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
  const body: ReceiptBody & { readonly part?: Part } = {
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
    ...(arrived.part === null ? {} : { part: arrived.part }),
  };
  const tallies = arrived.tallies.map(({ rule }) => ({
    name: rule.fact,
    recipient: request.recipient,
    bits: bitsOf(arrived, rule, gradeOf),
  }));
  const resume: Resume = { process: house.state.process, targets, approved: crossing.held?.id ?? null };
  const keeping: Keeping = { process: house.state.process, machine: house.machine, dir: house.state.dir };
  try {
    await recordLeaf(
      house.state,
      { transfer, type: mode === 'check' ? 'check' : 'crossing', at, body, resume },
      house.ledger,
      (db) => {
        expectUnmoved(db, arrived.mark, leaves ? decision.permit : null);
        if (leaves) {
          applyPersonPlan(db, arrived.counter.plan(), {
            transfer,
            exporter: arrived.exporter,
            day: request.asOf,
            weights,
            counted: decision.counted,
            permit: decision.permit,
          });
          writeTallies(
            db,
            arrived.counter.plan(),
            { transfer, exporter: arrived.exporter, day: request.asOf, weights },
            tallies,
          );
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
            request: { ...formatRequest(request), out: crossing.out, keeping },
            wrappedKey: wrapKey(house.state.keys.state, sealed.key, `hold/${hold.id}`, house.random),
          });
        }
      },
    );
  } catch (error) {
    // If nothing was recorded nothing is held, and nobody has a key for what was sealed. A commit may also stand and be
    // reported as failed: then the hold is there, and stays.
    if (hold !== null && !mayStand(error, house) && !isHeld(house, hold.id)) await removeHold(house.state.dir, hold.id);
    throw error;
  } finally {
    sealed?.key.fill(0);
  }
  return { transfer, at, verdict, hold };
}

/**
 * Whether it cannot be told that the commit does not stand. In a shared store it may, whatever is said after an answer
 * did not come; but not where the work itself was refused, which is before anything is committed.
 */
const mayStand = (error: unknown, { state }: House): boolean =>
  state.shared && !(error instanceof DouaneError && error.code === 'STATE_MOVED');

function isHeld(house: House, id: string): boolean {
  try {
    return house.state.read((db) => getHold(db, id)).id === id;
  } catch (error) {
    // What cannot be told is left for the next start, which takes away what no hold stands behind.
    return !(error instanceof DouaneError && error.code === 'HOLD_UNKNOWN');
  }
}
