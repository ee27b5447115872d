import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { DouaneError } from '../model/errors.ts';

/** Version and algorithm of an encrypted value; also its additional authenticated data. */
const PREFIX = 'dv1.';
const NONCE = 12;
const TAG = 16;

/**
 * Encrypts single values with AES-256-GCM (NIST SP 800-38D): `dv1.` and base64url of nonce, ciphertext and tag.
 * Equal values come out different. With random nonces one key is good for 2^32 values (SP 800-38D §8.3).
 */
export class ValueCipher {
  readonly #key: KeyObject;

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  encrypt(value: string, random: (length: number) => Uint8Array): string {
    const nonce = random(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(Buffer.from(PREFIX));
    const body = [cipher.update(value, 'utf8'), cipher.final()];
    return PREFIX + Buffer.concat([nonce, ...body, cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws DouaneError CALL_BAD_VALUE where the text is no value encrypted with this key. */
  decrypt(text: string): string {
    const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
    const exact = PREFIX + bytes.toString('base64url') === text; // the decoder forgives what it should not
    if (!exact || bytes.length < NONCE + TAG) throw notEncrypted();
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(PREFIX));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
    try {
      const body = decipher.update(bytes.subarray(NONCE, bytes.length - TAG));
      return Buffer.concat([body, decipher.final()]).toString('utf8');
    } catch {
      throw notEncrypted();
    }
  }
}

function notEncrypted(): DouaneError {
  return new DouaneError('CALL_BAD_VALUE', { expected: 'a value that was encrypted with this key' });
}
