import { isDigit } from './kinds/digits.ts';
import { mod11Check } from './kinds/resident-id.ts';

/**
 * Canonical forms of identifiers, so that two spellings of one thing are one message. Each writes into `out` from
 * `at` on and gives where it stopped; what it writes begins with a tag byte for the kind.
 */
export const TAG = {
  subject: 0x53,
  residentId: 0x49,
  passport: 0x50,
  permit: 0x54,
  socialSecurity: 0x4f,
  customerKey: 0x4b,
  namePhone: 0x4e,
  phone: 0x46,
  email: 0x45,
  device: 0x44,
} as const;

/** Letters in upper case and digits, all else left out. */
export function upperAlnum(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  for (let i = from; i < to; i++) {
    let b = bytes[i]!;
    if (b >= 0x61 && b <= 0x7a) b &= ~0x20;
    if (isDigit(b) || (b >= 0x41 && b <= 0x5a) || b >= 0x80) out[at++] = b;
  }
  return at;
}

/** A resident ID; one of 15 digits as the 18 it became (GB 11643-1999, 19 put in, check character added). */
export function residentId(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  const end = upperAlnum(bytes, from, to, out, at);
  if (end - at !== 15 || !isDigit(out[at]!)) return end;
  out.copyWithin(at + 8, at + 6, at + 15);
  out[at + 6] = 0x31;
  out[at + 7] = 0x39;
  out[at + 17] = mod11Check(out, at);
  return at + 18;
}

/** A phone number: 11 digits for a Chinese mobile, the digits with area code for a landline, + and digits abroad. */
export function phone(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let end = at;
  let plus = false;
  for (let i = from; i < to; i++) {
    const b = bytes[i]!;
    if (isDigit(b)) out[end++] = b;
    else if (b === 0x2b && end === at) plus = true;
  }
  let skip = 0;
  const digits = end - at;
  const is = (i: number, b: number) => out[at + i] === b;
  if (digits === 13 && is(0, 0x38) && is(1, 0x36) && is(2, 0x31)) skip = 2;
  else if (digits === 15 && is(0, 0x30) && is(1, 0x30) && is(2, 0x38) && is(3, 0x36) && is(4, 0x31)) skip = 4;
  else if (!plus && digits > 4 && is(0, 0x30) && is(1, 0x30)) skip = 2;
  else return end;
  out.copyWithin(at, at + skip, end);
  return end - skip;
}

/** An e-mail address in lower case: no provider in use tells local parts apart by case. */
export function email(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  for (let i = from; i < to; i++) {
    const b = bytes[i]!;
    out[at++] = b >= 0x41 && b <= 0x5a ? b | 0x20 : b;
  }
  return at;
}

/** A name: white space left out, letters in lower case. */
export function name(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  for (let i = from; i < to; i++) {
    const b = bytes[i]!;
    if (b <= 0x20 || b === 0x2e || b === 0x2c) continue;
    // U+3000, the wide space
    if (b === 0xe3 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x80) {
      i += 2;
      continue;
    }
    out[at++] = b >= 0x41 && b <= 0x5a ? b | 0x20 : b;
  }
  return at;
}

/** A key as it stands, without white space around it. */
export function plain(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  for (let i = from; i < to; i++) out[at++] = bytes[i]!;
  return at;
}
