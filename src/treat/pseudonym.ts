import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Kind } from '../model/kinds.ts';
import { normalise } from './normalise.ts';

/** Bytes of a pseudonym: 128 bits, so that two among 2^40 values meet with a chance under one in 2^48. */
const LENGTH = 16;

/**
 * Keyed pseudonyms: HMAC-SHA-256 (FIPS 198-1) over family and normalised value, cut to 128 bits.
 *
 * The same value gives the same pseudonym in every column, file and year under the same key, so joins survive — also
 * between two recipients who both get pseudonyms. Where they must not be able to compare, use tokens.
 *
 * @example
 * new Pseudonyms(key).of('phone', '+86 138 0000 0000'); // 'tel_' and 26 letters and digits, as for '13800000000'
 */
export class Pseudonyms {
  readonly #key: KeyObject;

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  of(kind: Kind, value: string): string {
    const { family, text } = normalise(kind, value);
    return `${family}_${this.#mac(`pseudonym\0${family}\0${text}`)}`;
  }

  /**
   * A token: random to look at, the same for the same value within one scope (a lane and its recipient), and with
   * nothing in common with that of another scope. Nothing undoes it but trying values with the key.
   */
  token(kind: Kind, value: string, scope: string): string {
    const { family, text } = normalise(kind, value);
    return `tok_${this.#mac(`token\0${scope.length}\0${scope}\0${family}\0${text}`)}`;
  }

  #mac(message: string): string {
    return base32(createHmac('sha256', this.#key).update(message).digest().subarray(0, LENGTH));
  }
}

/** RFC 4648 §6, small letters, no padding. */
function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const b of bytes) {
    held = (held << 8) | b;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += 'abcdefghijklmnopqrstuvwxyz234567'[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? out + 'abcdefghijklmnopqrstuvwxyz234567'[(held << (5 - bits)) & 31] : out;
}
