import type { Kind } from './kinds.ts';
import type { Grade, Purpose } from './words.ts';

export const PERMIT_KINDS = ['security-assessment', 'standard-contract', 'certification'] as const;
export type PermitKind = (typeof PERMIT_KINDS)[number];

/** An approval in hand: what it allows, for how many persons, until when. Dates are YYYY-MM-DD, local to the issuer. */
export interface Permit {
  readonly id: string;
  readonly kind: PermitKind;
  /** Day the assessment result or the certificate was issued. Needed for those two kinds. */
  readonly issuedOn?: string;
  /** Day the standard contract took effect. Needed for that kind. */
  readonly effectiveOn?: string;
  /** Day the standard contract was filed; absent while it is not. */
  readonly filedOn?: string;
  /** Last day on which it is valid; where absent it is computed by the law of the day from `issuedOn`. */
  readonly validUntil?: string;
  /** Who issued the certificate. */
  readonly body?: string;
  /** Standard contract of the Guangdong-Hong Kong-Macau Greater Bay Area: a route inside the area only. */
  readonly greaterBayArea?: boolean;
  readonly scope: PermitScope;
  /** Persons it allows; absent where it names no number. */
  readonly budget?: PermitBudget;
}

/** The first day on which it may have been used; empty where it names none. */
export const firstDayOf = ({ issuedOn, effectiveOn }: Pick<Permit, 'issuedOn' | 'effectiveOn'>): string =>
  [issuedOn, effectiveOn].filter((day) => day !== undefined).sort()[0] ?? '';

/** What a permit covers. A list never stands for "anything": what is not named is not covered. */
export interface PermitScope {
  readonly recipients: readonly string[];
  /** ISO 3166-1 alpha-2 */
  readonly places: readonly string[];
  readonly purposes: readonly Purpose[];
  readonly grades: readonly Grade[];
  /** Absent: the permit does not limit them. */
  readonly fields?: readonly string[];
  /** Absent: the permit does not limit them. */
  readonly kinds?: readonly Kind[];
}

/** At least one of them is named; what is not named is not limited. */
export interface PermitBudget {
  readonly persons?: number;
  readonly sensitivePersons?: number;
}

/** A permit with what would be used of it: distinct persons released under it, the planned transfer included. */
export interface HeldPermit extends Permit {
  readonly used: PermitUse;
  /** What was used before the transfer, where it is known. */
  readonly before?: PermitUse;
}

/** Distinct persons under a permit. */
export interface PermitUse {
  readonly persons: number;
  readonly sensitivePersons: number;
}

/** A named person's signed release of a held transfer, bound to the digest of its content. */
export interface ReleaseApproval {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  /** Number of the authority's decision or of the filing, where there is one. */
  readonly reference: string | null;
  readonly digest: string;
}

/** Why a permit does not cover a transfer. */
export interface NotCovered {
  readonly code:
    | 'PERMIT_EXPIRED'
    | 'PERMIT_NOT_YET_IN_FORCE'
    | 'PERMIT_KIND'
    | 'PERMIT_RECIPIENT'
    | 'PERMIT_PLACE'
    | 'PERMIT_ONWARD'
    | 'PERMIT_PURPOSE'
    | 'PERMIT_GRADE'
    | 'PERMIT_KINDS'
    | 'PERMIT_FIELDS'
    | 'PERMIT_BUDGET'
    | 'PERMIT_BODY';
  readonly text: string;
  readonly textZh: string;
}

export type Coverage =
  | { readonly kind: 'covered'; readonly validUntil: string | null }
  | { readonly kind: 'not-covered'; readonly why: readonly NotCovered[] };
