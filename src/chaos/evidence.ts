/** What is found on the disk of a throw-away Douane, as plain data: the judge sees this and nothing else. */

export interface OutputSeen {
  readonly name: string;
  readonly sha256: string;
  /** Resident IDs in it. */
  readonly canaries: ReadonlySet<string>;
}

/** A leaf as its bytes say, and what is kept to open its commitments. */
export interface LeafSeen {
  readonly bytes: Uint8Array;
  readonly opening: { readonly contentSalt: string | null; readonly bodySalt: string; readonly body: string } | null;
}

export interface SetSeen {
  readonly transfer: string;
  readonly class: string;
  readonly permit: string | null;
  readonly members: Uint8Array;
}

export interface Evidence {
  readonly outputs: readonly OutputSeen[];
  /** Names that say "not whole yet", in the outputs, among holds and receipts. */
  readonly partials: readonly string[];
  readonly leaves: readonly LeafSeen[];
  /** The head that was signed last, or null where none was. */
  readonly checkpoint: string | null;
  readonly sets: readonly SetSeen[];
  /** Persons that turned out to be one: gone, keep. */
  readonly merges: readonly (readonly [number, number])[];
  /** What the program's own audit and the verification of its receipts object to. */
  readonly objections: readonly string[];
  /** Files of the state in which a canary stands in clear. */
  readonly inClear: readonly string[];
}

/** What chaos itself did and therefore knows. */
export interface Known {
  /** Canaries of every input that was handed in, by its SHA-256. */
  readonly sent: ReadonlyMap<string, ReadonlySet<string>>;
  /** PEM of the ledger's public key, taken before anything was broken. */
  readonly publicKey: string;
  /** Heads that were seen before: size and root in base64. */
  readonly heads: readonly Head[];
  readonly budgets: ReadonlyMap<string, number>;
}

export interface Head {
  readonly size: number;
  readonly root: string;
}

export const PROMISES = {
  recorded: 'nothing was released that is not recorded',
  once: 'nobody was counted twice',
  sums: 'the leaves say what the register says',
  ledger: 'the ledger verifies and only grew',
  whole: 'no half-written file is left',
  budget: 'no permit was overrun',
  holds: 'what was held can still be opened',
  private: 'no person stands in clear in the state',
  closed: 'while something was broken, nothing crossed',
  noticed: 'a change from outside was noticed',
  lost: 'nothing was lost: sent again, everything arrived',
} as const;

export type PromiseName = keyof typeof PROMISES;

/** A promise that did not hold, and what shows it. */
export interface Broken {
  readonly promise: PromiseName;
  readonly what: string;
}
