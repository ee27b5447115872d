/**
 * Where the parts of a batch lie in memory, written by `src/inspect/kernel.ts`, which knows the same order: 32 bits
 * each. Arrays over cells, columns, rows and closed cells.
 */
@unmanaged
export class Job {
  text: usize;
  map: usize;
  words: usize;
  cells: i32;
  start: usize;
  end: usize;
  column: usize;
  type: usize;
  rowEnd: usize;
  columns: i32;
  /** One value in so many is looked at for `codes`. */
  step: i32;
  /** Most bytes of a word that says that there is no value. */
  longestNone: u32;
  /** First birth date, as yyyymmdd, of those under 14. */
  minorSince: u32;

  // By column. What its values are looked at for (u8), how they are closed (u8), least per cent for that (u8).
  plan: usize;
  closer: usize;
  leastFit: usize;
  // Counted by column, u32: values, long numbers; of the closed ones how many, the sum of their per cents, the best
  // and where the first of these stands among the closed, and all evidence.
  values: usize;
  codes: usize;
  closedCount: usize;
  percents: usize;
  best: usize;
  bestAt: usize;
  evidence: usize;

  /** Out: cells that JavaScript has to look at. */
  list: usize;

  // Out, by closed cell, u32: number of the cell, its value without white space around it, the finding, a birth date.
  closedCell: usize;
  closedFrom: usize;
  closedTo: usize;
  closedInfo: usize;
  closedBirth: usize;

  // By column, for rows: what a closed value is for its person (u8, see `slots.ts`), least per cent with which it
  // counts (u8), tag and rank of the identifier (u8), mask of the field (u32), names of keys behind each other,
  // where each begins and its length (u32), and, counted, of how many slots the best identifier is from here (u32).
  use: usize;
  limit: usize;
  tag: usize;
  rank: usize;
  mask: usize;
  keyName: usize;
  keyNameAt: usize;
  keyNameLength: usize;
  tellsApart: usize;

  // Out: slots as `Sightings` has them.
  idStart: usize;
  idEnd: usize;
  idRank: usize;
  slotEnd: usize;
  slotFields: usize;
  slotMinor: usize;
  messages: usize;
}

// Tables, laid down once at fixed places; `src/inspect/kernel.ts` has the same numbers.
/** The job of the batch at hand. */
export const JOB: usize = 4096;
/** What a closed value is worth, by closer and how well it fits, four each: kind, per cent, evidence. */
export const WORTH: usize = 8192;
/** By the first two bytes in lower case: 1 where a word that says "no value" begins so. */
export const NONE: usize = 16384;
/** Marks of Han characters in names, by code point. */
export const HAN: usize = NONE + 65536;
/** A bit for each code of GB/T 2260. */
export const REGIONS: usize = HAN + 65536;
/** A bit for each pair of Han characters with which a word of health begins, by {@link pairOf}. */
export const HEALTH: usize = REGIONS + 125000;

/** A bit for each character that is a numeral, by code point. */
export const NUMERALS: usize = HEALTH + 8192;

// @ts-expect-error: decorator
@inline
export function pairOf(first: u32, second: u32): u32 {
  return (first * 31 + second) & 0xffff;
}

// @ts-expect-error: decorator
@inline
export function job(): Job {
  return changetype<Job>(JOB);
}
