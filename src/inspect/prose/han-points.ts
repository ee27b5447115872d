/** What the model of Chinese text and those who ask it agree on. */

/** Probabilities are multiplied by it for each character, so that those of a stretch of text stay near 1. */
export const SCALE = 1200;
/** Longest word that is looked up. */
export const LONGEST_WORD = 6;
/** Stands between the parts of a foreign name. */
export const DOT = 0xb7;
/** May stand there, too. */
export const DASH = 0x2d;
/** Whether it is one of both. */
export const joins = (point: number): boolean => point === DOT || point === DASH;

/** A word's hash, one character after the other, from 0 on. */
export function mix(hash: number, point: number): number {
  const h = Math.imul(hash ^ point, 0x9e3779b1);
  return h ^ (h >>> 15);
}
