import { JsonFault } from './fault.ts';
import { INCOMPLETE, type Scanner } from './scanner.ts';
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './tables.ts';
import type { Walker } from './walker.ts';

type Expected = 'value' | 'first-element' | 'first-key' | 'key' | 'colon' | 'comma' | 'nothing';

/** A run of scalars outside records is cut into rows of so many, so that it never outgrows memory. */
const MAX_RUN = 4_096;

const MAX_ELEMENTS = 0x7fffffff;

/**
 * One JSON document. A row is
 * - each element of the outermost arrays of objects or of arrays (`[{},{}]`, `{"customers":[{},{}]}`),
 * - each element of an array that is the whole document,
 * - each member of an outermost map (an object whose keys are data, see PathTrie), with its name,
 * - what scalars stand before, between and after these, together.
 *
 * A record is scanned whole; where the block ends in it, it is scanned again with the next one. Outside records the
 * walker stops and goes on between any two tokens.
 */
export class DocumentWalker implements Walker {
  #at = 0;
  #depth = 0;
  #expect: Expected = 'value';
  /** Node of the value that comes next. */
  #node = 0;
  /** First byte and number of cells of the run at hand. */
  #runStart = 0;
  #runCells = 0;
  readonly #scanner: Scanner;
  readonly #record: number;

  constructor(scanner: Scanner, record: number) {
    this.#scanner = scanner;
    this.#record = record;
  }

  advance(): number {
    const s = this.#scanner;
    for (;;) {
      this.#at = s.skipSpace(this.#at);
      if (this.#at >= s.end || !this.#step(this.#at)) break;
    }
    if (s.final) this.#finish();
    return this.#runCells > 0 ? this.#runStart : this.#at;
  }

  shift(by: number): void {
    this.#at -= by;
    this.#runStart -= by;
  }

  /** Takes one token, or one record; false where the block ends before it is whole. */
  #step(p: number): boolean {
    const s = this.#scanner;
    const b = s.buf[p]!;
    switch (this.#expect) {
      case 'first-element':
        if (b === CLOSE_ARRAY) return this.#close(p);
        return this.#value(p, b);
      case 'value':
        return this.#value(p, b);
      case 'first-key':
        if (b === CLOSE_OBJECT) return this.#close(p);
        if (b !== QUOTE) s.unexpected(p, 'a key in quotes or the end of the object');
        return this.#key(p);
      case 'key':
        if (b !== QUOTE) s.unexpected(p, 'a key in quotes');
        return this.#key(p);
      case 'colon':
        if (b !== COLON) s.unexpected(p, 'a colon after the key');
        this.#at = p + 1;
        this.#expect = 'value';
        return true;
      case 'comma': {
        const isObject = s.objects[this.#depth] !== 0;
        if (b === (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.#close(p);
        if (b !== COMMA)
          s.unexpected(p, isObject ? 'a comma or the end of the object' : 'a comma or the end of the array');
        this.#at = p + 1;
        this.#expect = isObject ? 'key' : 'value';
        if (!isObject) this.#node = s.trie.starOf(s.nodes[this.#depth]!);
        return true;
      }
      case 'nothing':
        s.unexpected(p, 'the end of the document');
        return false;
      default:
        return this.#expect satisfies never;
    }
  }

  #value(p: number, b: number): boolean {
    const s = this.#scanner;
    const isElement = this.#depth > 0 && s.objects[this.#depth] === 0;
    if (b === OPEN_OBJECT && !isElement) return this.#open(p, true);
    if (b === OPEN_ARRAY) {
      if (!isElement) return this.#open(p, false);
      // An array of arrays: its elements are the rows, unless those are arrays of objects (or of arrays) again.
      const inner = s.skipSpace(p + 1);
      if (inner >= s.end) return false;
      if (s.buf[inner] === OPEN_OBJECT || s.buf[inner] === OPEN_ARRAY) return this.#open(p, false);
    }
    if (b === OPEN_OBJECT || b === OPEN_ARRAY || (isElement && this.#depth === 1)) return this.#recordAt(p, p);
    return this.#runScalar(p);
  }

  #open(p: number, object: boolean): boolean {
    const s = this.#scanner;
    s.open(this.#node, ++this.#depth, object, p);
    if (!object) this.#node = s.trie.starOf(this.#node);
    this.#expect = object ? 'first-key' : 'first-element';
    this.#at = p + 1;
    return true;
  }

  #close(p: number): boolean {
    this.#depth -= 1;
    return this.#valueEnded(p + 1);
  }

  #valueEnded(p: number): boolean {
    this.#at = p;
    this.#expect = this.#depth === 0 ? 'nothing' : 'comma';
    return true;
  }

  #key(p: number): boolean {
    const s = this.#scanner;
    const cells = s.cells.count;
    // A name that is data begins a row: the run before it ends here, but only once the member is known to be whole.
    const q = s.key(p, this.#depth);
    if (q === INCOMPLETE) return false;
    this.#node = s.keyNode;
    if (s.keyHash < 0) {
      this.#at = q;
      this.#expect = 'colon';
      return true;
    }
    const hash = s.keyHash;
    const colon = s.skipSpace(q);
    if (s.buf[colon] !== COLON) s.unexpected(colon, 'a colon after the key');
    else if (this.#member(p, s.skipSpace(colon + 1), cells)) return true;
    s.cells.truncate(cells);
    s.seen.forget(this.#depth, hash);
    return false;
  }

  /** Scans the value at `p` as a record that begins at `start`. */
  #recordAt(start: number, p: number): boolean {
    const cells = this.#scanner.cells.count;
    if (this.#member(start, p, cells)) return true;
    this.#scanner.cells.truncate(cells);
    return false;
  }

  #member(start: number, p: number, firstCell: number): boolean {
    const s = this.#scanner;
    s.cells.recordCell = firstCell;
    if (s.kernel !== null && this.#runCells === 0) {
      const isElement = start === p;
      const scalars = !isElement || this.#depth === 1;
      const most = isElement ? MAX_ELEMENTS : 1;
      const end = s.kernel.elements(s.buf, p, s.end, { root: this.#node, depth: this.#depth, most, scalars });
      if (end > p) {
        if (!isElement) this.#guard(start, end);
        return this.#valueEnded(end);
      }
    }
    const q = s.value(p, this.#node, this.#depth);
    if (q === INCOMPLETE) return false;
    this.#guard(start, q);
    const cells = s.cells.count;
    s.cells.count = firstCell;
    this.#endRun();
    s.cells.count = cells;
    s.cells.endRow();
    return this.#valueEnded(q);
  }

  #runScalar(p: number): boolean {
    const s = this.#scanner;
    const cells = s.cells.count;
    if (this.#runCells === 0) s.cells.recordCell = cells;
    const q = s.value(p, this.#node, this.#depth);
    if (q === INCOMPLETE) {
      s.cells.truncate(cells);
      return false;
    }
    if (this.#runCells === 0) this.#runStart = p;
    this.#guard(this.#runStart, q);
    this.#runCells += 1;
    if (this.#runCells === MAX_RUN) this.#endRun();
    return this.#valueEnded(q);
  }

  #endRun(): void {
    if (this.#runCells > 0) this.#scanner.cells.endRow();
    this.#runCells = 0;
  }

  #finish(): void {
    if (this.#expect === 'value' && this.#depth === 0) throw new JsonFault('INPUT_EMPTY', 0, 'a JSON value');
    if (this.#expect !== 'nothing') {
      const wanted =
        this.#expect === 'colon' ? 'a colon' : this.#expect === 'comma' ? 'a comma or an end' : 'a key or a value';
      this.#scanner.unexpected(this.#scanner.end, wanted);
    }
    this.#endRun();
  }

  #guard(start: number, end: number): void {
    if (end - start > this.#record)
      throw new JsonFault('LIMIT_RECORD', this.#scanner.base + start, `a record of at most ${this.#record} bytes`);
  }
}
