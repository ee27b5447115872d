import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { DouaneError } from '../model/errors.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A key encrypted under another with AES-256-GCM (NIST SP 800-38D): nonce ‖ ciphertext ‖ tag. `context` names what the
 * key is for; it opens only with the same one.
 */
export function wrapKey(
  wrapping: KeyObject,
  key: Uint8Array,
  context: string,
  random: (bytes: number) => Uint8Array,
): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce).setAAD(Buffer.from(context, 'utf8'));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]));
}

/** @throws DouaneError STATE_KEY when it was wrapped by another key, for something else, or was changed. */
export function unwrapKey(wrapping: KeyObject, wrapped: Uint8Array, context: string): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(context, 'utf8'))
      .setAuthTag(wrapped.subarray(-TAG_BYTES));
    return new Uint8Array(
      Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]),
    );
  } catch {
    throw new DouaneError('STATE_KEY', { expected: 'the key that this one was wrapped with' });
  }
}
