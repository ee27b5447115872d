import { DouaneError } from '../../model/errors.ts';
import { parseSerial } from './number-format.ts';
import type { RawCell } from './sheet.ts';
import { encodeXstring, escapeXml } from './xml.ts';

/** Most characters a cell can hold (Excel specifications and limits). */
const MAX_TEXT = 32_767;

/**
 * A cell with a new text and its old style: a number stays one where the new text is a number that a spreadsheet
 * keeps (15 digits), a date where it is a date, a truth value where it is one; all else is an inline string,
 * which stands in this cell alone.
 */
export function formatCell(raw: RawCell, source: string, text: string, date: boolean, date1904: boolean): string {
  if (raw.type === 'n') {
    const serial = date ? parseSerial(text, date1904) : null;
    if (serial !== null) return element(raw, source, '', `<v>${serial}</v>`);
    if (!date && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15)
      return element(raw, source, '', `<v>${text}</v>`);
  }
  if (raw.type === 'b' && (text === 'true' || text === 'false'))
    return element(raw, source, ' t="b"', `<v>${text === 'true' ? 1 : 0}</v>`);
  if (text.length > MAX_TEXT)
    throw new DouaneError('TREAT_FORMAT', {
      place: { name: raw.reference },
      expected: `a cell of at most ${MAX_TEXT} characters`,
      got: 'a longer treated value',
    });
  return element(
    raw,
    source,
    ' t="inlineStr"',
    `<is><t xml:space="preserve">${escapeXml(encodeXstring(text))}</t></is>`,
  );
}

/** A cell with its style and nothing in it. */
export function emptyCell(raw: RawCell, source: string): string {
  return element(raw, source, '', '');
}

/** A formula without the result that was computed from values as they were. */
export function uncomputedCell(raw: RawCell, source: string): string {
  const { start, end } = raw.formula!;
  const open = /^<[^>]*>/.exec(source)![0].replace(/\st\s*=\s*("[^"]*"|'[^']*')/, '');
  return `${open}${source.slice(start - raw.start, end - raw.start)}</${tag(source)}>`;
}

function element(raw: RawCell, source: string, type: string, content: string): string {
  const name = tag(source);
  const prefix = name.slice(0, -1);
  const style = raw.style === undefined ? '' : ` s="${escapeXml(raw.style)}"`;
  const open = `<${name} r="${raw.reference}"${style}${type}`;
  if (content === '') return `${open}/>`;
  const inside = prefix === '' ? content : content.replace(/<(\/?)/g, `<$1${prefix}`);
  return `${open}>${inside}</${name}>`;
}

/** `c`, or `x:c` in a file that writes its elements with a prefix. */
function tag(source: string): string {
  return /^<([^\s/>]+)/.exec(source)![1]!;
}
