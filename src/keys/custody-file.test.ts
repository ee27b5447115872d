import { createHash, createPublicKey, generateKeyPairSync, hkdfSync, sign, verify } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../../test/support/disk.ts';
import { openKeys } from './custody-file.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

/** Reproducible bytes: SHA-256 in counter mode over a seed. */
function seeded(seed: string): (n: number) => Uint8Array {
  let count = 0;
  return (n) => {
    const out = Buffer.alloc(n);
    for (let at = 0; at < n; at += 32) createHash('sha256').update(`${seed}/${count++}`).digest().copy(out, at);
    return out;
  };
}
const first = { known: new Map<string, string>(), random: seeded('a') };
const NAMES = ['ledger.key', 'ledger.pub', 'person.key', 'state.key', 'treatment.key'];

test('made on first use, for their owner alone, and the same ever after', () => {
  using dir = folder();
  const path = join(dir.path, 'keys');
  const made = openKeys(path, first);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path).toSorted()).toEqual(NAMES);
  for (const name of NAMES) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
  const again = openKeys(path, { known: made.ids, random: seeded('b') });
  expect([...again.ids]).toEqual([...made.ids]);
  expect(again.person.equals(made.person)).toBe(true);
  expect(again.treatment.fpe.equals(made.treatment.fpe)).toBe(true);
  const all = [made.state, made.person, ...Object.values(made.treatment)].map((k) => k.export().toString('hex'));
  expect(new Set(all).size).toBe(6);
});

test('the keys of treatments are HKDF-SHA-256 of one root', () => {
  using dir = folder();
  const keys = openKeys(dir.path, first);
  const root = readFileSync(join(dir.path, 'treatment.key'));
  for (const [use, key] of Object.entries(keys.treatment)) {
    expect(key.export()).toEqual(Buffer.from(hkdfSync('sha256', root, '', `douane.treatment/1/${use}`, 32)));
  }
});

test('the ledger key signs, and the public key beside it verifies', () => {
  using dir = folder();
  const { ledger } = openKeys(dir.path, first);
  const publicKey = createPublicKey(readFileSync(join(dir.path, 'ledger.pub')));
  const message = Buffer.from('message');
  expect(verify(null, message, publicKey, sign(null, message, ledger))).toBe(true);
});

test.each(['state.key', 'person.key', 'treatment.key', 'ledger.key'])(
  '%s missing, emptied, another: never a new one',
  (name) => {
    using dir = folder();
    using other = folder();
    const { ids } = openKeys(dir.path, first);
    openKeys(other.path, { known: new Map(), random: seeded('other') });
    const file = join(dir.path, name);
    const whole = readFileSync(file);
    const again = () => openKeys(dir.path, { known: ids, random: seeded('b') });

    rmSync(file);
    expect(again).toThrow(new RegExp(`STATE_KEY.*${name}.*Got none`));
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, whole);
    truncateSync(file, 0);
    expect(again).toThrow(/STATE_KEY/);
    writeFileSync(file, readFileSync(join(other.path, name)));
    expect(again).toThrow(/STATE_KEY/);
    writeFileSync(file, Buffer.alloc(10_000));
    expect(again).toThrow(/STATE_KEY/);
    expect(readFileSync(file)).toHaveLength(10_000);
    writeFileSync(file, whole);
    if (name !== 'ledger.key') again();
  },
);

test('two keys of one length swapped are told apart', () => {
  using dir = folder();
  const { ids } = openKeys(dir.path, first);
  const at = (name: string) => join(dir.path, name);
  renameSync(at('state.key'), at('x'));
  renameSync(at('person.key'), at('state.key'));
  renameSync(at('x'), at('person.key'));
  expect(() => openKeys(dir.path, { known: ids, random: seeded('b') })).toThrow(/STATE_KEY/);
});

test('a public key that is not of the private one is refused; one that is gone is made again', () => {
  using dir = folder();
  const { ids } = openKeys(dir.path, first);
  const file = join(dir.path, 'ledger.pub');
  const whole = readFileSync(file);
  rmSync(file);
  openKeys(dir.path, { known: ids, random: seeded('b') });
  expect(readFileSync(file)).toEqual(whole);
  writeFileSync(file, generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }));
  expect(() => openKeys(dir.path, { known: ids, random: seeded('b') })).toThrow(/STATE_KEY/);
});

test('what a crash left half-made: the rest is made, a partial file is no key', () => {
  using dir = folder();
  const { ids } = openKeys(dir.path, first);
  // Died after two keys, while writing the third, before the ids were remembered.
  for (const name of ['treatment.key', 'ledger.key', 'ledger.pub']) rmSync(join(dir.path, name));
  writeFileSync(join(dir.path, '.treatment.key.partial'), 'half');
  const again = openKeys(dir.path, { known: new Map(), random: seeded('b') });
  expect(again.ids.get('person.key')).toBe(ids.get('person.key'));
  expect(again.ids.get('treatment.key')).not.toBe(ids.get('treatment.key'));
  expect(readdirSync(dir.path).toSorted()).toEqual(NAMES);
});

test('a wrapped key opens with its key and context, and no bit of it can be changed', () => {
  using dir = folder();
  const { state, person } = openKeys(dir.path, first);
  const key = seeded('hold')(32);
  const wrapped = wrapKey(state, key, 'hold/1', seeded('nonce'));
  expect(Buffer.from(unwrapKey(state, wrapped, 'hold/1'))).toEqual(Buffer.from(key));
  expect(() => unwrapKey(state, wrapped, 'hold/2')).toThrow(/STATE_KEY/);
  expect(() => unwrapKey(person, wrapped, 'hold/1')).toThrow(/STATE_KEY/);
  for (let bit = 0; bit < wrapped.length * 8; bit++) {
    const changed = Uint8Array.from(wrapped);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => unwrapKey(state, changed, 'hold/1')).toThrow(/STATE_KEY/);
  }
  for (let length = 0; length < wrapped.length; length++) {
    expect(() => unwrapKey(state, wrapped.subarray(0, length), 'hold/1')).toThrow(/STATE_KEY/);
  }
});
