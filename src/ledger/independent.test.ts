/**
 * The receipt read by a second hand: written from docs/receipt.md and the standards alone, with node:crypto and none of
 * the code of the ledger. If it comes to another result, the format is not what the page says.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bodyOf, groupedLedger, memoryLedger, planOf } from '../../test/support/ledger.ts';
import { formatReceipt } from './receipt.ts';
import { close, record } from './store-record.ts';
import { receiptOf } from './store-transfers.ts';

const sha = (...parts: (Buffer | string)[]) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
const hex = (text: string) => Buffer.from(text, 'hex');
// biome-ignore lint/suspicious/noExplicitAny: read freely, as a stranger would
type Json = any;
const sorted = (v: Json): Json =>
  Array.isArray(v)
    ? v.map(sorted)
    : v !== null && typeof v === 'object'
      ? Object.fromEntries(
          Object.keys(v)
            .sort()
            .map((k) => [k, sorted(v[k])]),
        )
      : v;
const jcs = (v: Json) => JSON.stringify(sorted(v));

/** Root by RFC 9162 §2.1.3.2, recursively from the top instead of the loop. */
function rootFrom(index: number, size: number, leaf: Buffer, path: Buffer[]): Buffer {
  if (size === 1) return leaf;
  let k = 1;
  while (k * 2 < size) k *= 2;
  const sibling = path.at(-1)!;
  const rest = path.slice(0, -1);
  return index < k
    ? sha('\x01', rootFrom(index, k, leaf, rest), sibling)
    : sha('\x01', sibling, rootFrom(index - k, size - k, leaf, rest));
}

function check(receipt: Json): { size: number } {
  const [, name, , key] = /^(.+?)\+([0-9a-f]{8})\+(.+)$/.exec(receipt.publicKey)!;
  const publicKey = createPublicKey({
    key: Buffer.concat([hex('302a300506032b6570032100'), Buffer.from(key!, 'base64').subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  const [text, line] = receipt.checkpoint.split('\n\n');
  const signature = Buffer.from(line.split(' ')[2], 'base64').subarray(4);
  expect(verify(null, Buffer.from(`${text}\n`), publicKey, signature)).toBe(true);
  const [origin, size, root] = text.split('\n');
  expect(origin).toBe(name);
  for (const entry of [receipt, receipt.closing].filter((e) => e !== null)) {
    const files = entry.body.files.map(({ path, bytes, sha256 }: Json) => ({ path, bytes, sha256 }));
    expect(sha('douane.body/1\0', hex(entry.salts.body), jcs(entry.body)).toString('hex')).toBe(entry.leaf.body);
    const content = sha('douane.content/1\0', hex(entry.salts.content), sha(jcs(files)));
    expect(content.toString('hex')).toBe(entry.leaf.content);
    const leaf = sha('\x00', jcs(entry.leaf));
    const path = entry.proof.hashes.map(hex);
    expect(rootFrom(entry.proof.index, Number(size), leaf, path).toString('base64')).toBe(root);
  }
  return { size: Number(size) };
}

test('comes to the same', async () => {
  const { db, state, tools } = memoryLedger();
  for (let n = 0; n < 11; n++) await record(state, planOf(`t${n}`), tools);
  const at = '2026-11-23T08:00:01.000Z';
  const body = { end: 'released' as const, records: 1, files: bodyOf().files, hold: null };
  await close(state, { transfer: 't4', at, body }, tools);
  for (const id of ['t0', 't4', 't10']) {
    const { size } = check(JSON.parse(formatReceipt(receiptOf(db, id, tools.signer))));
    expect(size).toBe({ t0: 1, t4: 12, t10: 11 }[id]);
  }
});

test('comes to the same where a head is over several leaves', async () => {
  const { db, state, tools } = groupedLedger();
  const ids = Array.from({ length: 11 }, (_, n) => `t${n}`);
  await record(state, planOf('first'), tools);
  await Promise.all(ids.map((id) => record(state, planOf(id), tools)));
  const at = '2026-11-23T08:00:01.000Z';
  const body = { end: 'released' as const, records: 1, files: bodyOf().files, hold: null };
  await Promise.all(['t4', 't7', 't0'].map((transfer) => close(state, { transfer, at, body }, tools)));
  for (const id of ids) {
    const { size } = check(JSON.parse(formatReceipt(receiptOf(db, id, tools.signer))));
    expect(size).toBe(['t0', 't4', 't7'].includes(id) ? 15 : 12);
  }
});

test('the verifier has nothing of Node in it, so it runs in a browser', () => {
  const seen = new Set<string>();
  const visit = (url: URL) => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const text = readFileSync(url, 'utf8');
    expect(text, url.pathname).not.toMatch(/from 'node:|better-sqlite3|\bBuffer\b|\bprocess\./);
    for (const [, path] of text.matchAll(/from '(\.{1,2}\/[^']+)'/g)) visit(new URL(path!, url));
  };
  visit(new URL('./verify.ts', import.meta.url));
  expect(seen.size).toBeGreaterThan(8);
});
