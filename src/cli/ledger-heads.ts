import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { COSIGNATURE, parsePublicKey, parseVerifierKey, type VerifierKey } from '../ledger/note.ts';
import { parseNote } from '../ledger/parse-note.ts';
import { MAX_RECEIPT_CHARS, parseReceipt } from '../ledger/parse-receipt.ts';
import { type Cosignature, openCosigned } from '../ledger/witness/cosignature.ts';
import type { WitnessAddress } from '../ledger/witness/proxy.ts';
import { DouaneError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { readBounded } from './verify.ts';

const MAX_KEY_BYTES = 10_000;

/** Public key of the ledger: the one named, or that of the state. */
export function publicKeyOf(named: string | undefined, dir: string, io: Io): Uint8Array {
  const file = named === undefined ? join(dir, 'keys', 'ledger.pub') : resolve(io.cwd, named);
  if (named === undefined && !existsSync(file)) {
    throw new DouaneError('CALL_MISSING', { place: { name: '--key' }, expected: 'the public key of the ledger' });
  }
  try {
    return parsePublicKey(readBounded(file, MAX_KEY_BYTES));
  } catch (error) {
    if (error instanceof DouaneError) throw error;
    throw new DouaneError('CALL_BAD_VALUE', { place: { name: '--key' }, expected: 'an Ed25519 public key' });
  }
}

export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
  readonly key: VerifierKey;
  readonly cosignatures: readonly Cosignature[];
}

/** @throws DouaneError LEDGER_HEAD unless the note is a head signed with this key, and no witness's word on it is wrong. */
export function verifyHead(
  note: string,
  publicKey: Uint8Array,
  name: string,
  witnesses: readonly WitnessAddress[] = [],
): Head {
  try {
    const key = { name: parseCheckpoint(parseNote(note).text).origin, publicKey };
    const opened = openCosigned(
      note,
      key,
      witnesses.map((w) => w.key),
    );
    return { ...opened.checkpoint, key, cosignatures: opened.cosignatures };
  } catch {
    throw new DouaneError('LEDGER_HEAD', { place: { name } });
  }
}

/** The note in a file: a checkpoint, or the one of a receipt. */
export function readNote(file: string, io: Io): string {
  const text = readBounded(resolve(io.cwd, file), MAX_RECEIPT_CHARS);
  return text.startsWith('{') ? parseReceipt(text).checkpoint : text;
}

/** Witnesses of the configuration, and how many have to cosign. */
export function witnessesOf(
  { ledger }: Config,
  file: string | null,
): { readonly witnesses: readonly WitnessAddress[]; readonly quorum: number } {
  const place = { file: basename(file ?? 'douane.yaml'), name: 'ledger.witnesses' };
  const witnesses = (ledger?.witnesses ?? []).map(({ key, url }) => {
    try {
      return { key: parseVerifierKey(key, COSIGNATURE), url };
    } catch {
      throw new DouaneError('CONFIG_INVALID', {
        place,
        expected: 'verifier keys of witnesses (C2SP tlog-cosignature)',
      });
    }
  });
  const quorum = ledger?.quorum ?? witnesses.length;
  if (new Set(witnesses.map((w) => String(w.key.publicKey))).size < witnesses.length || quorum > witnesses.length) {
    throw new DouaneError('CONFIG_INVALID', { place, expected: 'as many different witnesses as the quorum, or more' });
  }
  return { witnesses, quorum };
}
