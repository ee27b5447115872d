/** The words of the house as types: outcomes of the law, verdicts, grades, purposes, treatments. */

/** Outcomes of the law, least to most severe. The order of this list is the order of severity. */
export const OUTCOMES = [
  'not-export',
  'free',
  'exempt',
  'allowed',
  'standard-contract-or-certification',
  'safeguards',
  'restricted',
  'no-route',
  'security-assessment',
  'approval',
  'prohibited',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The more severe of two outcomes; `null` is "no such data". */
export function moreSevere(a: Outcome | null, b: Outcome | null): Outcome | null {
  if (a === null) return b;
  if (b === null) return a;
  return OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b;
}

export const VERDICTS = ['pass', 'treat', 'hold', 'refuse'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What the law makes of a datum on a date, least to most grave. */
export const GRADES = ['none', 'personal', 'sensitive', 'important', 'core'] as const;
export type Grade = (typeof GRADES)[number];

/** The classes of data that are decided each by itself. */
export const CLASSES = ['ordinary', 'sensitive', 'important'] as const;
export type DataClass = (typeof CLASSES)[number];

export const PURPOSES = ['individual-contract', 'hr', 'emergency', 'statutory-duty', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const TREATMENTS = ['remove', 'mask', 'token', 'pseudonym', 'fpe', 'generalise', 'encrypt'] as const;
export type Treatment = (typeof TREATMENTS)[number];

export const FORMATS = ['csv', 'json', 'jsonl', 'parquet', 'xlsx', 'text'] as const;
export type Format = (typeof FORMATS)[number];

/**
 * How far a statement of the law was checked (label of the fact base):
 * V1 full official text read, V2 official Q&A or notice read, V3 secondary material only,
 * M from memory and unverified, I our interpretation of a V1 or V2 text.
 */
export const SURENESS = ['V1', 'V2', 'V3', 'M', 'I'] as const;
export type Sure = (typeof SURENESS)[number];

/** What becomes of a transfer that would overrun a permit's budget of persons. */
export const OVERRUNS = ['hold-whole', 'release-what-fits'] as const;
export type Overrun = (typeof OVERRUNS)[number];
