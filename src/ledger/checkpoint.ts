import { encodeBase64 } from './base64.ts';
import { type Signer, signNote } from './note.ts';
import type { Hash } from './tree.ts';

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
