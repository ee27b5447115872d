import { isDigit } from './digits.ts';
import { type Check, check, FORMAT } from './result.ts';

/**
 * End of an IPv4 address in dotted decimal (RFC 791, RFC 6943 3.1.1) that begins at `at`, or 0. Four small numbers
 * are as likely a version: they need a header.
 */
export function ipv4End(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    let digits = 0;
    while (i < end && isDigit(bytes[i]!) && digits < 4) {
      value = value * 10 + bytes[i]! - 0x30;
      digits += 1;
      i += 1;
    }
    if (digits === 0 || digits > 3 || value > 255 || (digits > 1 && bytes[i - digits] === 0x30)) return 0;
    if (part < 3) {
      if (i >= end || bytes[i] !== 0x2e) return 0;
      i += 1;
    }
  }
  // A fifth part makes it something else.
  return i + 1 < end && bytes[i] === 0x2e && isDigit(bytes[i + 1]!) ? 0 : i;
}

export function checkIpv4(bytes: Uint8Array, at: number, end: number): Check {
  return end - at <= 8 && allSmall(bytes, at, end) ? check(30, FORMAT) : check(85, FORMAT);
}

function allSmall(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at, run = 0; i < end; i++) {
    run = bytes[i] === 0x2e ? 0 : run + 1;
    if (run > 2) return false;
  }
  return true;
}

const isHex = (b: number): boolean => isDigit(b) || ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x66);

/** IPv6 address (RFC 4291, 2.2) in the run of hex digits and colons that begins at `at`; end or 0. */
export function ipv6End(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  let groups = 0;
  let double = 0;
  while (i < end) {
    let n = 0;
    while (i < end && isHex(bytes[i]!) && n < 5) {
      n += 1;
      i += 1;
    }
    if (n > 4) return 0;
    if (n > 0) groups += 1;
    if (i >= end || bytes[i] !== 0x3a) break;
    if (i + 1 < end && bytes[i + 1] === 0x3a) {
      double += 1;
      i += 2;
    } else {
      if (n === 0 || i + 1 >= end || !isHex(bytes[i + 1]!)) return 0;
      i += 1;
    }
  }
  if (i < end && (isHex(bytes[i]!) || bytes[i] === 0x3a)) return 0;
  if (double === 0) return groups === 8 ? i : 0;
  return double === 1 && groups >= 2 && groups <= 7 ? i : 0;
}

export const IPV6 = check(90, FORMAT);
