/**
 * A ledger written here, read by what others wrote: @sigstore/verify (the verifier of Sigstore's transparency log), and
 * where there is a Go toolchain the packages of the Go checksum database and of transparency.dev (`go/main.go`).
 */
import { spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COSIGNATURE, formatVerifierKey, keyHash } from '../../src/ledger/note.ts';
import { parseNote } from '../../src/ledger/parse-note.ts';
import { ledgerSigner } from '../../src/ledger/signer.ts';
import { close, record } from '../../src/ledger/store-record.ts';
import { exportTiles } from '../../src/ledger/store-tiles.ts';
import { readCheckpoint, readProof } from '../../src/ledger/store-tree.ts';
import { cosign } from '../../src/ledger/witness/cosignature.ts';
import { bodyOf, memoryLedger, planOf } from '../support/ledger.ts';

const TRANSFERS = 300;
const SIZE = 2 * TRANSFERS;
const { db, state, tools } = memoryLedger();
const witness = ledgerSigner(generateKeyPairSync('ed25519').privateKey, 'witness.example/w1');
const dir = mkdtempSync(join(tmpdir(), 'douane-interop-'));
beforeAll(async () => {
  const at = '2026-11-23T08:00:01.000Z';
  const body = { end: 'released' as const, records: 1, files: bodyOf().files, hold: null };
  for (let n = 0; n < TRANSFERS; n++) {
    await record(state, planOf(`t${n}`), tools);
    await close(state, { transfer: `t${n}`, at, body }, tools);
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('@sigstore/verify', () => {
  // Not among what the package exports by name; it has no types for it either.
  const { verifyTLogInclusion } = createRequire(import.meta.url)('@sigstore/verify/dist/tlog/index.js') as {
    verifyTLogInclusion(entry: unknown, logs: readonly unknown[]): void;
  };
  const logs = [
    {
      logID: Buffer.from(keyHash(tools.signer)),
      publicKey: createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(tools.signer.publicKey).toString('base64url') },
        format: 'jwk',
      }),
      baseURL: `https://${tools.signer.name}`,
    },
  ];
  const entryOf = (index: number, size: number) => ({
    logId: { keyId: Buffer.from(keyHash(tools.signer)) },
    canonicalizedBody: db.prepare('SELECT bytes FROM leaf WHERE idx = ?').pluck().get(index) as Buffer,
    inclusionProof: {
      logIndex: String(index),
      hashes: readProof(db, index, size).map((hash) => Buffer.from(hash)),
      checkpoint: { envelope: readCheckpoint(db, size) },
    },
  });

  test('finds leaves in the ledger, under heads signed with its key', () => {
    for (const size of [1, 2, 255, 256, 257, SIZE]) {
      for (const index of new Set([0, size >> 1, size - 1])) verifyTLogInclusion(entryOf(index, size), logs);
    }
  });

  test('finds no changed leaf, no leaf at another place, nothing under another key', () => {
    const entry = entryOf(7, SIZE);
    const changed = Buffer.from(entry.canonicalizedBody);
    changed[20]! ^= 1;
    const moved = { ...entry.inclusionProof, logIndex: '8' };
    const headed = { ...entry.inclusionProof, checkpoint: { envelope: readCheckpoint(db, SIZE - 1) } };
    const forged = { envelope: readCheckpoint(db, SIZE).replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`) };
    for (const bad of [
      { ...entry, canonicalizedBody: changed },
      { ...entry, inclusionProof: moved },
      { ...entry, inclusionProof: headed },
      { ...entry, inclusionProof: { ...entry.inclusionProof, checkpoint: forged } },
    ]) {
      expect(() => verifyTLogInclusion(bad, logs)).toThrow();
    }
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(() => verifyTLogInclusion(entry, [{ ...logs[0], publicKey: other }])).toThrow();
  });
});

const program = join(dir, 'readlog');
const build = () =>
  spawnSync('go', ['build', '-o', program, '.'], {
    cwd: fileURLToPath(new URL('go', import.meta.url)),
    timeout: 120_000,
  });
// Without Go, or without its modules, there is nothing to run.
const hasGo = spawnSync('go', ['version']).status === 0 && build().status === 0;

describe.skipIf(!hasGo)('golang.org/x/mod/sumdb and transparency.dev', () => {
  const published = join(dir, 'out');
  const older = join(dir, 'older');
  const key = formatVerifierKey(tools.signer);
  beforeAll(() => {
    exportTiles(db, published, { size: 257, note: readCheckpoint(db, 257) });
    cpSync(join(published, 'checkpoint'), older);
    const note = readCheckpoint(db, SIZE);
    exportTiles(db, published, { size: SIZE, note: note + cosign(parseNote(note).text, 1_790_000_000, witness) });
  });
  const read = (...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });

  test('read the checkpoint, every entry from the tiles, the consistency with an older head, and a cosignature', () => {
    const { stdout, stderr, status } = read(published, key, older, formatVerifierKey(witness, COSIGNATURE));
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ origin: tools.signer.name, size: SIZE, from: 257, cosigned: 1 });
  });

  test('refuse a changed tile, a changed entry and an older head of another ledger', async () => {
    const bad = join(dir, 'bad');
    for (const path of ['tile/0/001', 'tile/entries/000', 'tile/1/000.p/2', 'checkpoint']) {
      cpSync(published, bad, { recursive: true });
      const bytes = readFileSync(join(bad, path));
      bytes[40]! ^= 1;
      writeFileSync(join(bad, path), bytes);
      expect(read(bad, key, older).status, path).toBe(1);
      rmSync(bad, { recursive: true });
    }
    const other = memoryLedger();
    await record(other.state, planOf('x'), other.tools);
    exportTiles(other.db, bad, { size: 1, note: readCheckpoint(other.db, 1) });
    expect(read(published, key, join(bad, 'checkpoint')).status).toBe(1);
  });
});
