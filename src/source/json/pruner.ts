import { DouaneError } from '../../model/errors.ts';
import { ByteBuffer } from './byte-buffer.ts';
import type { Copier } from './copier.ts';
import type { PathTrie } from './path-trie.ts';
import type { Removal } from './removal.ts';
import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, SPACE } from './tables.ts';
import { unescapeString } from './unescape.ts';

/** An object or array that is kept and has something taken away in it or below it. */
interface Frame {
  readonly node: number;
  readonly object: boolean;
  /** True once a member was written. */
  kept: boolean;
  /** White space after the bracket, held back while every member so far was taken away. */
  lead: Uint8Array | null;
}

/**
 * Takes fields away from text that the scanner found sound, chunk by chunk; a chunk ends between two tokens.
 *
 * Between two members stands a gap: white space and a comma. A kept member brings the gap before it along, a removed
 * one takes it away, and the first member that is kept has the white space that stood after the bracket. So each
 * removal takes exactly one comma, and what stays keeps its own white space. What loses every member is left as
 * `{}` or `[]`.
 */
export class Pruner {
  readonly #trie: PathTrie;
  readonly #removal: Removal;
  readonly #longestGap: number;
  readonly #frames: Frame[] = [];
  /** `between` members (or top-level values), before the `value` of one, or `inside` a value that goes as a whole. */
  #state: 'between' | 'value' | 'inside' = 'between';
  /** Brackets open, when `inside`. */
  #open = 0;
  /** The member at hand, and whether it is taken away. */
  #node = 0;
  #drop = false;
  /** The part of the gap at hand that lay in earlier chunks. */
  readonly #gap = new ByteBuffer();
  readonly #key = new ByteBuffer();

  constructor(trie: PathTrie, removal: Removal, longestGap: number) {
    this.#trie = trie;
    this.#removal = removal;
    this.#longestGap = longestGap;
  }

  /** Copies of `block[0, to)` what stays. */
  prune(block: Uint8Array, to: number, copier: Copier): void {
    let p = 0;
    let done = 0; // all before it is copied, held back or dropped
    let gapFrom = 0; // where the gap at hand begins in this block
    /** Moves on to `end` inside the member at hand; what stays is copied only once something after it goes. */
    const moveTo = (end: number) => {
      if (this.#drop) done = end;
      gapFrom = end;
      return end;
    };
    while (p < to) {
      if (this.#state === 'inside') {
        p = moveTo(this.#passOver(block, p, to));
        if (this.#open === 0) this.#ended();
        continue;
      }
      const b = block[p]!;
      if (SPACE[b] === 1 || b === COMMA || b === COLON) {
        p++;
        continue;
      }
      if (this.#state === 'value') {
        const opens = b === OPEN_OBJECT || b === OPEN_ARRAY;
        if (opens && !this.#drop && this.#removal.hasRemovedBelow(this.#node)) {
          this.#frames.push({ node: this.#node, object: b === OPEN_OBJECT, kept: false, lead: null });
          this.#state = 'between';
          p = moveTo(p + 1);
        } else if (opens) {
          this.#state = 'inside'; // with no bracket open yet: the one here is counted there
        } else {
          p = moveTo(b === QUOTE ? afterString(block, p) : afterBare(block, p, to));
          this.#ended();
        }
        continue;
      }
      const frame = this.#frames.at(-1);
      if (frame === undefined) {
        this.#node = 0;
        this.#state = 'value';
        continue;
      }
      const closes = b === CLOSE_OBJECT || b === CLOSE_ARRAY;
      const memberEnd = closes ? p : this.#beginMember(block, p, frame);
      this.#drop = !closes && this.#removal.isRemoved(this.#node);
      const nothingHeld = this.#gap.length === 0 && (frame.kept || frame.lead === null);
      if (this.#drop || !nothingHeld) {
        copier.copy(done, gapFrom);
        this.#holdGap(block, gapFrom, p);
        done = p;
        if (this.#drop) {
          if (!frame.kept && frame.lead === null) frame.lead = this.#gap.view().slice();
        } else if (frame.kept || frame.lead === null) copier.write(this.#gap.view());
        else if (!closes) copier.write(frame.lead);
        this.#gap.length = 0;
      }
      if (closes) {
        this.#frames.pop();
        p = moveTo(p + 1);
      } else {
        if (!this.#drop) frame.kept = true;
        this.#state = 'value';
        p = moveTo(memberEnd);
      }
    }
    if (this.#state === 'between' && this.#frames.length > 0) {
      copier.copy(done, gapFrom);
      this.#holdGap(block, gapFrom, to);
    } else if (!this.#drop) copier.copy(done, to);
  }

  /** Sets the node of the member that begins at `at`; returns the end of its key. */
  #beginMember(block: Uint8Array, at: number, frame: Frame): number {
    if (!frame.object) {
      this.#node = this.#trie.starOf(frame.node);
      return at;
    }
    this.#key.length = 0;
    const end = unescapeString(block, at + 1, this.#key);
    const child = this.#trie.child(frame.node, this.#key.bytes, 0, this.#key.length);
    this.#node = child >= 0 ? child : this.#trie.starOf(frame.node);
    return end;
  }

  #holdGap(block: Uint8Array, from: number, to: number): void {
    this.#gap.range(block, from, to);
    if (this.#gap.length > this.#longestGap)
      throw new DouaneError('LIMIT_RECORD', { expected: `at most ${this.#longestGap} bytes of white space` });
  }

  /** Goes on inside a value until it or the chunk ends. */
  #passOver(block: Uint8Array, at: number, to: number): number {
    let p = at;
    while (p < to) {
      const b = block[p]!;
      if (b === QUOTE) {
        p = afterString(block, p);
        continue;
      }
      p++;
      if (b === OPEN_OBJECT || b === OPEN_ARRAY) this.#open += 1;
      else if ((b === CLOSE_OBJECT || b === CLOSE_ARRAY) && --this.#open === 0) break;
    }
    return p;
  }

  #ended(): void {
    this.#state = 'between';
    this.#drop = false;
  }
}

/** Position after the string whose quote is at `at`. */
function afterString(block: Uint8Array, at: number): number {
  let p = at + 1;
  for (let b = block[p]!; b !== QUOTE; b = block[p]!) p += b === BACKSLASH ? 2 : 1;
  return p + 1;
}

/** Position after the number or word at `at`. */
function afterBare(block: Uint8Array, at: number, to: number): number {
  let p = at;
  for (; p < to; p++) {
    const b = block[p]!;
    if (SPACE[b] === 1 || b === COMMA || b === CLOSE_OBJECT || b === CLOSE_ARRAY) break;
  }
  return p;
}
