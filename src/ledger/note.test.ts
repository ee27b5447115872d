import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signCheckpoint } from './checkpoint.ts';
import { formatVerifierKey, parsePublicKey, parseVerifierKey, signNote } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { openNote, verifySignature } from './open-note.ts';
import { opensslVerify } from './openssl-verify.ts';
import { ledgerSigner } from './signer.ts';
import { EMPTY_ROOT } from './tree.ts';
import vectors from './vectors/notes.json' with { type: 'json' };

const [C2SP, GO] = vectors.signedNotes as unknown as [Vector, Required<Vector>];
interface Vector {
  readonly key: string;
  readonly privateKey?: string;
  readonly text: string;
  readonly note: string;
}

/** RFC 8410 §7: an Ed25519 private key of 32 bytes as PKCS #8. */
const pkcs8 = (seed: Uint8Array) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey);

test('notes of other implementations open', () => {
  for (const { key, note, text } of [GO, C2SP]) {
    expect(openNote(note, parseVerifierKey(key))).toBe(text);
    expect(formatVerifierKey(parseVerifierKey(key))).toBe(key);
  }
});

test('signing gives the bytes that the other implementation gives', () => {
  const seed = Buffer.from(GO.privateKey.split('+').slice(4).join('+'), 'base64').subarray(1);
  const peter = ledgerSigner(pkcs8(seed), 'PeterNeumann');
  expect(formatVerifierKey(peter)).toBe(GO.key);
  expect(signNote(GO.text, peter)).toBe(GO.note);
});

test('no bit of a checkpoint can be changed', () => {
  const note = signCheckpoint(12, EMPTY_ROOT, signer);
  expect(openCheckpoint(note, signer)).toEqual({ origin: signer.name, size: 12, root: EMPTY_ROOT });
  const bytes = Buffer.from(note);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => openCheckpoint(changed.toString('utf8'), signer), `bit ${bit}`).toThrow();
  }
});

test('no bit of a verifier key can be changed', () => {
  const bytes = Buffer.from(formatVerifierKey(signer));
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => parseVerifierKey(changed.toString('utf8')), `bit ${bit}`).toThrow(SyntaxError);
  }
});

test.each([
  ['no signature', 'douane\n1\nAAAA\n'],
  ['two signatures', `${C2SP.note}${C2SP.note.slice(C2SP.note.indexOf('—'))}`],
  ['a hyphen for the dash', C2SP.note.replace('—', '-')],
  ['a space at the end', `${C2SP.note} `],
  ['CRLF', C2SP.note.replaceAll('\n', '\r\n')],
  ['nothing', ''],
])('%s is no note', (_what, note) => {
  expect(() => openNote(note, parseVerifierKey(C2SP.key))).toThrow(SyntaxError);
});

test('a note signed by the right key about something else is no checkpoint', () => {
  const root = Buffer.from(EMPTY_ROOT).toString('base64');
  for (const text of [
    `${signer.name}\n1\n`,
    `other\n1\n${root}\n`,
    `${signer.name}\n01\n${root}\n`,
    `${signer.name}\n1\n${root}\nextension\n`,
    `${signer.name}\n-1\n${root}\n`,
    `${signer.name}\n9999999999999999\n${root}\n`,
    `${signer.name}\n1\nAAAA\n`,
  ]) {
    expect(() => openCheckpoint(signNote(text, signer), signer), text).toThrow(SyntaxError);
  }
});

test('a public key comes as verifier key or as PEM, and nothing else passes for one', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
  expect(Buffer.from(parsePublicKey(pem))).toEqual(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  expect(parsePublicKey(`${GO.key}\n`)).toEqual(parseVerifierKey(GO.key).publicKey);
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'pem', type: 'spki' }) as string;
  expect(() => parsePublicKey(x25519)).toThrow(SyntaxError);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => parsePublicKey(text)).toThrow(SyntaxError);
    }),
  );
});

test('OpenSSL and the portable verification take the same signatures and no others', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(511), fc.boolean(), (message, bit, plusOrder) => {
      const signature = signer.sign(message);
      const openssl = opensslVerify(signer);
      expect([openssl(signature, message), verifySignature(signer, signature, message)]).toEqual([true, true]);
      const other = Uint8Array.from(signature);
      if (plusOrder) {
        // RFC 8032 §5.1.7: S has to be below the order of the group.
        let s = BigInt(`0x${Buffer.from(other.slice(32)).reverse().toString('hex')}`) + order;
        for (let i = 32; i < 64; i++, s >>= 8n) other[i] = Number(s & 255n);
      } else {
        other[bit >> 3]! ^= 1 << (bit & 7);
      }
      expect([openssl(other, message), verifySignature(signer, other, message)]).toEqual([false, false]);
    }),
    { numRuns: 60 },
  );
});
