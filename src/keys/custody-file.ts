import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DouaneError } from '../model/errors.ts';

/** The keys of a state. KeyObjects, because with raw bytes Node 24 imports the key anew at each use. */
export interface Keys {
  /** Wraps other keys. */
  readonly state: KeyObject;
  /** Makes the pseudonyms by which persons are counted. Never leaves the state. */
  readonly person: KeyObject;
  /** Derived from one root with HKDF-SHA-256 (RFC 5869), one a treatment. */
  readonly treatment: {
    readonly pseudonym: KeyObject;
    readonly fpe: KeyObject;
    readonly encrypt: KeyObject;
    readonly token: KeyObject;
  };
  /** Ed25519 private key that signs the heads of the ledger. */
  readonly ledger: KeyObject;
  /** By file name: the first 16 bytes of SHA-256 of name and key, in hex. Tells keys apart and says nothing of them. */
  readonly ids: ReadonlyMap<string, string>;
}

export interface CustodyOptions {
  /** Ids of the keys that were used before. A key named here is never made. */
  readonly known: ReadonlyMap<string, string>;
  readonly random: (bytes: number) => Uint8Array;
}

const KEY_BYTES = 32;
const SYMMETRIC = ['state.key', 'person.key', 'treatment.key'] as const;
const LEDGER = 'ledger.key';
const LEDGER_PUBLIC = 'ledger.pub';
/** RFC 8410 §7: PKCS #8 around the 32 bytes of an Ed25519 private key. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Opens the keys in a directory and makes those that were never used before, each durable under its name before this
 * returns. A key file is never overwritten. Call it alone: under the work lock of the state.
 *
 * @throws DouaneError STATE_KEY when a key that was used is missing, is another, or is not a key.
 */
export function openKeys(dir: string, options: CustodyOptions): Keys {
  makeDirectory(dir);
  const { random } = options;
  const ids = new Map<string, string>();
  let made = false;
  const custody = <T>(
    name: string,
    make: () => Uint8Array,
    parse: (bytes: Uint8Array) => { key: T; id: string },
  ): T => {
    const file = join(dir, name);
    const known = options.known.get(name);
    if (!existsSync(file)) {
      if (known !== undefined) throw keyError(name, `the key with id ${known}`, 'none');
      writeOnce(file, make());
      made = true;
    }
    const { key, id } = parse(readKey(file, name));
    if (known !== undefined && known !== id) throw keyError(name, `the key with id ${known}`, `one with id ${id}`);
    ids.set(name, id);
    return key;
  };
  const [state, person, treatment] = SYMMETRIC.map((name) =>
    custody(
      name,
      () => random(KEY_BYTES),
      (bytes) => parseSymmetric(name, bytes),
    ),
  ) as [KeyObject, KeyObject, KeyObject];
  const ledger = custody(LEDGER, () => newEd25519(random), parseLedger);
  if (publish(join(dir, LEDGER_PUBLIC), ledger)) made = true;
  // The names of all that were made, in one step: of those that a crash before it takes away, none was used.
  if (made) syncDirectory(dir);
  return {
    state,
    person,
    treatment: {
      pseudonym: derive(treatment, 'pseudonym'),
      fpe: derive(treatment, 'fpe'),
      encrypt: derive(treatment, 'encrypt'),
      token: derive(treatment, 'token'),
    },
    ledger,
    ids,
  };
}

function parseSymmetric(name: string, bytes: Uint8Array): { key: KeyObject; id: string } {
  if (bytes.length !== KEY_BYTES) throw keyError(name, `${KEY_BYTES} bytes`, `${bytes.length} bytes`);
  return { key: createSecretKey(bytes), id: keyId(name, bytes) };
}

function parseLedger(bytes: Uint8Array): { key: KeyObject; id: string } {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(bytes), format: 'pem' });
  } catch {
    throw keyError(LEDGER, 'an Ed25519 private key (PKCS #8, PEM)');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw keyError(LEDGER, 'an Ed25519 private key (PKCS #8, PEM)');
  return { key, id: keyId(LEDGER, createPublicKey(key).export({ format: 'der', type: 'spki' })) };
}

export function newEd25519(random: CustodyOptions['random']): Uint8Array {
  const der = Buffer.concat([PKCS8_PREFIX, random(KEY_BYTES)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return Buffer.from(key.export({ format: 'pem', type: 'pkcs8' }));
}

/** The public key beside the private one, for whoever is to verify. Made again when it is gone; whether it was. */
function publish(file: string, privateKey: KeyObject): boolean {
  const pem = Buffer.from(createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }));
  if (!existsSync(file)) {
    writeOnce(file, pem);
    return true;
  }
  const there = readKey(file, LEDGER_PUBLIC);
  if (there.length !== pem.length || !timingSafeEqual(there, pem)) {
    throw keyError(LEDGER_PUBLIC, `the public key of ${LEDGER}`, 'another');
  }
  return false;
}

function keyId(name: string, key: Uint8Array): string {
  return createHash('sha256').update(`douane.key-id/1\0${name}\0`).update(key).digest('hex').slice(0, 32);
}

function derive(root: KeyObject, use: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', root, '', `douane.treatment/1/${use}`, KEY_BYTES)));
}

const MAX_KEY_FILE = 4_096;

export function readKey(file: string, name: string): Uint8Array {
  if (statSync(file).size > MAX_KEY_FILE) throw keyError(name, 'a key', 'a larger file');
  return readFileSync(file);
}

export function makeDirectory(dir: string): void {
  if (mkdirSync(dir, { recursive: true, mode: 0o700 }) !== undefined) syncDirectory(dirname(dir));
  // What a process that died while writing left behind was never a key in use.
  for (const name of readdirSync(dir)) if (/^\.[a-z]+\.(key|pub|name)\.partial$/.test(name)) rmSync(join(dir, name));
}

/** Whole and durable, under its name once the directory is; or not there. Nothing is replaced: link(2) fails on it. */
export function writeOnce(file: string, bytes: Uint8Array): void {
  const partial = join(dirname(file), `.${file.slice(dirname(file).length + 1)}.partial`);
  const fd = openSync(partial, 'wx', 0o600);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  linkSync(partial, file);
  rmSync(partial);
}

export function syncDirectory(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function keyError(name: string, expected: string, got?: string): DouaneError {
  return new DouaneError('STATE_KEY', { place: { name }, expected, ...(got === undefined ? {} : { got }) });
}
