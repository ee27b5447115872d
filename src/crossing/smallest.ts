import type { FieldTreatment } from '../model/result.ts';

/** One way to make a field weigh less, and how much is lost by it. */
export interface Candidate {
  readonly treatment: FieldTreatment;
  /** Rows that lose something; smaller is a smaller loss. */
  readonly hits: number;
  /** 1 coarser, 2 gone. Coarser is tried before gone. */
  readonly loss: number;
}

/** Trials beyond this are not made; the answer then is minimal (nothing can be left out), not the least of all. */
const MAX_TRIALS = 4_000;
/** Sets up to this size are tried exhaustively. */
const MAX_EXHAUSTIVE = 3;

/**
 * The smallest set of field treatments for which `good` holds, found by trying: by size, then by loss, then by
 * hits. Null when even all of them do not do it. `good` must be monotone: more treatment is never worse. Pure.
 *
 * @example
 * const least = smallest(candidates, (set) => decideWith(set).outcome === 'free');
 */
export function smallest(
  candidates: readonly Candidate[],
  good: (set: readonly FieldTreatment[]) => boolean,
): readonly FieldTreatment[] | null {
  const order = candidates.toSorted(
    (a, b) => a.loss - b.loss || a.hits - b.hits || (a.treatment.path < b.treatment.path ? -1 : 1),
  );
  let trials = 0;
  const chosen: FieldTreatment[] = [];
  const search = (from: number, size: number): boolean => {
    if (chosen.length === size) {
      trials += 1;
      return good(chosen);
    }
    for (let i = from; i <= order.length - (size - chosen.length) && trials < MAX_TRIALS; i++) {
      const { treatment } = order[i]!;
      if (chosen.some((c) => c.path === treatment.path)) continue;
      chosen.push(treatment);
      if (search(i + 1, size)) return true;
      chosen.pop();
    }
    return false;
  };
  for (let size = 1; size <= Math.min(MAX_EXHAUSTIVE, order.length); size++) {
    if (search(0, size)) return chosen;
  }
  // Too many to try all larger sets: begin with the strongest treatment of every field and leave out what is not needed.
  let rest = strongest(order);
  if (rest.length === 0 || !good(rest)) return null;
  for (const candidate of [...rest]) {
    const without = rest.filter((c) => c !== candidate);
    if (without.length > 0 && good(without)) rest = without;
  }
  return rest;
}

/** For each field its strongest treatment, those that lose most last, so that they are the first to be left out. */
function strongest(order: readonly Candidate[]): readonly FieldTreatment[] {
  const byPath = new Map<string, Candidate>();
  for (const c of order) {
    const before = byPath.get(c.treatment.path);
    if (before === undefined || before.loss < c.loss) byPath.set(c.treatment.path, c);
  }
  return [...byPath.values()].toSorted((a, b) => b.hits - a.hits).map((c) => c.treatment);
}
