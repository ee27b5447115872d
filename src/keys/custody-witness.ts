import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyError, makeDirectory, newEd25519, readKey, syncDirectory, writeOnce } from './custody-file.ts';

const KEY = 'witness.key';
const NAME = 'witness.name';
const NAME_FORM = /^[^\s+\p{Cc}]{1,200}$/u;

/**
 * The key of a witness and the name that it signs under, made together on first use and never overwritten.
 *
 * @throws DouaneError STATE_KEY when one of the two is missing or is none, or the name is not the one it was made with.
 */
export function openWitnessKey(
  dir: string,
  name: string | undefined,
  random: (bytes: number) => Uint8Array,
): { readonly key: KeyObject; readonly name: string } {
  makeDirectory(dir);
  const file = join(dir, KEY);
  const named = join(dir, NAME);
  if (!existsSync(named)) {
    // The key comes last: with one there was a name, and under another name it would be another witness.
    if (existsSync(file)) throw keyError(NAME, 'the name that the key was made with', 'none');
    if (name === undefined || !NAME_FORM.test(name)) throw keyError(NAME, 'a name without spaces and +, with --name');
    writeOnce(named, Buffer.from(name));
  }
  const kept = Buffer.from(readKey(named, NAME)).toString('utf8');
  if (!NAME_FORM.test(kept) || (name !== undefined && name !== kept)) throw keyError(NAME, 'the name it was made with');
  if (!existsSync(file)) {
    // What was seen belongs to the key that said so: beside a lost key nothing is made anew.
    if (existsSync(join(dir, 'witness.db'))) throw keyError(KEY, 'the key that cosigned', 'none');
    writeOnce(file, newEd25519(random));
  }
  syncDirectory(dir);
  try {
    const key = createPrivateKey({ key: Buffer.from(readKey(file, KEY)), format: 'pem' });
    if (key.asymmetricKeyType === 'ed25519') return { key, name: kept };
  } catch {
    // told below
  }
  throw keyError(KEY, 'an Ed25519 private key (PKCS #8, PEM)');
}
