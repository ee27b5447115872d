import { EVIDENCE, type Evidence } from '../../model/kinds.ts';

/** Evidence as bits, in the order of {@link EVIDENCE}. */
export const EVIDENCE_BIT = Object.fromEntries(EVIDENCE.map((e, i) => [e, 1 << i])) as Record<Evidence, number>;

/** What a checker says in one number: per cent of confidence in the low 8 bits, evidence bits above; 0 is "no". */
export type Check = number;

export const check = (percent: number, evidence: number): Check => percent | (evidence << 8);
export const percentOf = (c: Check): number => c & 0xff;
export const evidenceOf = (c: Check): number => c >>> 8;

export const FORMAT = EVIDENCE_BIT.format;
export const CHECKSUM = EVIDENCE_BIT.checksum;
export const REGION = EVIDENCE_BIT.region;
export const CONTEXT = EVIDENCE_BIT.context;

export function evidenceList(bits: number): Evidence[] {
  return EVIDENCE.filter((e) => (bits & EVIDENCE_BIT[e]) !== 0);
}
