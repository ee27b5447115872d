import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { growTree, numbered } from '../../../test/support/tree.ts';
import { signCheckpoint } from '../checkpoint.ts';
import { consistencyProof } from '../consistency.ts';
import { COSIGNATURE, formatVerifierKey } from '../note.ts';
import { ledgerSigner } from '../signer.ts';
import { type ReadNode, rootOf } from '../tree.ts';
import { formatAddCheckpoint } from './add-checkpoint.ts';
import { cosign, openCosigned } from './cosignature.ts';
import { askWitness, type HeadToCosign, type ProxyTools } from './proxy.ts';
import { addCheckpoint, type Witness, witnessServer } from './server.ts';
import { openSeen } from './store-seen.ts';

const signerOf = (name: string) => ledgerSigner(generateKeyPairSync('ed25519').privateKey, name);
const log = signerOf('example.com/log');
const signer = signerOf('witness.example/w1');
const { read } = growTree(numbered(300));
const forked = growTree(numbered(300).with(2, new Uint8Array(0))).read;
const now = () => new Date('2026-11-23T08:00:00.000Z');
const seconds = now().getTime() / 1_000;

const headOf = (size: number, from: ReadNode = read, by = log): HeadToCosign => ({
  size,
  note: signCheckpoint(size, rootOf(size, from), by),
  proofFrom: (old) => consistencyProof(old, size, from),
});

let dir: string;
let servers: Server[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-witness-'));
  servers = [];
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(dir, { recursive: true, force: true });
});

const open = (): Witness & Disposable => {
  const seen = openSeen(dir);
  return { signer, logs: [log], seen, now, [Symbol.dispose]: () => seen[Symbol.dispose]() };
};

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const waits: number[] = [];
const tools: ProxyTools = {
  fetch,
  now,
  random: () => 0.5,
  sleep: async (ms) => {
    waits.push(ms);
  },
};
const ask = (url: string, head: HeadToCosign, lastSeen = 0, change: Partial<ProxyTools> = {}) =>
  askWitness({ key: signer, url }, head, lastSeen, { ...tools, ...change });

describe('a witness over HTTP', () => {
  test('cosigns a ledger as it grows, and gives out the newest head', async () => {
    using witness = open();
    const url = await listen(witnessServer(witness));
    expect(await ask(`${url}/`, headOf(7))).toMatchObject({ kind: 'cosigned', cosignature: { time: seconds } });
    expect(await ask(url, headOf(7), 7)).toMatchObject({ kind: 'cosigned' });
    const asked = await ask(url, headOf(300), 7);
    const hash = createHash('sha256').update(log.name).digest('hex');
    const given = await fetch(`${url}/${hash}/checkpoint`);
    expect(given.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const opened = openCosigned(await given.text(), log, [signer]);
    expect(opened.checkpoint.size).toBe(300);
    expect(asked).toMatchObject({ cosignature: { line: opened.cosignatures[0]?.line } });
    expect(await (await fetch(url)).text()).toBe(`${formatVerifierKey(signer, COSIGNATURE)}\n`);
  });

  test('tells who forgot what it saw last, and is then asked with the right proof', async () => {
    using witness = open();
    const url = await listen(witnessServer(witness));
    await ask(url, headOf(7));
    const body = formatAddCheckpoint({ old: 0, proof: [], checkpoint: headOf(9).note });
    const conflict = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    expect([conflict.status, conflict.headers.get('content-type'), await conflict.text()]).toEqual([
      409,
      'text/x.tlog.size',
      '7\n',
    ]);
    expect(await ask(url, headOf(9), 0)).toMatchObject({ kind: 'cosigned' });
    expect(await ask(url, headOf(10), 3)).toMatchObject({ kind: 'cosigned' });
  });

  test('refuses a second history, an unknown ledger and another key, and says of an older copy that it is one', async () => {
    using witness = open();
    const url = await listen(witnessServer(witness));
    await ask(url, headOf(9));
    expect(await ask(url, headOf(20, forked), 9)).toEqual({ kind: 'refused', status: 422, old: 9 });
    expect(await ask(url, headOf(9, forked), 9)).toEqual({ kind: 'refused', status: 422, old: 9 });
    // What it saw, not what it was thought to have seen.
    expect(await ask(url, headOf(20, forked), 3)).toEqual({ kind: 'refused', status: 422, old: 9 });
    expect(await ask(url, headOf(20, read, signerOf('example.com/other')))).toEqual({
      kind: 'refused',
      status: 404,
      old: 0,
    });
    expect(await ask(url, headOf(20, read, signerOf(log.name)), 9)).toEqual({ kind: 'refused', status: 403, old: 9 });
    expect(await ask(url, headOf(8))).toEqual({ kind: 'behind', size: 9 });
    expect(await ask(url, headOf(20), 9)).toMatchObject({ kind: 'cosigned' });
  });

  test('does not read on for ever, and knows no other calls', async () => {
    using witness = open();
    const url = await listen(witnessServer(witness));
    const statusOf = async (path: string, init?: RequestInit) => (await fetch(url + path, init)).status;
    const long = await statusOf('/add-checkpoint', { method: 'POST', body: 'x'.repeat(200_000) }).catch(() => 413);
    expect(long).toBe(413);
    expect(await statusOf('/add-checkpoint', { method: 'POST', body: new Uint8Array([0xff, 0xfe]) })).toBe(400);
    expect(await statusOf('/add-checkpoint')).toBe(404);
    expect(await statusOf('/add-checkpoint', { method: 'PUT', body: '' })).toBe(405);
    expect(await statusOf(`/${'0'.repeat(64)}/checkpoint`)).toBe(404);
    expect(await statusOf('/../witness.db')).toBe(404);
  });
});

test('any order of calls, over two processes and starts anew: what is cosigned is one history', () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.boolean(), fc.nat(2), fc.boolean()), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(sizes, (calls) => {
      rmSync(dir, { recursive: true, force: true });
      const witnesses = [open(), open()];
      try {
        let largest = 0;
        let history: ReadNode | null = null;
        for (const [size, fork, who, restart] of calls) {
          if (restart) {
            witnesses[who % 2]![Symbol.dispose]();
            witnesses[who % 2] = open();
          }
          const head = headOf(size, fork ? forked : read);
          const proof = largest > 0 && largest <= size ? head.proofFrom(largest) : [];
          const body = formatAddCheckpoint({ old: largest, proof, checkpoint: head.note });
          const { verdict, line } = addCheckpoint(witnesses[who % 2]!, body);
          // The two histories part at the third leaf.
          const same: boolean = history === null || largest < 3 || history === (fork ? forked : read);
          expect(verdict.status).toBe(largest > size ? 400 : same ? 200 : 422);
          expect(line === '').toBe(verdict.status !== 200);
          if (verdict.status !== 200) continue;
          largest = size;
          history = fork ? forked : read;
        }
      } finally {
        for (const witness of witnesses) witness[Symbol.dispose]();
      }
    }),
    { numRuns: 25 },
  );
});

test('when what was seen cannot be kept, nothing is cosigned', () => {
  using witness = open();
  const full: Witness = {
    ...witness,
    seen: {
      ...witness.seen,
      advance: (origin, work) => {
        work(witness.seen.get(origin));
        throw new Error('disk full');
      },
    },
  };
  const body = formatAddCheckpoint({ old: 0, proof: [], checkpoint: headOf(7).note });
  expect(() => addCheckpoint(full, body)).toThrow('disk full');
  expect(witness.seen.get(log.name)).toBeNull();
  expect(addCheckpoint(witness, body).verdict.status).toBe(200);
});

describe('whatever a witness does, asking it ends, and nothing wrong passes', () => {
  const good = () => cosign(headOf(7).note.split('\n\n')[0]!.concat('\n'), seconds, signer);
  const played = (status: number, body: string, headers = {}) =>
    listen(createServer((_request, response) => response.writeHead(status, headers).end(body)));

  test.each([
    ['another’s cosignature', () => cosign(headOf(7).note.split('\n\n')[0]!.concat('\n'), seconds, signerOf('x'))],
    ['a cosignature on another head', () => cosign(headOf(8).note.split('\n\n')[0]!.concat('\n'), seconds, signer)],
    ['a time to come', () => cosign(headOf(7).note.split('\n\n')[0]!.concat('\n'), seconds + 3_600, signer)],
    ['nothing', () => ''],
    ['no cosignature', () => '<html>captive portal</html>\n'],
    ['a cosignature without its newline', () => good().slice(0, -1)],
    ['more than is read', () => good() + 'x'.repeat(5_000_000)],
  ])('200 with %s', async (_what, body) => {
    expect(await ask(await played(200, body()), headOf(7))).toEqual({ kind: 'unreachable', why: 'answer' });
  });

  test('the right cosignature passes, among others too', async () => {
    const other = cosign(headOf(7).note.split('\n\n')[0]!.concat('\n'), seconds, signerOf('x'));
    expect(await ask(await played(200, other + good()), headOf(7))).toMatchObject({ kind: 'cosigned' });
  });

  test.each(['', 'x', '-1\n', '07\n', '1e1\n', '9999999999999999\n', '7\n7\n'])('409 with %j', async (body) => {
    expect(await ask(await played(409, body), headOf(7))).toEqual({ kind: 'unreachable', why: 'answer' });
  });

  test('409 for ever ends', async () => {
    let calls = 0;
    const url = await listen(
      createServer((_request, response) => response.writeHead(409).end(`${(calls++ % 3) + 1}\n`)),
    );
    expect(await ask(url, headOf(7))).toEqual({ kind: 'unreachable', why: 'answer' });
    expect(calls).toBe(3);
  });

  test('a redirect is not followed', async () => {
    const url = await played(307, '', { Location: 'http://127.0.0.1:1/' });
    expect(await ask(url, headOf(7))).toEqual({ kind: 'unreachable', why: 'network' });
  });

  test('faults that pass are tried again, four times, further apart each time', async () => {
    let calls = 0;
    const url = await listen(
      createServer((_request, response) => {
        calls += 1;
        if (calls < 4) response.writeHead(calls === 1 ? 503 : 429).end();
        else response.end(good());
      }),
    );
    waits.length = 0;
    expect(await ask(url, headOf(7))).toMatchObject({ kind: 'cosigned' });
    expect(waits).toEqual([375, 750, 1500]);
    calls = -10;
    expect(await ask(url, headOf(7))).toEqual({ kind: 'unreachable', why: 'status' });
    expect(await ask('http://127.0.0.1:1', headOf(7))).toEqual({ kind: 'unreachable', why: 'network' });
  });

  test('a witness that says nothing is not waited for', async () => {
    const aborted: typeof fetch = async (_url, init) => {
      expect(init?.signal).toBeInstanceOf(AbortSignal);
      throw new DOMException('late', 'TimeoutError');
    };
    expect(await ask('http://w.example', headOf(7), 0, { fetch: aborted })).toMatchObject({ kind: 'unreachable' });
    // With a limit over all of it, and one try, also one that takes the call and then says nothing, or the same for ever.
    const silent = await listen(createServer(() => {}));
    const begin = performance.now();
    const limits = { tries: 1, totalMs: 300 };
    expect(await ask(silent, headOf(7), 0, { limits })).toEqual({ kind: 'unreachable', why: 'time-out' });
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});
