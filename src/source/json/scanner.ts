import { CELL_BOOLEAN, CELL_NULL, CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';
import type { SourceLimits } from '../source.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { Cells } from './cells.ts';
import { describeByte, JsonFault } from './fault.ts';
import type { JsonKernel } from './kernel.ts';
import type { PathTrie } from './path-trie.ts';
import { SeenKeys } from './seen-keys.ts';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  PLAIN,
  QUOTE,
  SPACE,
  SPACE_IN_LINE,
} from './tables.ts';
import { unescapeString } from './unescape.ts';

/** What {@link Scanner.value} and its parts return where the block ends before they are done. */
export const INCOMPLETE = -1;
/** Bytes that a block must have behind its end; the first is set to NUL, which stops every loop. */
export const PADDING = 8;

/**
 * Scanner of RFC 8259 over UTF-8 bytes. It makes no string and no object per value: it fills {@link Cells}, goes
 * down without recursion, and finds the path of a key by comparing it with the key that stood there last time.
 */
export class Scanner {
  readonly cells = new Cells();
  readonly trie: PathTrie;
  /** What reads most records in its place, into the same cells. */
  kernel: JsonKernel | null = null;
  buf: Uint8Array = new Uint8Array(PADDING);
  /** End of what was read; `buf[end]` is NUL. */
  end = 0;
  /** True when nothing comes after `end`. */
  final = false;
  /** Byte of the text that `buf[0]` is. */
  base = 0;

  /** By depth, from 1: the object or array that is open there. */
  readonly nodes: Int32Array;
  /** By depth: the object's number, or 0 for an array. */
  readonly objects: Float64Array;
  readonly seen = new SeenKeys();
  readonly #last: Int32Array;
  readonly #limits: SourceLimits;
  readonly #space: Uint8Array;

  /** Node of the member whose key {@link key} read last. */
  keyNode = 0;
  /** Hash of that key where it is data of a map, else -1. */
  keyHash = 0;
  readonly #key = new ByteBuffer();

  constructor(trie: PathTrie, limits: SourceLimits, lines: boolean) {
    this.trie = trie;
    this.#limits = limits;
    this.#space = lines ? SPACE_IN_LINE : SPACE;
    this.nodes = new Int32Array(limits.depth + 2);
    this.objects = new Float64Array(limits.depth + 2);
    this.#last = new Int32Array(limits.depth + 2);
  }

  skipSpace(at: number): number {
    let p = at;
    while (this.#space[this.buf[p]!] === 1) p++;
    return p;
  }

  /** Opens an object (or array) for `node` at `depth`, which must not be deeper than the limit. */
  open(node: number, depth: number, object: boolean, at: number): void {
    if (depth > this.#limits.depth)
      throw new JsonFault('LIMIT_DEPTH', this.base + at, `nesting at most ${this.#limits.depth} deep`);
    this.nodes[depth] = node;
    this.objects[depth] = object ? ++this.trie.generation : 0;
    this.#last[depth] = -1;
  }

  /**
   * Scans one value from `at` and adds its scalars as cells. `root` is its node in the trie, `base` the depth it
   * stands at. Returns the position after it, or {@link INCOMPLETE}; the cells added are then the caller's to
   * take back.
   */
  value(at: number, root: number, base: number): number {
    const buf = this.buf;
    const space = this.#space;
    const trie = this.trie;
    const nodes = this.nodes;
    const objects = this.objects;
    const last = this.#last;
    let p = at;
    let depth = base;
    let node = root;
    let isKey = false;
    for (;;) {
      let b = buf[p]!;
      while (space[b] === 1) b = buf[++p]!;
      if (isKey) {
        if (b !== QUOTE) return this.unexpected(p, 'a key in quotes');
        const parent = nodes[depth]!;
        const before = last[depth]!;
        // Most records have the keys of the record before in the same order.
        node = before < 0 ? trie.first[parent]! : trie.next[before]!;
        let matched = false;
        let k = node < 0 ? 0 : trie.compare[node]!;
        if (k > 0) {
          const keys = trie.keys;
          let q = p + 1;
          let want = keys[k]!;
          while (buf[q] === want) {
            q++;
            if (want === QUOTE) {
              matched = true;
              break;
            }
            want = keys[++k]!;
          }
          if (matched) {
            if (trie.mark[node] === objects[depth]) return this.#duplicate(p);
            trie.mark[node] = objects[depth]!;
            p = q;
          }
        }
        if (!matched) {
          p = this.key(p, depth);
          if (p < 0) return INCOMPLETE;
          node = this.keyNode;
          if (before < 0) trie.first[parent] = node;
          else trie.next[before] = node;
        }
        last[depth] = node;
        b = buf[p]!;
        while (space[b] === 1) b = buf[++p]!;
        if (b !== COLON) return this.unexpected(p, 'a colon after the key');
        b = buf[++p]!;
        while (space[b] === 1) b = buf[++p]!;
      }
      if (b === QUOTE) {
        let q = p + 1;
        while (PLAIN[buf[q]!] === 1) q++;
        if (buf[q] === QUOTE) {
          this.cells.add(this.#pathOf(node), CELL_TEXT, p + 1, q, p, q + 1);
          p = q + 1;
        } else {
          p = this.#escapedString(p, node);
          if (p < 0) return INCOMPLETE;
        }
      } else if (b === OPEN_OBJECT) {
        this.open(node, ++depth, true, p);
        b = buf[++p]!;
        while (space[b] === 1) b = buf[++p]!;
        if (b !== CLOSE_OBJECT) {
          if (b !== QUOTE) return this.unexpected(p, 'a key in quotes or the end of the object');
          isKey = true;
          continue;
        }
        p++;
        depth--;
      } else if (b === OPEN_ARRAY) {
        this.open(node, ++depth, false, p);
        b = buf[++p]!;
        while (space[b] === 1) b = buf[++p]!;
        if (b !== CLOSE_ARRAY) {
          node = trie.starOf(node);
          isKey = false;
          continue;
        }
        p++;
        depth--;
      } else {
        p = this.#bare(p, b, node);
        if (p < 0) return INCOMPLETE;
      }
      // After a value: a comma, or the end of what it stands in.
      for (;;) {
        if (depth === base) return p;
        b = buf[p]!;
        while (space[b] === 1) b = buf[++p]!;
        const isObject = objects[depth] !== 0;
        if (b === COMMA) {
          p++;
          isKey = isObject;
          if (!isObject) node = trie.star[nodes[depth]!]!;
          break;
        }
        if (b !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY))
          return this.unexpected(p, isObject ? 'a comma or the end of the object' : 'a comma or the end of the array');
        p++;
        depth--;
      }
    }
  }

  /**
   * Reads the key whose quote is at `at` in the object open at `depth`: sets {@link keyNode} (for data of a map,
   * the shared node, with the name as a cell and {@link keyHash} set; else `keyHash` is -1). Returns the position
   * after the closing quote, or {@link INCOMPLETE}.
   */
  key(at: number, depth: number): number {
    const buf = this.buf;
    let q = at + 1;
    while (PLAIN[buf[q]!] === 1) q++;
    let bytes = buf;
    let from = at + 1;
    let to = q;
    if (buf[q] === BACKSLASH) {
      this.#key.length = 0;
      q = this.#unescape(at, this.#key);
      if (q < 0) return INCOMPLETE;
      bytes = this.#key.bytes;
      from = 0;
      to = this.#key.length;
    } else if (buf[q] !== QUOTE) {
      return this.unexpected(q, 'the end of the key');
    } else {
      q++;
    }
    const parent = this.nodes[depth]!;
    const object = this.objects[depth]!;
    const node = this.trie.child(parent, bytes, from, to);
    if (node >= 0) {
      if (this.trie.mark[node] === object) return this.#duplicate(at);
      this.trie.mark[node] = object;
      this.keyNode = node;
      this.keyHash = -1;
      return q;
    }
    this.keyHash = this.seen.add(depth, object, bytes, from, to);
    if (this.keyHash < 0) return this.#duplicate(at);
    this.keyNode = this.trie.starOf(parent);
    const path = this.trie.namePathOf(parent);
    if (bytes === buf) this.cells.add(path, CELL_TEXT, from, to, at, q);
    else {
      const copy = this.cells.copies.length;
      this.cells.copies.range(bytes, from, to);
      this.cells.addCopy(path, CELL_TEXT, copy, at, q);
    }
    return q;
  }

  /** Throws the fault that something else than `expected` stands at `at`, or says that the block ends there. */
  unexpected(at: number, expected: string): typeof INCOMPLETE {
    if (at >= this.end) {
      if (!this.final) return INCOMPLETE;
      throw new JsonFault('INPUT_TRUNCATED', this.base + this.end, expected, 'the end of the input');
    }
    const b = this.buf[at]!;
    if (b === 0) throw new JsonFault('INPUT_NUL', this.base + at, expected, 'a NUL byte');
    throw new JsonFault('INPUT_SYNTAX', this.base + at, expected, describeByte(b));
  }

  #duplicate(at: number): never {
    throw new JsonFault('INPUT_DUPLICATE_KEY', this.base + at, 'every key of an object once', 'a key a second time');
  }

  #pathOf(node: number): number {
    const path = this.trie.path[node]!;
    if (path >= 0) return path;
    return this.trie.pathOf(node);
  }

  #unescape(at: number, copy: ByteBuffer): number {
    const q = unescapeString(this.buf, at + 1, copy);
    if (q >= 0) return q;
    const stop = -1 - q;
    const b = this.buf[stop]!;
    return this.unexpected(
      stop,
      b < 0x20 ? 'the end of the string, or control characters escaped' : 'an escape of RFC 8259',
    );
  }

  #escapedString(at: number, node: number): number {
    const { copies } = this.cells;
    const from = copies.length;
    const q = this.#unescape(at, copies);
    if (q >= 0) this.cells.addCopy(this.#pathOf(node), CELL_TEXT, from, at, q);
    else copies.length = from;
    return q;
  }

  /** A number, `true`, `false` or `null`. */
  #bare(at: number, first: number, node: number): number {
    let q = at;
    let type = CELL_NUMBER;
    if (first === 0x2d || (first >= 0x30 && first <= 0x39)) {
      q = this.#number(at);
      if (q < 0) return INCOMPLETE;
    } else {
      const word = first === 0x74 ? TRUE : first === 0x66 ? FALSE : first === 0x6e ? NULL : undefined;
      if (word === undefined) return this.unexpected(at, 'a value');
      for (let i = 0; i < word.length; i++, q++) {
        if (this.buf[q] !== word[i]) return this.unexpected(q, 'true, false or null');
      }
      type = first === 0x6e ? CELL_NULL : CELL_BOOLEAN;
    }
    this.cells.add(this.#pathOf(node), type, at, q, at, q);
    return q;
  }

  /** RFC 8259 §6. */
  #number(at: number): number {
    const buf = this.buf;
    let q = at;
    if (buf[q] === 0x2d) q++;
    if (buf[q] === 0x30) q++;
    else {
      if (!isDigit(buf[q]!)) return this.unexpected(q, 'a digit');
      while (isDigit(buf[q]!)) q++;
    }
    if (buf[q] === 0x2e) {
      q++;
      if (!isDigit(buf[q]!)) return this.unexpected(q, 'a digit');
      while (isDigit(buf[q]!)) q++;
    }
    if ((buf[q]! | 0x20) === 0x65) {
      q++;
      if (buf[q] === 0x2b || buf[q] === 0x2d) q++;
      if (!isDigit(buf[q]!)) return this.unexpected(q, 'a digit');
      while (isDigit(buf[q]!)) q++;
    }
    // Its last digit may be the block's last byte: only what follows ends a number.
    return q >= this.end && !this.final ? INCOMPLETE : q;
  }
}

const TRUE = new TextEncoder().encode('true');
const FALSE = new TextEncoder().encode('false');
const NULL = new TextEncoder().encode('null');

function isDigit(b: number): boolean {
  return b >= 0x30 && b <= 0x39;
}
