import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import type { VerifierKey } from './note.ts';
import { openNote } from './open-note.ts';

/** @throws SyntaxError unless the note is a checkpoint of this key's ledger, signed by it and by nobody else. */
export function openCheckpoint(note: string, key: VerifierKey): Checkpoint {
  const { origin, size, root, extensions } = parseCheckpoint(openNote(note, key));
  if (origin !== key.name || extensions > 0) throw new SyntaxError('not a checkpoint of this ledger');
  return { origin, size, root };
}
