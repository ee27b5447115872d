import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { commitment, contentDigest } from './content.ts';
import {
  latin1LeafHash,
  nativeCommitment,
  nativeContentDigest,
  nativeLeafHash,
  nativeNodeHash,
  utf8Of,
} from './native-hash.ts';
import { commit } from './receipt.ts';
import { leafHash, nodeHash } from './tree.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const text = fc.string({ unit: 'grapheme' }).filter((s) => s.isWellFormed());
const files = fc.array(fc.record({ path: text, bytes: fc.nat(), sha256: bytes32.map(hex) }), { maxLength: 4 });

test('of leaves and nodes, the same as the portable ones', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes32, bytes32, (leaf, left, right) => {
      expect(hex(nativeLeafHash(leaf))).toBe(hex(leafHash(leaf)));
      expect(hex(nativeNodeHash(left, right))).toBe(hex(nodeHash(left, right)));
    }),
  );
});

test('of a leaf as text', () => {
  fc.assert(
    fc.property(text, (leaf) => {
      expect(Buffer.from(latin1LeafHash(leaf), 'latin1')).toEqual(Buffer.from(leafHash(Buffer.from(leaf))));
    }),
  );
});

test('of what is larger than was ever hashed before', () => {
  const leaf = new Uint8Array(200_000).fill(7);
  expect(hex(nativeLeafHash(leaf))).toBe(hex(leafHash(leaf)));
});

test('commitments to bodies and files, the same as the portable ones', () => {
  fc.assert(
    fc.property(bytes32, bytes32, fc.dictionary(text, fc.oneof(text, fc.nat())), files, (a, b, body, list) => {
      if (Object.hasOwn(body, '__proto__')) return;
      const salts = { content: hex(a), body: hex(b) };
      expect(nativeContentDigest(list)).toBe(contentDigest(list));
      expect({
        content: nativeCommitment('douane.content/1', salts.content, nativeContentDigest(list)),
        body: nativeCommitment('douane.body/1', salts.body, utf8Of(canonicalJson(body))),
      }).toEqual(commit(body, list, salts));
    }),
  );
  const data = new TextEncoder().encode('中'.repeat(40_000));
  expect(nativeCommitment('douane.body/1', '11'.repeat(32), utf8Of('中'.repeat(40_000)))).toBe(
    commitment('douane.body/1', new Uint8Array(32).fill(0x11), data),
  );
});

test('the bytes of a text, that stay when another is encoded', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const bytes = utf8Of(one);
      utf8Of(other);
      expect(bytes).toEqual(Buffer.from(one));
    }),
  );
});

test.each(['1', '11'.repeat(31), 'x'.repeat(64)])('a salt %s is none', (salt) => {
  expect(() => nativeCommitment('douane.body/1', salt, '')).toThrow(TypeError);
});

test.each([
  { path: '\ud800', bytes: 1, sha256: '' },
  { path: '', bytes: Number.NaN, sha256: '' },
  { path: '', bytes: 1, sha256: '\udc00' },
])('the digest of a content that has no canonical JSON is refused', (file) => {
  expect(() => nativeContentDigest([file])).toThrow(TypeError);
});

test('an object of any number of members has them in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(text, { maxLength: 60 }), (names) => {
      if (names.includes('__proto__')) return;
      const value = Object.fromEntries(names.map((name) => [name, 0]));
      const sorted = Object.keys(value).sort();
      expect(canonicalJson(value)).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
    }),
  );
});
