/** What one check of a pack found. */
export interface Fault {
  /** Relative to the folder of the pack. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface Check {
  readonly name: 'cases' | 'tried' | 'met' | 'mutation' | 'calendar' | 'references';
  readonly passed: number;
  readonly failed: number;
  /** What was counted, in words: `142 cases`. */
  readonly of: string;
  readonly faults: readonly Fault[];
  /** What the check saw besides, and what it does not prove. */
  readonly notes: readonly string[];
}
