/** Reads rows out of the scanner's block; one for each shape of file. */
export interface Walker {
  /**
   * Reads on as far as the block goes and ends the rows that are whole. Returns the position before which all
   * bytes are done with: they may go, the rest must stay.
   */
  advance(): number;
  /** The block was moved `by` bytes to the front. */
  shift(by: number): void;
}
