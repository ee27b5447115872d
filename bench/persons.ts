/** A million people nobody has seen before: counted, and made durable in the register, with one `fsync`. */

import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import type { Sightings } from '../src/model/sightings.ts';
import { PersonCounter } from '../src/persons/counter.ts';
import { Prf } from '../src/persons/prf.ts';
import { RunFiles } from '../src/persons/store-runs.ts';
import { applyPersonPlan, loadHistory, PERSONS_SCHEMA } from '../src/persons/store-sqlite.ts';

const BATCH = 6000;
/** The message of a phone: rank and number, as inspection writes them. */
const MESSAGE = 14;
const PHONE_RANK = 6;

export interface Counted {
  readonly counting: number;
  readonly durable: number;
}

/** Seconds for `count` persons of one identifier each. */
export function newPersons(count: number): Counted {
  const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
  const db = new Database(join(folder, 'persons.db'));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    for (const sql of PERSONS_SCHEMA) db.exec(sql);
    using runs = new RunFiles(folder, randomBytes);
    const windows = { since: '2026-01-01', previousSince: '2025-01-01', asOf: '2026-11-23' };
    const counter = new PersonCounter(new Prf(createSecretKey(randomBytes(32))), loadHistory(db, 'x', windows, runs));
    const batches = batchesOf(0, count);
    const begin = performance.now();
    for (const batch of batches) counter.add(batch);
    const counted = performance.now();
    const weights = { personal: -1, sensitive: 0, removed: 0 };
    const use = { transfer: 't', exporter: 'x', day: '2026-11-23', weights, permit: null };
    db.transaction(() =>
      applyPersonPlan(db, counter.plan(), { ...use, counted: { ordinary: true, sensitive: true } }),
    )();
    const durable = performance.now();
    return { counting: (counted - begin) / 1000, durable: (durable - begin) / 1000 };
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Persons `[first, first + count)`, each number another one up to 10^11. */
export function batchesOf(first: number, count: number): Sightings[] {
  const batches: Sightings[] = [];
  for (let from = 0; from < count; from += BATCH) batches.push(sightings(first + from, Math.min(BATCH, count - from)));
  return batches;
}

function sightings(from: number, n: number): Sightings {
  const bytes = Buffer.alloc(n * MESSAGE);
  for (let i = 0; i < n; i++) {
    bytes.write('p:1', i * MESSAGE, 'latin1');
    let phone = (3e9 + (from + i) * 7919) % 1e11;
    for (let at = (i + 1) * MESSAGE - 1; at >= i * MESSAGE + 3; at--, phone = Math.floor(phone / 10))
      bytes[at] = 0x30 + (phone % 10);
  }
  return {
    bytes,
    length: bytes.length,
    ids: n,
    idStart: Int32Array.from({ length: n }, (_, i) => i * MESSAGE),
    idEnd: Int32Array.from({ length: n }, (_, i) => (i + 1) * MESSAGE),
    idRank: new Uint8Array(n).fill(PHONE_RANK),
    slots: n,
    slotEnd: Int32Array.from({ length: n }, (_, i) => i + 1),
    slotFields: new Uint32Array(n).fill(1),
    slotMinor: new Uint8Array(n),
  };
}
