import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyOf, memoryLedger, planOf } from '../../test/support/ledger.ts';
import type { Checkpoint } from '../ledger/checkpoint.ts';
import { COSIGNATURE, formatVerifierKey, type Signer } from '../ledger/note.ts';
import { ledgerSigner } from '../ledger/signer.ts';
import { insertLoss } from '../ledger/store-loss.ts';
import { record } from '../ledger/store-record.ts';
import { sizeOf } from '../ledger/store-tree.ts';
import { judgeAddCheckpoint } from '../ledger/witness/add-checkpoint.ts';
import { cosign } from '../ledger/witness/cosignature.ts';
import { stillNoticed } from '../ledger/witness/store-noticed.ts';
import { DouaneError } from '../model/errors.ts';
import type { House } from './house.ts';
import { type Asking, askBeforeRecording } from './witnesses.ts';

let dir: string;
let time: number;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-ask-'));
  time = Date.now();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A witness in this process; `answers` says what it does instead of answering. */
function witnessOf(name: string, log: Signer, answers?: () => Promise<Response>) {
  const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey, name);
  let seen: Pick<Checkpoint, 'size' | 'root'> | null = null;
  let calls = 0;
  const fetched = async (body: string): Promise<Response> => {
    calls += 1;
    if (answers !== undefined) return answers();
    const answer = judgeAddCheckpoint(
      body,
      () => [log],
      () => seen,
    );
    if (answer.status === 409) return new Response(`${answer.size}\n`, { status: 409 });
    if (answer.status !== 200) return new Response('', { status: answer.status });
    seen = answer.checkpoint;
    return new Response(cosign(answer.text, Math.floor(time / 1_000), signer));
  };
  return { key: signer, url: `http://${name}`, fetched, calls: () => calls };
}

type TestWitness = ReturnType<typeof witnessOf>;

function houseOf(ledger: ReturnType<typeof memoryLedger>, change: object = {}): House {
  const { db, state, tools } = ledger;
  return {
    ledger: tools,
    state: {
      dir,
      shared: false,
      read: (work: (d: typeof db) => unknown) => work(db),
      transaction: state.transaction,
      turn: async () => ({ [Symbol.asyncDispose]: async () => {} }),
      ...change,
    },
  } as unknown as House;
}

const asking = (witnesses: TestWitness[], change: Partial<Asking> = {}): Asking => ({
  witnesses,
  quorum: witnesses.length,
  policy: 'always',
  tools: {
    fetch: (async (url: string, init: { body: string }) => {
      const witness = witnesses.find((w) => url.startsWith(`${w.url}/`))!;
      return witness.fetched(init.body);
    }) as unknown as typeof fetch,
    now: () => new Date(time),
    random: () => 0,
    sleep: async () => {},
  },
  ...change,
});

async function grown(ledger: ReturnType<typeof memoryLedger>, ...ids: string[]) {
  for (const id of ids) await record(ledger.state, planOf(id), ledger.tools);
  return ledger;
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof DouaneError ? error.code : String(error)),
  );

/** The same key, and other leaves: what it was before, gone another way. */
function backTo(ledger: ReturnType<typeof memoryLedger>): ReturnType<typeof memoryLedger> {
  const older = memoryLedger();
  const tools = { ...older.tools, signer: ledger.tools.signer };
  return { ...older, tools };
}

test('asked once a minute while all answer well; a shorter ledger, or another witness, is asked about at once', async () => {
  const ledger = await grown(memoryLedger(), 'a', 'b');
  const { signer } = ledger.tools;
  const [w, v] = [witnessOf('w', signer), witnessOf('v', signer)];
  const house = houseOf(ledger);
  expect(await askBeforeRecording(house, asking([w]))).toEqual([]);
  await grown(ledger, 'c');
  await askBeforeRecording(house, asking([w]));
  expect(w.calls()).toBe(1);
  await askBeforeRecording(house, asking([w, v]));
  expect([w.calls(), v.calls()]).toEqual([2, 1]);
  time += 59_000;
  await askBeforeRecording(house, asking([w, v]));
  expect(w.calls()).toBe(2);
  time += 2_000;
  await askBeforeRecording(house, asking([w, v]));
  expect(w.calls()).toBe(3);
  // A clock that went back makes no answer good for ever.
  time -= 3_600_000;
  await askBeforeRecording(house, asking([w, v]));
  expect(w.calls()).toBe(4);
});

test('who has seen more stops it, and is remembered; its word is that loss, once accepted', async () => {
  const ledger = await grown(memoryLedger(), 'a', 'b', 'c');
  const w = witnessOf('w', ledger.tools.signer);
  await askBeforeRecording(houseOf(ledger), asking([w]));
  const older = backTo(ledger);
  const house = houseOf(older);
  expect(await codeOf(askBeforeRecording(house, asking([w])))).toBe('STATE_BEHIND');
  const by = formatVerifierKey(w.key, COSIGNATURE);
  expect(stillNoticed(dir, older.db)).toEqual([{ by, size: 3, root: null }]);
  // The newer copy put back: it does not stand against that.
  expect(stillNoticed(dir, ledger.db)).toEqual([]);
  const seen = [{ by, size: 3, root: null }];
  older.db.pragma('foreign_keys = OFF');
  insertLoss(older.db, { leaf: 0, at: '2026-11-24T08:00:00.000Z', since: null, common: '', seen });
  const flags = await askBeforeRecording(house, asking([w]));
  expect(flags.map((f) => f.code)).toEqual(['WITNESS_OF_LOSS']);
  expect(await codeOf(askBeforeRecording(house, asking([w], { policy: 'required' })))).toBe('WITNESS_QUORUM');
});

test('another history of the same length or longer is noticed as one', async () => {
  const ledger = await grown(memoryLedger(), 'a', 'b');
  const w = witnessOf('w', ledger.tools.signer);
  await askBeforeRecording(houseOf(ledger), asking([w]));
  const other = memoryLedger();
  const { signer } = ledger.tools;
  for (const ids of [
    ['x', 'y'],
    ['x', 'y', 'z'],
  ]) {
    const db = await historyOf(ledger, ids);
    const forked = { ...other, db, tools: { ...other.tools, signer } };
    expect(await codeOf(askBeforeRecording(houseOf(forked), asking([w])))).toBe('STATE_BEHIND');
    expect(stillNoticed(dir, db)).toHaveLength(1);
  }
});

test('what others of a shared store had cosigned meanwhile is no loss', async () => {
  const ledger = await grown(memoryLedger(), 'a');
  const w = witnessOf('w', ledger.tools.signer);
  await grown(ledger, 'b', 'c');
  await askBeforeRecording(houseOf(ledger), asking([w]));
  rmSync(join(dir, 'witnessed'));
  // This machine's copy is behind what others recorded, until it catches up in a turn.
  const ours = ledger.db;
  const late = await historyOf(ledger, []);
  let caughtUp = false;
  const house = houseOf(ledger, {
    shared: true,
    read: (work: (db: typeof ours) => unknown) => work(caughtUp ? ours : late),
    turn: async () => {
      caughtUp = true;
      return { [Symbol.asyncDispose]: async () => {} };
    },
  });
  expect(await askBeforeRecording(house, asking([w]))).toEqual([]);
  expect(caughtUp).toBe(true);
  // Alone it would be one.
  caughtUp = false;
  rmSync(join(dir, 'witnessed'));
  const alone = houseOf(ledger, { read: (work: (db: typeof ours) => unknown) => work(late) });
  expect(await codeOf(askBeforeRecording(alone, asking([w])))).toBe('STATE_BEHIND');
});

test.each([
  ['the network', () => Promise.reject(new TypeError('fetch failed'))],
  ['a ledger that it does not know', async () => new Response('', { status: 404 })],
  ['a fault of its own', async () => new Response('', { status: 500 })],
  ['a size that is none', async () => new Response('many', { status: 409 })],
  ['no cosignature', async () => new Response('well')],
])('who gives no usable answer is told of, asked once, and asked again next time: %s', async (_what, answers) => {
  const ledger = await grown(memoryLedger(), 'a');
  const [w, v] = [witnessOf('w', ledger.tools.signer, answers), witnessOf('v', ledger.tools.signer)];
  const house = houseOf(ledger);
  for (let n = 1; n <= 2; n++) {
    const flags = await askBeforeRecording(house, asking([w, v], { policy: 'required', quorum: 1 }));
    expect(flags.map((f) => f.code)).toEqual(['WITNESS_UNREACHABLE']);
    expect(flags[0]!.text).toContain('witness w ');
    expect(w.calls()).toBe(n);
  }
  expect(existsSync(join(dir, 'behind'))).toBe(false);
  expect(await codeOf(askBeforeRecording(house, asking([w, v], { policy: 'required' })))).toBe('WITNESS_QUORUM');
  expect(sizeOf(ledger.db)).toBe(1);
});

test('of a ledger with nothing in it a witness may have seen more too', async () => {
  const ledger = await grown(memoryLedger(), 'a');
  const w = witnessOf('w', ledger.tools.signer);
  await askBeforeRecording(houseOf(ledger), asking([w]));
  rmSync(join(dir, 'witnessed'));
  expect(await codeOf(askBeforeRecording(houseOf(backTo(ledger)), asking([w])))).toBe('STATE_BEHIND');
  rmSync(join(dir, 'behind'));
  const fresh = witnessOf('fresh', ledger.tools.signer);
  expect(await askBeforeRecording(houseOf(backTo(ledger)), asking([fresh]))).toEqual([]);
});
