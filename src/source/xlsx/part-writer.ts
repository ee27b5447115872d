import type { Kept } from './reader.ts';
import { type Attributes, escapeXml, type XmlHandler } from './xml.ts';

/** A range of a part's raw text and what is to stand there. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  /** Makes the new text from the raw one. */
  readonly make: (raw: string) => string;
}

export function cut(start: number, end: number): Splice {
  return { start, end, make: () => '' };
}

/** Writes a part as it is but for the splices, as soon as nothing before a position can change any more. */
export class PartWriter {
  readonly kept: Kept = { scanner: null };
  readonly #splices: Splice[] = [];

  add(splice: Splice): void {
    this.#splices.push(splice);
  }

  /** Changes an opening tag; several changes of one tag are all made. */
  addToTag(start: number, end: number, make: (tag: string) => string): void {
    const at = this.#splices.findIndex((s) => s.start === start && s.end === end);
    const first = this.#splices[at];
    if (first === undefined) this.#splices.push({ start, end, make });
    else this.#splices[at] = { start, end, make: (tag) => make(first.make(tag)) };
  }

  /** The text up to `limit`, with its splices done; it is let go of. */
  advance(limit: number): Uint8Array {
    const scanner = this.kept.scanner!;
    let at = scanner.windowStart;
    let out = '';
    this.#splices.sort((a, b) => a.start - b.start);
    let done = 0;
    let to = limit;
    for (const { start, end, make } of this.#splices) {
      if (start >= limit) break;
      if (end > limit) {
        to = start;
        break;
      }
      done++;
      // Inside of a range that is cut out already.
      if (start < at) continue;
      out += scanner.raw(at, start) + make(scanner.raw(start, end));
      at = end;
    }
    this.#splices.splice(0, done);
    if (to > at) {
      out += scanner.raw(at, to);
      at = to;
    }
    scanner.release(at);
    return encoder.encode(out);
  }

  end(): Uint8Array {
    return this.advance(this.kept.scanner!.position);
  }
}

const encoder = new TextEncoder();

/** What to do with an element: cut it out with all in it, change an attribute of its tag, or nothing. */
export type Mend = 'cut' | { readonly attribute: string; readonly value: string } | null;

/** Decides on elements as they come and collects the splices. */
export class Mender implements XmlHandler {
  /** Where the first element begins that is being cut out and has not ended. */
  pending = Infinity;
  readonly cuts: { readonly start: number; readonly end: number }[] = [];
  readonly #decide: (name: string, attributes: Attributes) => Mend;
  readonly #writer: PartWriter;
  #depth = 0;
  #cutDepth = 0;

  constructor(writer: PartWriter, decide: (name: string, attributes: Attributes) => Mend) {
    this.#writer = writer;
    this.#decide = decide;
  }

  open(name: string, attributes: Attributes, start: number, end: number): void {
    this.#depth++;
    if (this.#cutDepth > 0) return;
    const mend = this.#decide(name, attributes);
    if (mend === 'cut') {
      this.#cutDepth = this.#depth;
      this.pending = start;
    } else if (mend !== null) this.#writer.addToTag(start, end, (tag) => setAttribute(tag, mend.attribute, mend.value));
  }

  close(_name: string, _start: number, end: number): void {
    if (this.#cutDepth === this.#depth) {
      this.#writer.add(cut(this.pending, end));
      this.cuts.push({ start: this.pending, end });
      this.pending = Infinity;
      this.#cutDepth = 0;
    }
    this.#depth--;
  }

  text(): void {}
}

/** The raw opening tag with an attribute set. */
export function setAttribute(tag: string, attribute: string, value: string): string {
  const written = `${attribute}="${escapeXml(value)}"`;
  const known = new RegExp(`(\\s)${attribute.replace(/[.-]/g, '\\$&')}\\s*=\\s*("[^"]*"|'[^']*')`);
  return known.test(tag)
    ? tag.replace(known, (_, space: string) => space + written)
    : tag.replace(/\s*(\/?)>$/, ` ${written}$1>`);
}
