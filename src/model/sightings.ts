/**
 * What identifies a person, best first. The order is the order of trust: two records that share the best type
 * both have are the same person if its values are equal and different people if they differ.
 */
export const IDENTIFIERS = [
  'subject', // declared by --subject
  'resident-id',
  'passport', // and the permits that stand for one
  'social-security',
  'customer-key',
  'name-phone',
  'phone',
  'email',
  'device',
] as const;
export type IdentifierType = (typeof IDENTIFIERS)[number];
export const IDENTIFIER_RANK = Object.fromEntries(IDENTIFIERS.map((t, i) => [t, i])) as Record<IdentifierType, number>;
/** Ranks below this are strong: they belong to one person. From here on people may share them. */
export const FIRST_WEAK_RANK = IDENTIFIER_RANK['name-phone'];

/**
 * Slots of a batch: each is one person as one row shows them; a row with payer and payee has two. Slot `s` has the
 * identifiers from `s === 0 ? 0 : slotEnd[s - 1]` up to `slotEnd[s]`; none at all means that nothing tells this person
 * apart. What the identifiers are lies elsewhere, as messages or as pseudonyms.
 */
export interface Slots {
  readonly idRank: Uint8Array;
  readonly slots: number;
  readonly slotEnd: Int32Array;
  /**
   * Which fields with personal data the slot has values in: bit `n` is the `n`-th {@link FieldBit}; from the
   * 31st field on all share bit 31.
   */
  readonly slotFields: Uint32Array;
  /** 1 where the row shows that the person is under 14 on the day asked for. */
  readonly slotMinor: Uint8Array;
}

/**
 * The persons that one batch shows, slot by slot.
 *
 * Identifier `i` is the normalised message `bytes[idStart[i], idEnd[i])` of rank `idRank[i]`; messages of equal
 * rank are equal exactly if they name the same thing. Ownership as for a batch: valid until the next call.
 */
export interface Sightings extends Slots {
  readonly bytes: Uint8Array;
  /** Bytes of it that are messages. */
  readonly length: number;
  readonly ids: number;
  readonly idStart: Int32Array;
  readonly idEnd: Int32Array;
  /** Where it was asked for: slots of row `r` of the batch go up to `rowSlotEnd[r]`. */
  readonly rowSlotEnd?: Int32Array | null;
}

/** The bit that stands for a field (path and kind) in masks of persons. */
export interface FieldBit {
  readonly path: string;
  readonly kind: import('./kinds.ts').Kind;
  readonly bit: number;
}

/**
 * Distinct persons of a transfer by what of them is in it, so that counts can be had for any set of fields taken
 * away and any grading: `count` persons have exactly the fields `mask`.
 */
export interface PersonHistogramEntry {
  readonly mask: number;
  /** Under 14 on the day. */
  readonly minor: boolean;
  /** Whether history counted them in the window of the day already. */
  readonly inOrdinary: boolean;
  readonly inSensitive: boolean;
  /** The same for the longer window, in which the law up to 2024-03-21 did not keep classes apart. */
  readonly inPreviousAny: boolean;
  readonly inPreviousSensitive: boolean;
  readonly count: number;
}

export interface PersonHistogram {
  readonly entries: readonly PersonHistogramEntry[];
  /** Persons of history in the windows, whether or not they are in the transfer. */
  readonly history: {
    readonly ordinary: number;
    readonly sensitive: number;
    readonly previousAny: number;
    readonly previousSensitive: number;
  };
}
