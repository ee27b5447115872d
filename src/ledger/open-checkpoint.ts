import { decodeBase64 } from './base64.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifierKey } from './note.ts';
import { openNote } from './open-note.ts';
import { HASH_BYTES, MAX_SIZE } from './tree.ts';

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
