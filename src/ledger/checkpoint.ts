import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Signer, signNote } from './note.ts';
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

/** The text that is signed. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

export function signCheckpoint(size: number, root: Hash, signer: Signer): string {
  return signNote(formatCheckpoint({ origin: signer.name, size, root }), signer);
}

/**
 * A head from the text of a note, not verified by that. Lines after the third are somebody's extensions: their number
 * is told, so that who does not want them can refuse.
 *
 * @throws SyntaxError unless the text is that of a checkpoint.
 */
export function parseCheckpoint(text: string): Checkpoint & { readonly extensions: number } {
  const lines = text.split('\n');
  const [origin, size, root] = lines;
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) throw new SyntaxError('not a checkpoint');
  const hash = decodeBase64(root!);
  return { origin: origin!, size: parseSize(size!), root: asHash(hash), extensions: lines.length - 3 };
}

/** @throws SyntaxError unless it is a size of a ledger in the one way to write it. */
export function parseSize(text: string): number {
  if (!/^(0|[1-9]\d{0,15})$/.test(text) || Number(text) > MAX_SIZE) throw new SyntaxError('not the size of a ledger');
  return Number(text);
}

/** @throws SyntaxError */
export function asHash(bytes: Uint8Array): Hash {
  if (bytes.length !== HASH_BYTES) throw new SyntaxError('not a SHA-256');
  return bytes;
}
