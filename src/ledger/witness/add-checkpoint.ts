import { decodeBase64, encodeBase64 } from '../base64.ts';
import { asHash, type Checkpoint, parseCheckpoint, parseSize } from '../checkpoint.ts';
import { verifyConsistency } from '../consistency.ts';
import type { VerifierKey } from '../note.ts';
import { MAX_NOTE_CHARS, type NoteSignature, type ParsedNote, parseNote, signedBy } from '../parse-note.ts';
import { equalHashes } from '../proof.ts';
import { EMPTY_ROOT, type Hash } from '../tree.ts';

/** The add-checkpoint call of C2SP tlog-witness (https://c2sp.org/tlog-witness), both its sides. Pure. */

export interface AddCheckpoint {
  /** Size of the head that the witness is thought to have seen last. */
  readonly old: number;
  readonly proof: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
}

const MAX_PROOF = 63;
/** Longer calls are not read. */
export const MAX_CALL_BYTES = MAX_NOTE_CHARS + 8_192;

export function formatAddCheckpoint({ old, proof, checkpoint }: AddCheckpoint): string {
  return `old ${old}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** @throws SyntaxError unless it is a well-formed call. Nothing is verified by that. */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const split = body.length > MAX_CALL_BYTES ? -1 : body.indexOf('\n\n');
  const [first, ...proof] = body.slice(0, Math.max(0, split)).split('\n');
  if (split < 0 || !first!.startsWith('old ') || proof.length > MAX_PROOF) throw new SyntaxError('not a call');
  return {
    old: parseSize(first!.slice('old '.length)),
    proof: proof.map((line) => asHash(decodeBase64(line))),
    checkpoint: body.slice(split + 2),
  };
}

/** What a witness answers. 200: it may cosign `text`, once it is durable that it has seen this. */
export type Answer =
  | { readonly status: 400 | 403 | 404 | 422 }
  | { readonly status: 409; readonly size: number }
  | {
      readonly status: 200;
      readonly checkpoint: Checkpoint;
      readonly text: string;
      /** Those of the ledger's known keys. */
      readonly signatures: readonly NoteSignature[];
    };

/**
 * Decides on a call as the specification orders it. The caller sees to it that between reading `seen` and keeping what
 * is answered with 200 nothing else is kept for that origin.
 */
export function judgeAddCheckpoint(
  body: string,
  keysOf: (origin: string) => readonly VerifierKey[],
  seenOf: (origin: string) => Pick<Checkpoint, 'size' | 'root'> | null,
): Answer {
  let call: AddCheckpoint;
  let note: ParsedNote;
  let checkpoint: Checkpoint;
  try {
    call = parseAddCheckpoint(body);
    note = parseNote(call.checkpoint);
    checkpoint = parseCheckpoint(note.text);
  } catch {
    return { status: 400 };
  }
  const { old, proof } = call;
  const { origin, size, root } = checkpoint;
  const keys = keysOf(origin);
  if (keys.length === 0) return { status: 404 };
  let signatures: readonly NoteSignature[];
  try {
    signatures = keys.flatMap((key) => signedBy(note, key));
  } catch {
    return { status: 403 };
  }
  if (signatures.length === 0) return { status: 403 };
  if (old > size) return { status: 400 };
  const seen = seenOf(origin) ?? { size: 0, root: EMPTY_ROOT };
  if (old !== seen.size) return { status: 409, size: seen.size };
  const consistent =
    old === 0
      ? proof.length === 0 && (size > 0 || equalHashes(root, EMPTY_ROOT))
      : verifyConsistency(old, size, proof, seen.root, root);
  if (!consistent) return { status: 422 };
  return { status: 200, checkpoint: { origin, size, root }, text: note.text, signatures };
}
