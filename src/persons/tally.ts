import type { FieldWeights } from './classes.ts';

/**
 * Distinct persons of a window by what of them is in a transfer, for counting those with data of some kinds under any
 * treatment: `past` left within the window already, of the others `fresh` says how many have exactly the fields of a
 * mask.
 */
export interface Tally {
  readonly past: number;
  readonly fresh: ReadonlyMap<number, number>;
}

/** Persons of the window with the transfer, of those in the transfer the ones that keep a field of `bits`. Pure. */
export function countTally({ past, fresh }: Tally, bits: number, weights: FieldWeights): number {
  const left = bits & weights.personal & ~weights.removed;
  let count = past;
  for (const [mask, persons] of fresh) if ((mask & left) !== 0) count += persons;
  return count;
}
