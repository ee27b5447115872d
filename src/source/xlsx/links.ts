import { cut, type PartWriter } from './part-writer.ts';
import { columnNumber } from './sheet.ts';
import { type Attributes, prefixed, type XmlHandler } from './xml.ts';

/**
 * The `<hyperlinks>` of a sheet. A link repeats what its cell shows (`mailto:` and the address), so links on
 * columns with changed cells go; which these are is known only at the end.
 */
export class Links implements XmlHandler {
  /** Where the list begins, to be kept until the end; Infinity where there is none. */
  start = Infinity;
  #end = Infinity;
  readonly #links: { readonly start: number; end: number; readonly ref: string; readonly id: string | undefined }[] =
    [];

  open(name: string, attributes: Attributes, start: number, end: number): void {
    if (name === 'hyperlinks') this.start = start;
    else if (name === 'hyperlink')
      this.#links.push({ start, end, ref: attributes.ref ?? '', id: prefixed(attributes, 'id') });
  }

  close(name: string, _start: number, end: number): void {
    if (name === 'hyperlinks') this.#end = end;
    else if (name === 'hyperlink') this.#links.at(-1)!.end = end;
  }

  text(): void {}

  /** Cuts the links on these columns; gives the ids of their relationships and adds to `cuts`. */
  resolve(columns: ReadonlySet<number>, writer: PartWriter, cuts: { start: number; end: number }[]): Set<string> {
    const gone = this.#links.filter(({ ref }) => touches(ref, columns));
    const ids = new Set<string>();
    for (const { id } of gone) if (id !== undefined) ids.add(id);
    // An empty list is not allowed.
    const ranges =
      gone.length === this.#links.length && gone.length > 0 ? [{ start: this.start, end: this.#end }] : gone;
    for (const { start, end } of ranges) {
      writer.add(cut(start, end));
      cuts.push({ start, end });
    }
    return ids;
  }
}

/** True where a reference (`B2`, `B2:D9`) has one of the columns; a reference that is none counts as touching. */
function touches(ref: string, columns: ReadonlySet<number>): boolean {
  if (columns.size === 0) return false;
  const m = /^([A-Z]{1,3})\d+(?::([A-Z]{1,3})\d+)?$/.exec(ref);
  if (m === null) return true;
  const from = columnNumber(m[1]!);
  const to = m[2] === undefined ? from : columnNumber(m[2]);
  for (let c = from; c <= to; c++) if (columns.has(c)) return true;
  return false;
}
