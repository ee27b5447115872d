import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';

/** A sum of rows: 256 bits, big-endian. The sum of no rows is zero. */
export type Sum = Uint8Array;

export const SUM_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEPT = new RegExp(`^[0-9a-f]{${2 * (NONCE_BYTES + SUM_BYTES + TAG_BYTES)}}$`);
const LABEL = 'douane.seal/3';

export interface SealKeys {
  readonly row: KeyObject;
  readonly sum: KeyObject;
}

/** Keys of the seal alone, from the key of the state (HKDF-SHA256, RFC 5869). */
export function sealKeys(state: KeyObject): SealKeys {
  const derive = (label: string) => createSecretKey(new Uint8Array(hkdfSync('sha256', state.export(), '', label, 32)));
  return { row: derive(`${LABEL}/row`), sum: derive(LABEL) };
}

/**
 * HMAC-SHA256 of a row. `head` has type and length of each of its values, and those that are not in `blobs`; each length
 * stands in front of what it is the length of, so that no two rows read alike. Blobs are not copied.
 */
export function hashRow(key: KeyObject, table: string, head: Uint8Array, blobs: readonly (Uint8Array | null)[]): Sum {
  const mac = createHmac('sha256', key).update(`${table.length}:${table}:${head.length}:`).update(head);
  for (const blob of blobs) if (blob !== null) mac.update(blob);
  return mac.digest();
}

/** Adds a term to a sum (sign 1) or takes it out (-1), modulo 2^256, in place. */
export function shift(sum: Sum, term: Sum, sign: 1 | -1): void {
  let carry = 0;
  for (let i = SUM_BYTES - 1; i >= 0; i--) {
    carry += sum[i]! + sign * term[i]!;
    sum[i] = carry & 0xff;
    carry >>= 8; // keeps its sign: a borrow is -1
  }
}

export function isSame(a: Sum, b: Sum): boolean {
  return timingSafeEqual(a, b);
}

/**
 * A sum as it is kept: hex of nonce ‖ ciphertext ‖ tag, AES-256-GCM (NIST SP 800-38D).
 *
 * Encrypted, not only authenticated: who sees the file after each transaction would otherwise know by the difference
 * what its rows add, could take them out of the sum again, and with enough such terms put other rows together that give
 * a sum which once was sealed. The difference of two ciphertexts says nothing, as each has a nonce of its own.
 *
 * `beside` is what the rows belong to: beside anything else the same text is not this sum.
 */
export function formatSum(key: KeyObject, sum: Sum, beside: string, random: (bytes: number) => Uint8Array): string {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(beside));
  return Buffer.concat([nonce, cipher.update(sum), cipher.final(), cipher.getAuthTag()]).toString('hex');
}

/** The sum that was kept, or undefined when it was not written with this key and beside this. */
export function parseSum(key: KeyObject, kept: string, beside: string): Sum | undefined {
  if (!KEPT.test(kept)) return undefined;
  const bytes = Buffer.from(kept, 'hex');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(associated(beside))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const sum = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return sum;
}

const associated = (beside: string): Buffer => Buffer.from(`${LABEL}\n${beside}`);
