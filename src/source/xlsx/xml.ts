import { SaxesParser } from 'saxes';
import { DouaneError } from '../../model/errors.ts';
import type { SourceLimits } from '../source.ts';

export type Attributes = Readonly<Record<string, string>>;

/**
 * What a reader of XML is told. Names come without their namespace prefix. Positions count UTF-16 units from the
 * part's beginning.
 */
export interface XmlHandler {
  open(name: string, attributes: Attributes, start: number, end: number): void;
  /** `start` is that of the closing tag; for an empty element `start` and `end` are those of its only tag. */
  close(name: string, start: number, end: number): void;
  /** All character data between two tags, entities resolved; not called for none. */
  text(text: string, start: number, end: number): void;
  /** A comment or a processing instruction, which no program shows and which crosses all the same. */
  remark?(text: string): void;
}

/**
 * Reads XML in UTF-8 as a stream and keeps the raw text until it is let go, so that pieces can be replaced.
 * DTDs are refused (there are no entities to expand), as are depth and length beyond the limits.
 */
export class XmlScanner {
  /** Raw text from {@link windowStart} on. */
  window = '';
  windowStart = 0;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #place: { readonly file: string; readonly name: string };
  readonly #limits: SourceLimits;
  #depth = 0;
  #segment = 0;
  #text = '';

  constructor(handler: XmlHandler, place: { readonly file: string; readonly name: string }, limits: SourceLimits) {
    this.#place = place;
    this.#limits = limits;
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw this.#syntax('well-formed XML', 'XML that is not', error);
    });
    parser.on('doctype', () => {
      throw this.#syntax('XML without a document type', 'one');
    });
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding))
        throw new DouaneError('INPUT_ENCODING', { place, expected: 'XML in UTF-8', got: 'another encoding' });
    });
    parser.on('text', (text) => {
      this.#text += text;
    });
    parser.on('cdata', (text) => {
      this.#text += text;
    });
    const remark = (text: string): void => {
      if (text.trim() !== '') handler.remark?.(text);
    };
    parser.on('comment', remark);
    parser.on('processinginstruction', ({ target, body }) => remark(`${target} ${body}`));
    const flush = (start: number, end: number): void => {
      if (this.#text !== '') {
        handler.text(this.#text, this.#segment, start);
        this.#text = '';
      }
      this.#segment = end;
    };
    parser.on('opentag', ({ name, attributes }) => {
      const end = parser.position;
      // A raw `<` cannot stand inside a tag, so the last one begins it.
      const start = this.windowStart + this.window.lastIndexOf('<', end - 1 - this.windowStart);
      flush(start, end);
      if (++this.#depth > limits.depth)
        throw new DouaneError('LIMIT_DEPTH', { place, expected: `nesting of at most ${limits.depth}` });
      handler.open(local(name), attributes as Attributes, start, end);
    });
    parser.on('closetag', ({ name }) => {
      const end = parser.position;
      const start = this.windowStart + this.window.lastIndexOf('<', end - 1 - this.windowStart);
      flush(start, end);
      this.#depth--;
      handler.close(local(name), start, end);
    });
  }

  write(bytes: Uint8Array): void {
    this.#feed(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#feed(() => this.#decoder.decode());
    this.#parser.close();
  }

  /** The raw text of a range that was not let go yet. */
  raw(start: number, end: number): string {
    return this.window.slice(start - this.windowStart, end - this.windowStart);
  }

  /** Where the text begins that is not yet known to be needed by nobody. */
  get settled(): number {
    return this.#segment;
  }

  get position(): number {
    return this.windowStart + this.window.length;
  }

  /** Lets go of the raw text before `position`. */
  release(position: number): void {
    this.window = this.window.slice(position - this.windowStart);
    this.windowStart = position;
  }

  #feed(decode: () => string): void {
    let text: string;
    try {
      text = decode();
    } catch (cause) {
      throw new DouaneError('INPUT_ENCODING', {
        place: this.#place,
        expected: 'XML in UTF-8',
        got: 'other bytes',
        cause,
      });
    }
    if (text === '') return;
    this.window += text;
    this.#parser.write(text);
    // Nothing ended for longer than a record may be: one text, tag or comment is too long.
    if (this.#parser.position - this.#segment > this.#limits.record)
      throw new DouaneError('LIMIT_RECORD', {
        place: this.#place,
        expected: `text and tags of at most ${this.#limits.record} characters`,
      });
  }

  #syntax(expected: string, got: string, cause?: unknown): DouaneError {
    return new DouaneError('INPUT_SYNTAX', {
      place: { ...this.#place, line: this.#parser.line },
      expected,
      got,
      cause,
    });
  }
}

/** Tells two handlers of everything, in turn. */
export function both(a: XmlHandler, b: XmlHandler | undefined): XmlHandler {
  if (b === undefined) return a;
  return {
    open(...args) {
      a.open(...args);
      b.open(...args);
    },
    close(...args) {
      a.close(...args);
      b.close(...args);
    },
    text(...args) {
      a.text(...args);
      b.text(...args);
    },
    remark(text) {
      a.remark?.(text);
      b.remark?.(text);
    },
  };
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Value of an attribute by its name without prefix: `r:id` for `id`. */
export function prefixed(attributes: Attributes, name: string): string | undefined {
  for (const [key, value] of Object.entries(attributes)) if (local(key) === name && key !== name) return value;
  return undefined;
}

/** Character data and attribute values. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/**
 * Excel writes characters that XML does not allow as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19 ST_Xstring).
 */
export function decodeXstring(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

export function encodeXstring(text: string): string {
  return text
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g,
      (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );
}
