import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeBase64 } from '../base64.ts';
import { type Checkpoint, parseCheckpoint } from '../checkpoint.ts';
import { COSIGNATURE, hex, keyHash, type Signer, type VerifierKey } from '../note.ts';
import { verifySignature } from '../open-note.ts';
import { type NoteSignature, parseNote, signedBy } from '../parse-note.ts';

/**
 * Cosignatures (C2SP tlog-cosignature v1, https://c2sp.org/tlog-cosignature, Ed25519): a witness says that at a time
 * this was the largest head it had seen of a ledger, and grew from all it had seen before. Pure; runs in a browser.
 */

export interface Cosignature {
  readonly witness: VerifierKey;
  /** Seconds since 1970. */
  readonly time: number;
  /** As it stands in a note. */
  readonly line: string;
}

const TIME_BYTES = 8;

/** What is signed: the time, and the text of the checkpoint. */
export function cosignedMessage(text: string, time: number): Uint8Array {
  return utf8ToBytes(`cosignature/v1\ntime ${time}\n${text}`);
}

/** The line that a witness adds to a checkpoint with this text. */
export function cosign(text: string, time: number, witness: Signer): string {
  if (!Number.isSafeInteger(time) || time <= 0) throw new RangeError('not a time after 1970');
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  const signature = concatBytes(keyHash(witness, COSIGNATURE), bytes, witness.sign(cosignedMessage(text, time)));
  return `— ${witness.name} ${encodeBase64(signature)}\n`;
}

/**
 * The cosignatures of a witness among these, newest last; of other keys nothing is said.
 *
 * @throws SyntaxError when one names the witness and is wrong.
 */
export function cosignaturesBy(
  witness: VerifierKey,
  text: string,
  signatures: readonly NoteSignature[],
): readonly Cosignature[] {
  const id = hex(keyHash(witness, COSIGNATURE));
  return signatures
    .filter((s) => s.name === witness.name && s.id === id)
    .map(({ signature, line }) => {
      const time = timeOf(signature);
      if (!verifySignature(witness, signature.slice(TIME_BYTES), cosignedMessage(text, time))) {
        throw new SyntaxError('the cosignature is wrong');
      }
      return { witness, time, line };
    })
    .toSorted((a, b) => a.time - b.time);
}

function timeOf(signature: Uint8Array): number {
  if (signature.length !== TIME_BYTES + 64) throw new SyntaxError('not a cosignature');
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  if (time === 0 || !Number.isSafeInteger(time)) throw new SyntaxError('a cosignature without a time');
  return time;
}

/**
 * Opens a checkpoint that others may have signed too.
 *
 * @returns the head, and of each witness named its newest cosignature, where there is one.
 * @throws SyntaxError unless the ledger's key signed it, and when a signature of it or of a witness is wrong.
 * @example
 * const { checkpoint, cosignatures } = openCosigned(text, parseVerifierKey(key), witnesses);
 */
export function openCosigned(
  note: string,
  key: VerifierKey,
  witnesses: readonly VerifierKey[],
): { readonly checkpoint: Checkpoint; readonly text: string; readonly cosignatures: readonly Cosignature[] } {
  const parsed = parseNote(note);
  const { origin, size, root, extensions } = parseCheckpoint(parsed.text);
  if (signedBy(parsed, key).length === 0) throw new SyntaxError('not signed with the key of the ledger');
  if (origin !== key.name || extensions > 0) throw new SyntaxError('not a checkpoint of this ledger');
  const cosignatures = witnesses.flatMap((w) => cosignaturesBy(w, parsed.text, parsed.signatures).slice(-1));
  return { checkpoint: { origin, size, root }, text: parsed.text, cosignatures };
}
