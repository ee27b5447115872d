import { decodeBase64, encodeBase64 } from './base64.ts';
import { openNote, type Signer, signNote, type VerifierKey } from './note.ts';
import { HASH_BYTES, type Hash, MAX_SIZE } from './tree.ts';

/**
 * The signed head of the ledger (C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint): origin, size and root, one
 * a line, as a signed note. The origin is the name of the key. Pure; runs in a browser.
 */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export function signCheckpoint(size: number, root: Hash, signer: Signer): string {
  return signNote(`${signer.name}\n${size}\n${encodeBase64(root)}\n`, signer);
}

/** @throws SyntaxError unless the note is a checkpoint of this key's ledger, signed by it and by nobody else. */
export function openCheckpoint(note: string, key: VerifierKey): Checkpoint {
  const lines = openNote(note, key).split('\n');
  const [origin, size, root] = lines;
  if (lines.length !== 4 || origin !== key.name || !/^(0|[1-9]\d{0,15})$/.test(size!) || Number(size) > MAX_SIZE) {
    throw new SyntaxError('not a checkpoint of this ledger');
  }
  const hash = decodeBase64(root!);
  if (hash.length !== HASH_BYTES) throw new SyntaxError('a root that is no SHA-256');
  return { origin, size: Number(size), root: hash };
}
