import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCheckpoint, signCheckpoint } from '../checkpoint.ts';
import { COSIGNATURE, formatVerifierKey, parseVerifierKey } from '../note.ts';
import { parseNote } from '../parse-note.ts';
import { ledgerSigner } from '../signer.ts';
import { EMPTY_ROOT } from '../tree.ts';
import vectors from '../vectors/notes.json' with { type: 'json' };
import { cosign, cosignedMessage, openCosigned } from './cosignature.ts';

const signerOf = (name: string) => ledgerSigner(generateKeyPairSync('ed25519').privateKey, name);
const log = signerOf('example.com/log');
const [w1, w2, stranger] = ['witness.example/w1', 'witness.example/w2', 'witness.example/w3'].map(signerOf) as [
  ReturnType<typeof signerOf>,
  ReturnType<typeof signerOf>,
  ReturnType<typeof signerOf>,
];
const note = signCheckpoint(12, EMPTY_ROOT, log);
const { text } = parseNote(note);

test('the example of C2SP tlog-cosignature', () => {
  const { note: example, size, time, message } = vectors.cosigned;
  const parsed = parseNote(example);
  expect(parseCheckpoint(parsed.text)).toMatchObject({ origin: 'example.com/behind-the-sofa', size });
  const [, cosignature] = parsed.signatures;
  expect(cosignature).toMatchObject({ name: 'witness.example.com/w1', id: '8d66cf3f' });
  expect(Number(Buffer.from(cosignature!.signature).readBigUInt64BE())).toBe(time);
  expect(Buffer.from(cosignedMessage(parsed.text, time)).toString()).toBe(message);
  expect(parsed.signatures.map((s) => s.line).join('')).toBe(example.slice(parsed.text.length + 1));
});

test('of the witnesses named each is found with its newest word, and strangers are let be', () => {
  const lines = [cosign(text, 200, w1), cosign(text, 300, w1), cosign(text, 250, stranger), cosign(text, 100, w2)];
  const opened = openCosigned(note + lines.join(''), log, [w1, w2]);
  expect(opened.checkpoint).toEqual({ origin: log.name, size: 12, root: EMPTY_ROOT });
  expect(opened.cosignatures.map((c) => [c.witness.name, c.time])).toEqual([
    [w1.name, 300],
    [w2.name, 100],
  ]);
  expect(openCosigned(note, log, [w1]).cosignatures).toEqual([]);
});

test('without the word of the ledger the word of witnesses is nothing', () => {
  const witnessed = `${text}\n${cosign(text, 200, w1)}`;
  expect(() => openCosigned(witnessed, log, [w1])).toThrow(SyntaxError);
  // A witness's key must not pass for a ledger's, nor the other way round.
  expect(() => openCosigned(witnessed, w1, [])).toThrow(SyntaxError);
  expect(openCosigned(note, log, [log]).cosignatures).toEqual([]);
});

test('a wrong signature by a known key spoils the whole note', () => {
  const other = signCheckpoint(13, EMPTY_ROOT, log);
  const stale = cosign(parseNote(other).text, 200, w1);
  expect(() => openCosigned(note + stale, log, [w1])).toThrow(SyntaxError);
  expect(openCosigned(note + stale, log, [w2]).cosignatures).toEqual([]);
  expect(() => openCosigned(note + parseNote(other).signatures[0]!.line, log, [])).toThrow(SyntaxError);
});

test('no bit of a cosigned checkpoint can be changed and still count', () => {
  const whole = Buffer.from(note + cosign(text, 1_700_000_000, w1));
  fc.assert(
    fc.property(fc.nat(whole.length * 8 - 1), (bit) => {
      const changed = Buffer.from(whole);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      let found = 0;
      try {
        found = openCosigned(changed.toString('utf8'), log, [w1]).cosignatures.length;
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
      expect(found, `bit ${bit}`).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('a key of a witness has its own kind, and is no key of a ledger', () => {
  const key = formatVerifierKey(w1, COSIGNATURE);
  expect(parseVerifierKey(key, COSIGNATURE)).toEqual({ name: w1.name, publicKey: w1.publicKey });
  expect(() => parseVerifierKey(key)).toThrow(SyntaxError);
  expect(() => parseVerifierKey(formatVerifierKey(w1), COSIGNATURE)).toThrow(SyntaxError);
});

test.each([
  ['no empty line', 'a\n— b AAAAAAA=\n'],
  ['no signature', `${text}\n`],
  ['a line that is none', `${note}signed by me\n`],
  ['no newline at the end', note.slice(0, -1)],
  ['a control character', note.replace('\n12\n', '\n12\u0000\n')],
  ['CRLF', note.replaceAll('\n', '\r\n')],
  ['too many signatures', note + cosign(text, 1, w1).repeat(64)],
  ['too long', `${'a'.repeat(131_072)}\n${note}`],
])('%s: not a note', (_what, bad) => {
  expect(() => parseNote(bad)).toThrow(SyntaxError);
});

test('a witness does not sign without a time', () => {
  for (const time of [0, -1, 1.5, Number.NaN]) expect(() => cosign(text, time, w1)).toThrow(RangeError);
});
