/**
 * The ledger read by a second hand, written from RFC 6962 and C2SP signed-note with `node:crypto` alone: if the
 * program's own code were wrong about its ledger, this would not be wrong in the same way.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Head, LeafSeen } from './evidence.ts';

const sha256 = (...parts: (Uint8Array | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** Root in base64 of the first `size` leaves (RFC 6962 §2.1), recursively from the top. */
export function rootOfLeaves(leaves: readonly LeafSeen[], size = leaves.length): string {
  const over = (from: number, count: number): Buffer => {
    if (count === 1) return sha256('\x00', leaves[from]!.bytes);
    let left = 1;
    while (left * 2 < count) left *= 2;
    return sha256('\x01', over(from, left), over(from + left, count - left));
  };
  return (size === 0 ? sha256() : over(0, size)).toString('base64');
}

/** The head that a note says, or null unless the key of this PEM signed it. */
export function headOf(note: string, publicKey: string): Head | null {
  const end = note.indexOf('\n\n');
  const [, size, root] = note.slice(0, end).split('\n');
  const signature = Buffer.from(note.slice(end + 2).split(' ')[2] ?? '', 'base64').subarray(4);
  try {
    const key = createPublicKey(publicKey);
    if (end < 0 || !verify(null, Buffer.from(note.slice(0, end + 1)), key, signature)) return null;
    return { size: Number(size), root: root! };
  } catch {
    return null;
  }
}

/** Whether what is kept opens the commitments of the leaf: docs/receipt.md. */
export function opens({ bytes, opening }: LeafSeen): boolean {
  if (opening === null) return false;
  const leaf = JSON.parse(Buffer.from(bytes).toString('utf8')) as { body: string; content?: string };
  const salted = (label: string, salt: string, data: Uint8Array | string) =>
    sha256(`${label}\0`, Buffer.from(salt, 'hex'), data).toString('hex');
  if (salted('douane.body/1', opening.bodySalt, opening.body) !== leaf.body) return false;
  if (leaf.content === undefined) return opening.contentSalt === null;
  const { files } = JSON.parse(opening.body) as { files: { path: string; bytes: number; sha256: string }[] };
  const names = JSON.stringify(files.map(({ path, bytes: size, sha256: sum }) => ({ bytes: size, path, sha256: sum })));
  return salted('douane.content/1', opening.contentSalt ?? '', sha256(names)) === leaf.content;
}
