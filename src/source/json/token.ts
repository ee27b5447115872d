import { CELL_BOOLEAN, CELL_NULL, CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { BACKSLASH, PLAIN, QUOTE } from './tables.ts';

/**
 * Writes a new value in place of a token of `type`: text as a string; a number, `true`, `false` or `null` bare where
 * the new value is one of the same sort, and as a string otherwise.
 */
export function formatToken(type: number, value: Uint8Array, out: ByteBuffer): void {
  if (staysBare(type, value)) {
    out.range(value, 0, value.length);
    return;
  }
  out.byte(QUOTE);
  let done = 0;
  for (let i = 0; i < value.length; i++) {
    const b = value[i]!;
    if (PLAIN[b] === 1) continue;
    out.range(value, done, i);
    out.byte(BACKSLASH);
    const short = SHORT[b]!;
    if (short !== 0) out.byte(short);
    else for (const digit of `u00${b.toString(16).padStart(2, '0')}`) out.byte(digit.charCodeAt(0));
    done = i + 1;
  }
  out.range(value, done, value.length);
  out.byte(QUOTE);
}

function staysBare(type: number, value: Uint8Array): boolean {
  if (type === CELL_TEXT || value.length > 400) return false;
  const text = String.fromCharCode(...value);
  if (type === CELL_NUMBER) return NUMBER.test(text);
  if (type === CELL_BOOLEAN) return text === 'true' || text === 'false';
  return type === CELL_NULL && text === 'null';
}

/** RFC 8259 §6. */
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** RFC 8259 §7, the two-character escapes. */
const SHORT = new Uint8Array(0x80);
for (const [byte, letter] of ['""', '\\\\', '\bb', '\ff', '\nn', '\rr', '\tt'])
  SHORT[byte!.charCodeAt(0)] = letter!.charCodeAt(0);
