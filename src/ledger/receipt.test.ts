import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyOf, memoryLedger, planOf } from '../../test/support/ledger.ts';
import { DouaneError } from '../model/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { formatVerifierKey } from './note.ts';
import { parseReceipt } from './parse-receipt.ts';
import { formatReceipt, type Receipt } from './receipt.ts';
import { ledgerSigner } from './signer.ts';
import { close, record } from './store-record.ts';
import { receiptOf } from './store-transfers.ts';
import { appendLeaf, signHead } from './store-tree.ts';
import { verifyReceipt } from './verify.ts';

const ledger = memoryLedger();
const { db, state, tools } = ledger;
for (let n = 0; n < 5; n++) await record(state, planOf(`before-${n}`), tools);
await record(state, planOf('t1'), tools);
await record(state, planOf('a-check', { type: 'check' }), tools);
const early = receiptOf(db, 't1', tools.signer);
const checkReceipt = receiptOf(db, 'a-check', tools.signer);
const released = bodyOf().files;
await close(
  state,
  {
    transfer: 't1',
    at: '2026-11-23T08:00:01.000Z',
    body: { end: 'released', records: 1_000, files: released, hold: null },
  },
  tools,
);
for (let n = 0; n < 3; n++) await record(state, planOf(`after-${n}`), tools);
const receipt = receiptOf(db, 't1', tools.signer);
const key = formatVerifierKey(tools.signer);
const pem = () => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), tools.signer.publicKey]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
};

const isInvalid = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof DouaneError && error.code === 'RECEIPT_INVALID';
  }
};

test('a receipt verifies by itself, and by the key given as verifier key or PEM', () => {
  for (const given of [undefined, key, pem()]) {
    const verified = verifyReceipt(parseReceipt(formatReceipt(receipt)), given);
    expect(verified.leaf).toMatchObject({
      transfer: 't1',
      verdict: 'pass',
      outcome: 'exempt',
      counts: { bytes: 1_241 },
    });
    expect(verified.closing).toMatchObject({ leaf: { end: 'released', of: 5 }, files: released });
    expect(verified.ledger).toMatchObject({ publicKey: key, keyGiven: given !== undefined, size: 8 });
  }
  expect(verifyReceipt(early, key).closing).toBeNull();
  expect(verifyReceipt(checkReceipt, key).leaf.type).toBe('check');
});

test('a receipt made again later is the same, byte for byte', () => {
  expect(formatReceipt(receiptOf(db, 't1', tools.signer))).toBe(formatReceipt(receipt));
});

test('another key than the given one, or no key at all, is refused', () => {
  const other = ledgerSigner(generateKeyPairSync('ed25519').privateKey);
  for (const given of [formatVerifierKey(other), '', 'a key', key.slice(0, -2)]) {
    expect(isInvalid(() => verifyReceipt(receipt, given))).toBe(true);
  }
});

test('a leaf holds no name: not of recipient, file or field', () => {
  const text = JSON.stringify([receipt.leaf, receipt.closing?.leaf]);
  for (const name of ['munich', '客户', 'b.jsonl', '手机', '138*']) expect(text).not.toContain(name);
});

test('equal content has unequal commitments in two transfers', () => {
  const other = receiptOf(db, 'after-0', tools.signer);
  expect(other.body).toEqual(receipt.body);
  expect(other.leaf.content).not.toBe(receipt.leaf.content);
  expect(other.leaf.body).not.toBe(receipt.leaf.body);
});

/** Every place of a JSON value, as a path. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([k, v]) => places(v, [...path, Array.isArray(value) ? Number(k) : k]));
  return path.length === 0 ? inside : [path, ...inside];
}

function changed(
  path: (string | number)[],
  change: (parent: Record<string | number, unknown>, key: string | number) => void,
) {
  const copy = structuredClone(receipt) as unknown as Record<string | number, unknown>;
  let parent = copy;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
  change(parent, path.at(-1)!);
  return copy;
}

test('every value of a receipt matters: changed, replaced, taken away, doubled', () => {
  const all = places(receipt);
  expect(all.length).toBeGreaterThan(100);
  for (const path of all) {
    const name = path.join('.');
    const refuses = (what: string, copy: unknown) => {
      // What then is left is a receipt too, of the time before the closing.
      if (name === 'closing' && what === 'replaced by null') return;
      if (canonicalJson(copy) !== canonicalJson(receipt)) {
        expect(
          isInvalid(() => verifyReceipt(copy)),
          `${what} ${name}`,
        ).toBe(true);
      }
    };
    for (const other of [null, 1, '', {}]) {
      const replace = (parent: Record<string | number, unknown>, k: string | number) => {
        parent[k] = other;
      };
      refuses(`replaced by ${JSON.stringify(other)}`, changed(path, replace));
    }
    refuses(
      'changed',
      changed(path, (parent, k) => {
        const old = parent[k];
        parent[k] = typeof old === 'number' ? old + 1 : typeof old === 'string' ? `${old}0` : [old];
      }),
    );
    refuses(
      'taken away',
      changed(path, (parent, k) => {
        if (Array.isArray(parent)) parent.splice(Number(k), 1);
        else delete parent[k];
      }),
    );
    refuses(
      'added beside',
      changed(path, (parent, k) => {
        if (Array.isArray(parent)) parent.splice(Number(k), 0, parent[k]);
        else parent.x = 1;
      }),
    );
  }
});

test('without its closing a receipt says no longer what became of the transfer, and nothing else', () => {
  const verified = verifyReceipt({ ...receipt, closing: null }, key);
  expect(verified).toEqual({ ...verifyReceipt(receipt, key), closing: null });
});

test('two elements swapped, two proofs swapped, the entries swapped', async () => {
  const swap = (copy: Receipt, list: (r: Receipt) => unknown[]) => {
    list(copy).reverse();
    return copy;
  };
  const fresh = () => structuredClone(receipt);
  expect(isInvalid(() => verifyReceipt(swap(fresh(), (r) => r.proof.hashes)))).toBe(true);
  expect(isInvalid(() => verifyReceipt(swap(fresh(), (r) => r.body.files as unknown[])))).toBe(true);
  expect(isInvalid(() => verifyReceipt({ ...fresh(), proof: fresh().closing!.proof }))).toBe(true);
  expect(isInvalid(() => verifyReceipt({ ...fresh(), closing: { ...fresh().closing!, leaf: fresh().leaf } }))).toBe(
    true,
  );
  // The closing of another transfer.
  await close(
    state,
    { transfer: 'after-0', at: '2026-11-23T08:00:02.000Z', body: { end: 'broken', records: 0, files: [], hold: null } },
    tools,
  );
  const other = receiptOf(db, 'after-0', tools.signer);
  expect(isInvalid(() => verifyReceipt({ ...other, closing: receipt.closing }))).toBe(true);
  expect(verifyReceipt(other).closing?.leaf.end).toBe('broken');
});

test('no other index or size fits', () => {
  for (const entry of ['leaf', 'closing'] as const) {
    const { index, size } = (entry === 'leaf' ? receipt : receipt.closing!).proof;
    for (let otherSize = 1; otherSize <= 20; otherSize++) {
      for (let otherIndex = 0; otherIndex < 20; otherIndex++) {
        if (otherIndex === index && otherSize === size) continue;
        const copy = structuredClone(receipt);
        Object.assign((entry === 'leaf' ? copy : copy.closing!).proof, { index: otherIndex, size: otherSize });
        expect(
          isInvalid(() => verifyReceipt(copy)),
          `${entry} ${otherIndex} of ${otherSize}`,
        ).toBe(true);
      }
    }
  }
});

test('a closing that says it ends another leaf is refused, though all hashes fit', async () => {
  const lying = memoryLedger();
  await record(lying.state, planOf('t0'), lying.tools);
  await record(lying.state, planOf('t1'), lying.tools);
  const end = { end: 'released' as const, records: 1_000, files: released, hold: null };
  await close(lying.state, { transfer: 't1', at: '2026-11-23T08:00:01.000Z', body: end }, lying.tools);
  const honest = receiptOf(lying.db, 't1', lying.tools.signer).closing!;
  const index = appendLeaf(lying.db, { ...honest.leaf, of: 0 });
  signHead(lying.db, lying.tools.signer);
  lying.db
    .prepare('INSERT INTO opening (leaf, content_salt, body_salt, body) VALUES (?, ?, ?, ?)')
    .run(index, honest.salts.content, honest.salts.body, canonicalJson(honest.body));
  lying.db.prepare('UPDATE transfer SET closing = ? WHERE id = ?').run(index, 't1');
  expect(() => verifyReceipt(receiptOf(lying.db, 't1', lying.tools.signer))).toThrow(/At closing.of/);
});

test('any bit of the text flipped is found', () => {
  const bytes = Buffer.from(formatReceipt(receipt));
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      return isInvalid(() => verifyReceipt(parseReceipt(copy.toString('utf8'))));
    }),
    { numRuns: 1_500 },
  );
});

test('text that has two readings is refused; line breaks are free', () => {
  const text = formatReceipt(receipt);
  expect(isInvalid(() => parseReceipt(text.replace('"transfer": "t1"', '"transfer": "t2",\n"transfer": "t1"')))).toBe(
    true,
  );
  expect(isInvalid(() => parseReceipt(text.replace('1000', '1e3')))).toBe(true);
  expect(isInvalid(() => parseReceipt(text.replace('munich', '\\u006dunich')))).toBe(true);
  expect(isInvalid(() => parseReceipt(text.replace('"facts": {', '"facts": {"__proto__": {},')))).toBe(true);
  expect(verifyReceipt(parseReceipt(JSON.stringify(JSON.parse(text)))).leaf.transfer).toBe('t1');
  expect(isInvalid(() => parseReceipt('['.repeat(100_000)))).toBe(true);
  expect(isInvalid(() => parseReceipt(''))).toBe(true);
});

test('arbitrary JSON is refused, never a crash', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => isInvalid(() => verifyReceipt(value))),
    { numRuns: 300 },
  );
});

test('a body that says what its leaf does not is refused even when all hashes fit', async () => {
  // A ledger whose keeper lies: the leaf was made for one verdict, the body shows another.
  const lying = memoryLedger();
  const honest = bodyOf();
  let reads = 0;
  const shifty = {
    ...honest,
    get verdict() {
      reads += 1;
      return reads === 1 ? ('pass' as const) : ('hold' as const);
    },
  };
  await record(lying.state, planOf('t', { body: shifty }), lying.tools);
  const shown = receiptOf(lying.db, 't', lying.tools.signer);
  expect([shown.leaf.verdict, shown.body.verdict]).toEqual(['pass', 'hold']);
  expect(() => verifyReceipt(shown)).toThrow(/At verdict/);
});
