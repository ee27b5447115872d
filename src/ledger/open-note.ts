import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64 } from './base64.ts';
import { hex, keyHash, type VerifierKey } from './note.ts';

/** RFC 8032 to the letter: no second encoding of the same signature passes. */
const STRICT = { zip215: false };

/**
 * The text of a note that has exactly one signature and that by this key. Stricter than the specification, which
 * lets other signers' lines be: here every bit of the note is vouched for.
 *
 * @throws SyntaxError when it is no such note or its signature is wrong.
 */
export function openNote(note: string, key: VerifierKey): string {
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const line = /^— (\S+) ([A-Za-z0-9+/=]+)\n$/u.exec(note.slice(split + 2));
  if (split < 0 || line === null || !note.isWellFormed()) throw new SyntaxError('not a note with one signature');
  const bytes = decodeBase64(line[2]!);
  if (line[1] !== key.name || bytes.length !== 68 || hex(bytes.slice(0, 4)) !== hex(keyHash(key))) {
    throw new SyntaxError('the signature is by another key');
  }
  if (!verifySignature(key, bytes.slice(4), utf8ToBytes(text))) throw new SyntaxError('the signature is wrong');
  return text;
}

export function verifySignature(key: VerifierKey, signature: Uint8Array, message: Uint8Array): boolean {
  const verify = key.verify ?? ((s, m) => ed25519.verify(s, m, key.publicKey, STRICT));
  return signature.length === 64 && verify(signature, message);
}
