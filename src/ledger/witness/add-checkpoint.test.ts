import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growTree, numbered } from '../../../test/support/tree.ts';
import { signCheckpoint } from '../checkpoint.ts';
import { consistencyProof } from '../consistency.ts';
import { signNote } from '../note.ts';
import { ledgerSigner } from '../signer.ts';
import { EMPTY_ROOT, rootOf } from '../tree.ts';
import vectors from '../vectors/notes.json' with { type: 'json' };
import { formatAddCheckpoint, judgeAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts';

const { read } = growTree(numbered(100));
const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey, 'example.com/log');
const stranger = ledgerSigner(generateKeyPairSync('ed25519').privateKey, 'example.com/log');
const head = (size: number) => ({ size, root: rootOf(size, read) });
const note = (size: number, by = signer) => signCheckpoint(size, rootOf(size, read), by);
const proof = (first: number, second: number) => (first === 0 ? [] : consistencyProof(first, second, read));
const call = (old: number, size: number, change: object = {}) =>
  formatAddCheckpoint({ old, proof: proof(old, size), checkpoint: note(size), ...change });
const judge = (body: string, seen: ReturnType<typeof head> | null = null) =>
  judgeAddCheckpoint(
    body,
    (origin) => (origin === signer.name ? [signer] : []),
    () => seen,
  );

test('the example of C2SP tlog-witness', () => {
  const { body, old, proof: lines } = vectors.addCheckpoint;
  const parsed = parseAddCheckpoint(body);
  expect(parsed).toMatchObject({ old });
  expect(parsed.proof).toHaveLength(lines);
  expect(formatAddCheckpoint(parsed)).toBe(body);
});

describe('what a witness answers', () => {
  test('200 to a ledger that grew, from nothing or from what was seen, or stood still', () => {
    expect(judge(call(0, 7))).toMatchObject({ status: 200, checkpoint: { size: 7 } });
    expect(judge(call(0, 0))).toMatchObject({ status: 200, checkpoint: { size: 0 } });
    expect(judge(call(7, 100), head(7))).toMatchObject({ status: 200, checkpoint: { size: 100 } });
    expect(judge(call(7, 7), head(7))).toMatchObject({ status: 200, checkpoint: { size: 7 } });
  });
  test('409 with its size to who thinks it saw something else', () => {
    expect(judge(call(0, 9), head(7))).toEqual({ status: 409, size: 7 });
    expect(judge(call(8, 9), head(7))).toEqual({ status: 409, size: 7 });
    expect(judge(call(7, 9))).toEqual({ status: 409, size: 0 });
  });
  test('404 to a ledger it does not know', () => {
    const other = ledgerSigner(generateKeyPairSync('ed25519').privateKey, 'example.com/other');
    expect(judge(call(0, 7, { checkpoint: note(7, other) }))).toEqual({ status: 404 });
  });
  test('403 to a head not signed with the known key', () => {
    expect(judge(call(0, 7, { checkpoint: note(7, stranger) }))).toEqual({ status: 403 });
    expect(judge(call(0, 7, { checkpoint: note(7).replace('\n7\n', '\n8\n') }))).toEqual({ status: 403 });
  });
  test('400 to what is no call, or goes backward', () => {
    for (const body of [
      '',
      'old 0',
      'old 0\n',
      'old 01\n\nx',
      'new 0\n\nx',
      call(0, 7).slice(0, -1),
      'old 0\nAAAA\n\nx',
    ]) {
      expect(judge(body), body).toEqual({ status: 400 });
    }
    expect(judge(formatAddCheckpoint({ old: 9, proof: [], checkpoint: note(7) }), head(9))).toEqual({ status: 400 });
    const many = Array.from({ length: 64 }, () => EMPTY_ROOT);
    expect(judge(call(7, 9, { proof: many }), head(7))).toEqual({ status: 400 });
  });
  test('422 to a proof that does not hold', () => {
    expect(judge(call(0, 7, { proof: [EMPTY_ROOT] }))).toEqual({ status: 422 });
    expect(judge(call(7, 9, { proof: [] }), head(7))).toEqual({ status: 422 });
    expect(judge(call(7, 7, { proof: [EMPTY_ROOT] }), head(7))).toEqual({ status: 422 });
    const forked = growTree(numbered(100).with(3, new Uint8Array(1))).read;
    const fork = (size: number) => signCheckpoint(size, rootOf(size, forked), signer);
    const forkedCall = { proof: consistencyProof(7, 9, forked), checkpoint: fork(9) };
    expect(judge(call(7, 9, forkedCall), head(7))).toEqual({ status: 422 });
    expect(judge(call(7, 7, { checkpoint: fork(7) }), head(7))).toEqual({ status: 422 });
    expect(judge(call(0, 0, { checkpoint: signCheckpoint(0, head(1).root, signer) }))).toEqual({ status: 422 });
  });
  test('extensions are part of what is signed and no reason to refuse', () => {
    const root = Buffer.from(head(7).root).toString('base64');
    const text = `${signer.name}\n7\n${root}\nan extension\n`;
    expect(judge(call(0, 7, { checkpoint: signNote(text, signer) }))).toMatchObject({ status: 200, text });
  });
});

test('whatever comes, it answers, and cosigns only heads in a line', () => {
  const bodies = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.tuple(fc.nat(99), fc.nat(99)).map(([a, b]) => call(Math.min(a, b), Math.max(a, b))),
    fc.tuple(fc.nat(99), fc.nat(600)).map(([a, at]) => call(a, 99).replace(call(a, 99).at(at) ?? 'x', 'A')),
  );
  fc.assert(
    fc.property(bodies, fc.nat(99), (body, seen) => {
      const answer = judge(body, head(seen));
      if (answer.status !== 200) return;
      expect(answer.checkpoint.size).toBeGreaterThanOrEqual(seen);
      expect(answer.checkpoint.root).toEqual(head(answer.checkpoint.size).root);
    }),
  );
});
