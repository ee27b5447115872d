import { JsonFault } from './fault.ts';
import { INCOMPLETE, type Scanner } from './scanner.ts';
import { LINE_FEED } from './tables.ts';
import type { Walker } from './walker.ts';

/** JSON Lines: each line that is not blank holds one value, which is one row. */
export class LinesWalker implements Walker {
  #at = 0;
  readonly #scanner: Scanner;
  readonly #record: number;

  constructor(scanner: Scanner, record: number) {
    this.#scanner = scanner;
    this.#record = record;
  }

  advance(): number {
    const s = this.#scanner;
    // Whole lines only, but for the last one of the file.
    const end = s.final ? s.end : s.buf.subarray(0, s.end).lastIndexOf(LINE_FEED) + 1;
    let p = this.#at;
    while (p < end) {
      if (s.kernel !== null) {
        p = s.kernel.lines(s.buf, p, end);
        if (p >= end) break;
      }
      const line = p;
      p = s.skipSpace(p);
      if (s.buf[p] !== LINE_FEED && p < end) {
        s.cells.recordCell = s.cells.count;
        p = s.value(p, 0, 0);
        if (p === INCOMPLETE) throw new JsonFault('INTERNAL', s.base + line);
        p = s.skipSpace(p);
        if (s.buf[p] !== LINE_FEED && p < end) s.unexpected(p, 'the end of the line');
        if (p - line > this.#record)
          throw new JsonFault('LIMIT_RECORD', s.base + line, `a record of at most ${this.#record} bytes`);
        s.cells.endRow();
      }
      p++;
    }
    this.#at = Math.min(p, s.end);
    return this.#at;
  }

  shift(by: number): void {
    this.#at -= by;
  }
}
