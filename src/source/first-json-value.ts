const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;

/**
 * What a text that begins like JSON goes on like: `lines` (a whole value on the first line and another on the
 * next), `one` (a single value on one line, the end), `document` (anything else that begins an object or array),
 * or `no` JSON. Only brackets and strings are looked at; the grammar is for the parser.
 */
export function firstJsonValue(text: Uint8Array, whole: boolean): 'lines' | 'one' | 'document' | 'no' {
  let i = skipSpace(text, 0);
  const open = text[i];
  if (open !== 0x7b && open !== 0x5b) return 'no';
  const next = text[skipSpace(text, i + 1)];
  if (next === undefined) return 'document';
  // An object goes on with a key or ends; an array with any value. "[section]" and "{{name}}" are something else.
  if (open === 0x7b ? next !== QUOTE && next !== 0x7d : !'{["-0123456789tfn]'.includes(String.fromCharCode(next)))
    return 'no';

  let depth = 0;
  let broken = false; // a line end inside the value
  for (; i < text.length; i++) {
    const c = text[i]!;
    if (c === QUOTE) {
      for (i++; i < text.length && text[i] !== QUOTE; i++) if (text[i] === BACKSLASH) i++;
    } else if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) {
      if (--depth === 0) break;
    } else if (c === LF) broken = true;
  }
  if (depth > 0) return 'document';
  const end = i + 1;
  const after = skipSpace(text, end);
  if (after >= text.length) return broken ? 'document' : whole ? 'one' : 'document';
  const sameLine = !text.subarray(end, after).includes(LF);
  // Text behind the value on its line: "[2024-01-01] started", or a cell that looks like JSON.
  if (sameLine) return 'no';
  return broken ? 'document' : 'lines';
}

function skipSpace(text: Uint8Array, from: number): number {
  let i = from;
  while (text[i] === 0x20 || text[i] === 0x09 || text[i] === LF || text[i] === 0x0d) i++;
  return i;
}
