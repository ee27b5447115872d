import type { PersonHistogram } from '../model/sightings.ts';

/** Which bits of a person's fields are of what weight, as 32-bit masks. */
export interface FieldWeights {
  readonly personal: number;
  readonly sensitive: number;
  /** Fields that are taken away before anything leaves. */
  readonly removed: number;
}

export interface ClassCounts {
  readonly ordinary: number;
  readonly sensitive: number;
  readonly withHistory: { readonly ordinary: number; readonly sensitive: number };
  /** The longer window, with this transfer: everybody, and those with sensitive data. */
  readonly previous: { readonly any: number; readonly sensitive: number };
}

/** Whether a person with these fields counts, once some are taken away. */
export function isOrdinary(mask: number, w: FieldWeights): boolean {
  return (mask & w.personal & ~w.removed) !== 0;
}

/** Of a person under 14 every datum is sensitive (PIPL art. 28). */
export function isSensitive(mask: number, minor: boolean, w: FieldWeights): boolean {
  return (mask & w.sensitive & ~w.removed) !== 0 || (minor && isOrdinary(mask, w));
}

/**
 * Persons by class, for any grading and any fields taken away. A person with sensitive data counts in both classes:
 * the texts do not say, and this way doubt counts up. Pure.
 */
export function countClasses(histogram: PersonHistogram, w: FieldWeights): ClassCounts {
  const { history } = histogram;
  let ordinary = 0;
  let sensitive = 0;
  const withHistory = { ordinary: history.ordinary, sensitive: history.sensitive };
  const previous = { any: history.previousAny, sensitive: history.previousSensitive };
  for (const e of histogram.entries) {
    if (!isOrdinary(e.mask, w)) continue;
    ordinary += e.count;
    if (!e.inOrdinary) withHistory.ordinary += e.count;
    if (!e.inPreviousAny) previous.any += e.count;
    if (!isSensitive(e.mask, e.minor, w)) continue;
    sensitive += e.count;
    if (!e.inSensitive) withHistory.sensitive += e.count;
    if (!e.inPreviousSensitive) previous.sensitive += e.count;
  }
  return { ordinary, sensitive, withHistory, previous };
}
