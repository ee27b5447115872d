import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64, encodeBase64 } from './base64.ts';

/**
 * Signed notes (C2SP signed-note, https://c2sp.org/signed-note) with Ed25519 keys: text, an empty line, signature
 * lines `— name base64(key hash ‖ signature)`. Anything of the Go family (`sumdb/note`) reads them. Pure; runs in a
 * browser.
 */

/** A public key with the name it signs under. */
export interface VerifierKey {
  readonly name: string;
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array;
  /** Verifies with this key by other means than the portable ones. */
  readonly verify?: (signature: Uint8Array, message: Uint8Array) => boolean;
}

export interface Signer extends VerifierKey {
  /** Ed25519 signature of the message, 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/** Kinds of signature that C2SP signed-note numbers; a cosignature is that of a witness (C2SP tlog-cosignature). */
export const ED25519 = 1;
export const COSIGNATURE = 4;
export type SignatureType = typeof ED25519 | typeof COSIGNATURE;
const NAME = /^[^\s+\p{Cc}]{1,200}$/u;
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

/** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
export function keyHash({ name, publicKey }: VerifierKey, type: SignatureType = ED25519): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4);
}

/** `name+hash+base64(type ‖ key)`, the form in which verifier keys are passed on. */
export function formatVerifierKey(key: VerifierKey, type: SignatureType = ED25519): string {
  return `${key.name}+${hex(keyHash(key, type))}+${encodeBase64(concatBytes(Uint8Array.of(type), key.publicKey))}`;
}

/** @throws SyntaxError unless it is one well-formed verifier key of this type whose hash is right. */
export function parseVerifierKey(text: string, type: SignatureType = ED25519): VerifierKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const bytes = match === null ? undefined : decodeBase64(match[3]!);
  if (match === null || bytes?.length !== 33 || bytes[0] !== type || !NAME.test(match[1]!)) {
    throw new SyntaxError(type === ED25519 ? 'not an Ed25519 verifier key' : 'not the verifier key of a witness');
  }
  const key = { name: match[1]!, publicKey: bytes.slice(1) };
  if (hex(keyHash(key, type)) !== match[2])
    throw new SyntaxError('the hash of the verifier key is not that of its key');
  return key;
}

/**
 * The 32 bytes of an Ed25519 public key, from a verifier key or from PEM (RFC 8410) as openssl writes it.
 *
 * @throws SyntaxError for anything else.
 */
export function parsePublicKey(text: string): Uint8Array {
  const pem = /^\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----\s*$/.exec(text);
  if (pem === null) return parseVerifierKey(text).publicKey;
  const der = decodeBase64(pem[1]!.replaceAll(/\s/g, ''));
  if (der.length !== 44 || !SPKI_PREFIX.every((byte, i) => der[i] === byte)) {
    throw new SyntaxError('not an Ed25519 public key');
  }
  return der.slice(SPKI_PREFIX.length);
}

/** The note over `text`, which ends with a newline and has no empty line. */
export function signNote(text: string, signer: Signer): string {
  if (!text.endsWith('\n') || text.includes('\n\n') || !text.isWellFormed()) throw new TypeError('not a note text');
  const signature = signer.sign(utf8ToBytes(text));
  return `${text}\n— ${signer.name} ${encodeBase64(concatBytes(keyHash(signer), signature))}\n`;
}

export const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
