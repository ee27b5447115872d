import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Signer } from './note.ts';

/**
 * The signer of a ledger from its Ed25519 private key. Without an origin the ledger is named after its key:
 * `douane/` and the first 16 hex digits of the SHA-256 of the public key.
 */
export function ledgerSigner(privateKey: KeyObject, origin?: string): Signer {
  const publicKey = Uint8Array.from(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32));
  return {
    name: origin ?? originOf(publicKey),
    publicKey,
    sign: (message) => sign(null, message, privateKey),
  };
}

/** The name of a ledger that is named after its key. */
export const originOf = (publicKey: Uint8Array): string =>
  `douane/${createHash('sha256').update(publicKey).digest('hex').slice(0, 16)}`;
