import { createSecretKey } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Slot, sightings } from '../../test/support/sightings.ts';
import { countClasses, type FieldWeights } from './classes.ts';
import { emptyHistory, PersonCounter } from './counter.ts';
import { Prf } from './prf.ts';
import { applyPersonPlan, loadHistory, PERSONS_SCHEMA, permitUse, type Windows } from './store-sqlite.ts';

const prf = new Prf(createSecretKey(Buffer.alloc(32, 7)));
const ALL: FieldWeights = { personal: -1, sensitive: 2, removed: 0 };

function count(slots: readonly Slot[]): number {
  const counter = new PersonCounter(prf, emptyHistory());
  counter.add(sightings(slots));
  counter.settleUndetermined(Buffer.from('digest'));
  return countClasses(counter.histogram(), ALL).ordinary;
}

const A = { 'resident-id': 'A' };
const B = { 'resident-id': 'B' };

describe('who is one person', () => {
  test.each<[string, Slot[], number]>([
    ['the same resident ID twice', [A, A], 1],
    ['two resident IDs', [A, B], 2],
    ['seen with a phone, then the phone alone', [{ ...A, phone: 'p' }, { phone: 'p' }], 1],
    ['the phone alone first', [{ phone: 'p' }, { ...A, phone: 'p' }], 1],
    [
      'two resident IDs with one phone',
      [
        { ...A, phone: 'p' },
        { ...B, phone: 'p' },
      ],
      2,
    ],
    ['a shared phone alone may be a third person', [{ ...A, phone: 'p' }, { ...B, phone: 'p' }, { phone: 'p' }], 3],
    ['… and is one more only once', [{ ...A, phone: 'p' }, { ...B, phone: 'p' }, { phone: 'p' }, { phone: 'p' }], 3],
    ['… in any order', [{ phone: 'p' }, { ...A, phone: 'p' }, { ...B, phone: 'p' }], 3],
    [
      'two names on one phone',
      [
        { 'name-phone': 'N/p', phone: 'p' },
        { 'name-phone': 'M/p', phone: 'p' },
      ],
      2,
    ],
    [
      'name with phone, later with a resident ID',
      [
        { 'name-phone': 'N/p', phone: 'p' },
        { ...A, 'name-phone': 'N/p', phone: 'p' },
      ],
      1,
    ],
    [
      'one e-mail, two phones',
      [
        { phone: 'p', email: 'e' },
        { phone: 'q', email: 'e' },
      ],
      2,
    ],
    ['a passport and a resident ID seen apart, then together', [A, { passport: 'X' }, { ...A, passport: 'X' }], 1],
    [
      'a new passport of the same resident',
      [{ ...A, passport: 'X' }, { ...A, passport: 'Y' }, { passport: 'X' }, { passport: 'Y' }],
      1,
    ],
    [
      'one passport number with two resident IDs',
      [
        { ...A, passport: 'X' },
        { ...B, passport: 'X' },
      ],
      2,
    ],
    [
      'one customer key with two resident IDs',
      [
        { ...A, 'customer-key': 'K' },
        { ...B, 'customer-key': 'K' },
      ],
      2,
    ],
    [
      'two customer keys of one resident',
      [{ ...A, 'customer-key': 'K' }, { ...A, 'customer-key': 'L' }, { 'customer-key': 'L' }],
      1,
    ],
    [
      'a device that two people use',
      [
        { ...A, device: 'd' },
        { ...B, device: 'd' },
      ],
      2,
    ],
    [
      'a declared subject wins over everything',
      [
        { subject: 's', ...A },
        { subject: 't', ...A },
      ],
      2,
    ],
    ['rows with nothing to tell apart', [{}, {}, A], 3],
    ['a chain of weak identifiers', [{ email: 'e' }, { phone: 'p', email: 'e' }, { ...A, phone: 'p' }], 1],
    [
      'what was declared goes with many resident IDs: they count',
      [
        { subject: 'web', ...A },
        { subject: 'web', ...B },
        { subject: 'web', 'resident-id': 'C' },
        { subject: 'web', ...A },
      ],
      3,
    ],
    [
      'what was declared and its one resident ID',
      [{ subject: 's', ...A }, { subject: 's' }, A, { subject: 's', ...A }],
      1,
    ],
    [
      'two declared with one resident ID',
      [
        { subject: 's', ...A },
        { subject: 't', ...A },
      ],
      2,
    ],
  ])('%s', (_name, slots, persons) => {
    expect(count(slots)).toBe(persons);
    expect(count(slots.toReversed())).toBe(persons);
  });
});

const letter = (letters: string) => fc.constantFrom(...letters);
const slotArb: fc.Arbitrary<Slot> = fc.record(
  { 'resident-id': letter('ABC'), 'customer-key': letter('KL'), phone: letter('pq'), email: letter('ef') },
  { requiredKeys: [] },
);

test('never fewer persons than resident IDs, never more than rows and doubts, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(slotArb, { maxLength: 12 }), (slots) => {
      const persons = count(slots);
      expect(persons).toBeGreaterThanOrEqual(new Set(slots.flatMap((s) => s['resident-id'] ?? [])).size);
      const shareable = new Set(
        slots.flatMap((s) => [s['customer-key'], s.phone, s.email]).filter((x) => x !== undefined),
      );
      expect(persons).toBeLessThanOrEqual(slots.length + shareable.size);
    }),
    { numRuns: 500 },
  );
});

test('rows of one resident ID never add a person to what is there', () => {
  fc.assert(
    fc.property(fc.array(slotArb, { maxLength: 10 }), (slots) => {
      expect(count([...slots, ...slots])).toBeLessThanOrEqual(count(slots) + slots.length);
      expect(count([...slots, A, A])).toBe(count([...slots, A]));
    }),
    { numRuns: 300 },
  );
});

test('counts by class, for any fields taken away', () => {
  const counter = new PersonCounter(prf, emptyHistory());
  counter.add(sightings([A], 0b001));
  counter.add(sightings([B], 0b011));
  counter.add(sightings([{ 'resident-id': 'C' }], 0b100, 1));
  const h = counter.histogram();
  expect(countClasses(h, ALL)).toMatchObject({ ordinary: 3, sensitive: 2 });
  expect(countClasses(h, { ...ALL, removed: 0b010 })).toMatchObject({ ordinary: 3, sensitive: 1 });
  expect(countClasses(h, { ...ALL, removed: 0b111 })).toMatchObject({ ordinary: 0, sensitive: 0 });
});

describe('in the database', () => {
  const windows: Windows = { since: '2026-01-01', previousSince: '2025-01-01', asOf: '2026-11-23' };
  const open = () => {
    const db = new Database(':memory:');
    for (const ddl of PERSONS_SCHEMA) db.exec(ddl);
    return db;
  };
  const transfer = (
    db: Database.Database,
    id: string,
    slots: Slot[],
    more: { day?: string; counted?: boolean; permit?: string } = {},
  ) => {
    const counter = new PersonCounter(prf, loadHistory(db, 'x', windows));
    counter.add(sightings(slots, 1));
    counter.settleUndetermined(Buffer.from(`digest ${JSON.stringify(slots)}`));
    const counts = countClasses(counter.histogram(), ALL);
    const counted = more.counted ?? true;
    db.transaction(() =>
      applyPersonPlan(db, counter.plan(), {
        transfer: id,
        exporter: 'x',
        day: more.day ?? '2026-03-01',
        weights: ALL,
        counted: { ordinary: counted, sensitive: counted },
        permit: more.permit ?? null,
      }),
    )();
    return counts;
  };

  test('a person of an earlier transfer is the same one, by any identifier linked to them', () => {
    const db = open();
    expect(transfer(db, '1', [{ ...A, phone: 'p' }, B]).withHistory.ordinary).toBe(2);
    expect(transfer(db, '2', [{ phone: 'p' }, { 'resident-id': 'C' }]).withHistory.ordinary).toBe(3);
    expect(transfer(db, '3', [A, B, { 'resident-id': 'C' }]).withHistory.ordinary).toBe(3);
  });

  test('two persons of history that a row proves to be one count once from then on', () => {
    const db = open();
    expect(transfer(db, '1', [A, { passport: 'X' }]).withHistory.ordinary).toBe(2);
    expect(transfer(db, '2', [{ ...A, passport: 'X' }]).withHistory.ordinary).toBe(1);
    expect(transfer(db, '3', [{ passport: 'X' }]).withHistory.ordinary).toBe(1);
  });

  test('the window begins where it says, what the law does not count is kept apart', () => {
    const db = open();
    transfer(db, '1', [A], { day: '2025-12-31' });
    transfer(db, '2', [B], { counted: false });
    const counts = transfer(db, '3', [{ 'resident-id': 'C' }]);
    expect(counts.withHistory.ordinary).toBe(1);
    expect(counts.previous.any).toBe(2);
  });

  test('the same content again, undetermined rows and all, adds nobody', () => {
    const db = open();
    const slots = [{}, {}, A];
    expect(transfer(db, '1', slots).withHistory.ordinary).toBe(3);
    expect(transfer(db, '2', slots).withHistory.ordinary).toBe(3);
  });

  test('a permit is used up by distinct persons', () => {
    const db = open();
    transfer(db, '1', [A, B], { permit: 'P' });
    transfer(db, '2', [B, { 'resident-id': 'C' }], { permit: 'P' });
    transfer(db, '3', [{ 'resident-id': 'D' }]);
    expect(permitUse(db, 'x', 'P')).toEqual({ persons: 3, sensitivePersons: 0 });
  });

  test('one transfer or many: the same persons', () => {
    fc.assert(
      fc.property(fc.array(fc.array(slotArb, { maxLength: 5 }), { maxLength: 5 }), (parts) => {
        const db = open();
        let last = 0;
        // Rows without any identifier are told apart by the content they came in, so they are left out here.
        const told = parts.map((slots) => slots.filter((s) => Object.keys(s).length > 0));
        told.forEach((slots, i) => {
          last = transfer(db, String(i), slots).withHistory.ordinary;
        });
        db.close();
        expect(last).toBeGreaterThanOrEqual(new Set(told.flat().flatMap((s) => s['resident-id'] ?? [])).size);
        expect(last).toBeLessThanOrEqual(count(told.flat()) + told.flat().length);
      }),
      { numRuns: 100 },
    );
  });
});
