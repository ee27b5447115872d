import { DouaneError } from '../../model/errors.ts';
import { decodeXstring, type XmlHandler } from './xml.ts';

const BLOCK = 1 << 22;
/** Shared strings are the one thing of a workbook that must be at hand as a whole. */
const MAX_BYTES = 192 * 1024 * 1024;
const MAX_STRINGS = 1 << 25;

/**
 * The shared strings of a workbook in UTF-8, packed into blocks, with a mark for each that a cell refers to.
 * Over {@link MAX_BYTES} is LIMIT_INFLATE.
 */
export class SharedStrings {
  count = 0;
  readonly #blocks: Uint8Array[] = [];
  #at = 0;
  #block = new Int32Array(1024);
  #start = new Int32Array(1024);
  #end = new Int32Array(1024);
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(text: string): void {
    // Written at once where it surely fits, else encoded first to know its length.
    const sure = text.length * 3;
    let bytes: Uint8Array | null = null;
    if (this.#blocks.length === 0 || this.#at + sure > BLOCK) {
      bytes = encoder.encode(text);
      if (this.#blocks.length === 0 || this.#at + bytes.length > BLOCK) this.#newBlock(bytes.length);
    }
    const last = this.#blocks.length - 1;
    const start = this.#at;
    if (bytes !== null) {
      this.#blocks[last]!.set(bytes, start);
      this.#at += bytes.length;
    } else this.#at += encoder.encodeInto(text, this.#blocks[last]!.subarray(start)).written;
    if (this.count === this.#end.length) {
      this.#block = grown(this.#block);
      this.#start = grown(this.#start);
      this.#end = grown(this.#end);
    }
    this.#block[this.count] = last;
    this.#start[this.count] = start;
    this.#end[this.count++] = this.#at;
    if (this.count > MAX_STRINGS) throw this.#tooMany();
  }

  /** The UTF-8 of string `i`, or undefined where there is none. */
  get(i: number): Uint8Array | undefined {
    if (!(i >= 0 && i < this.count)) return undefined;
    return this.#blocks[this.#block[i]!]!.subarray(this.#start[i]!, this.#end[i]!);
  }

  #newBlock(need: number): void {
    if (need > BLOCK || (this.#blocks.length + 1) * BLOCK > MAX_BYTES) throw this.#tooMany();
    this.#blocks.push(new Uint8Array(BLOCK));
    this.#at = 0;
  }

  #tooMany(): DouaneError {
    return new DouaneError('LIMIT_INFLATE', {
      place: { file: this.#file },
      expected: `shared strings of at most ${MAX_BYTES} bytes`,
    });
  }
}

const encoder = new TextEncoder();

function grown(a: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const out = new Int32Array(a.length * 2);
  out.set(a);
  return out;
}

/** One `<si>`: its text (all runs together), its range, and phonetic guides, which are no part of the text. */
export interface StringItem {
  readonly text: string;
  readonly phonetic: string;
  readonly start: number;
  readonly end: number;
}

/** Tells of every `<si>` in order (ECMA-376 part 1, 18.4.8). */
export function stringItems(found: (item: StringItem) => void): XmlHandler & { readonly pending: number } {
  let start = -1;
  let text = '';
  let phonetic = '';
  let inText = false;
  let inPhonetic = false;
  return {
    /** Where the item begins that has not ended; Infinity where there is none. */
    get pending() {
      return start < 0 ? Infinity : start;
    },
    open(name, _, from) {
      if (name === 'si') {
        start = from;
        text = '';
        phonetic = '';
      } else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = true;
    },
    text(t) {
      if (!inText || start < 0) return;
      if (inPhonetic) phonetic += t;
      else text += t;
    },
    close(name, _, end) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        found({ text: decodeXstring(text), phonetic: decodeXstring(phonetic), start, end });
        start = -1;
      }
    },
  };
}
