import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64 } from './base64.ts';
import { hex, keyHash, type VerifierKey } from './note.ts';
import { verifySignature } from './open-note.ts';

/** Notes signed by several keys, some of them unknown, as C2SP signed-note lets them be. Pure; runs in a browser. */

export interface NoteSignature {
  readonly name: string;
  /** Id of the key, in hex. */
  readonly id: string;
  readonly signature: Uint8Array;
  /** As it stands in the note, with its newline. */
  readonly line: string;
}

export interface ParsedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Room for the sixteen signatures that must be taken, of the longest kind in use. */
export const MAX_NOTE_CHARS = 131_072;
const MAX_SIGNATURES = 64;

/**
 * The parts of a note. Nothing is verified by that.
 *
 * @throws SyntaxError unless it is a well-formed note.
 */
export function parseNote(note: string): ParsedNote {
  const split = note.length > MAX_NOTE_CHARS ? -1 : note.lastIndexOf('\n\n');
  if (split < 0 || !note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note))
    throw new SyntaxError('not a note');
  const signatures = parseSignatureLines(note.slice(split + 2));
  return { text: note.slice(0, split + 1), signatures };
}

/** @throws SyntaxError unless the text is one or more signature lines and nothing else. */
export function parseSignatureLines(text: string): NoteSignature[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > MAX_SIGNATURES) {
    throw new SyntaxError('not one or more lines with signatures');
  }
  return lines.map((line) => {
    const match = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
    const bytes = match === null ? undefined : decodeBase64(match[2]!);
    if (match === null || bytes === undefined || bytes.length < 5) throw new SyntaxError('not a line with a signature');
    return { name: match[1]!, id: hex(bytes.slice(0, 4)), signature: bytes.slice(4), line: `${line}\n` };
  });
}

/**
 * The lines of a note that are signatures by this key over its text.
 *
 * @throws SyntaxError when one names the key and is wrong: the whole note is then to be refused.
 */
export function signedBy({ text, signatures }: ParsedNote, key: VerifierKey): readonly NoteSignature[] {
  const id = hex(keyHash(key));
  const ours = signatures.filter((s) => s.name === key.name && s.id === id);
  const message = utf8ToBytes(text);
  if (!ours.every(({ signature }) => verifySignature(key, signature, message))) {
    throw new SyntaxError('the signature is wrong');
  }
  return ours;
}
