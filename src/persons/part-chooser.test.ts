import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldWeights } from './classes.ts';
import { UNKNOWN } from './counter.ts';
import { NOBODY } from './identifier-index.ts';
import { type ChoiceRow, PartChooser } from './part-chooser.ts';
import { People } from './people.ts';

const PERSONS = 8;
const WEIGHTS: FieldWeights = { personal: 0b111, sensitive: 0b10, removed: 0b100 };
const ORDINARY = 0b1;
const SENSITIVE = 0b11;
const REMOVED = 0b100;

interface World {
  /** Persons of each row; NOBODY for one whom nothing tells apart. */
  readonly rows: readonly (readonly number[])[];
  readonly fields: readonly number[];
  readonly inOrdinary: readonly boolean[];
  readonly inSensitive: readonly boolean[];
  readonly persons: number;
  readonly sensitive: number | null;
}

const world: fc.Arbitrary<World> = fc.record({
  rows: fc.array(
    fc.array(fc.oneof({ weight: 5, arbitrary: fc.nat(PERSONS - 1) }, { weight: 1, arbitrary: fc.constant(NOBODY) }), {
      maxLength: 3,
    }),
    { maxLength: 25 },
  ),
  fields: fc.array(fc.constantFrom(ORDINARY, SENSITIVE, REMOVED), { minLength: PERSONS, maxLength: PERSONS }),
  inOrdinary: fc.array(fc.boolean(), { minLength: PERSONS, maxLength: PERSONS }),
  inSensitive: fc.array(fc.boolean(), { minLength: PERSONS, maxLength: PERSONS }),
  persons: fc.nat(10),
  sensitive: fc.option(fc.nat(6)),
});

const isSensitive = (fields: number) => (fields & 0b10) !== 0;
const isPersonal = (fields: number) => (fields & 0b11) !== 0;

/** The undetermined show ordinary data, in every third row sensitive. */
const undeterminedFields = (row: number) => (row % 3 === 0 ? SENSITIVE : ORDINARY);

function choiceRow(w: World, row: number): ChoiceRow {
  const who = w.rows[row]!;
  return {
    who,
    traits: who.map((p) => ({ fields: p === NOBODY ? undeterminedFields(row) : w.fields[p]!, minor: false })),
  };
}

function chosen(w: World): boolean[] {
  const people = new People();
  people.load(PERSONS);
  w.fields.forEach((f, p) => void people.addFields(p, f));
  const chooser = new PartChooser(people, WEIGHTS, {
    ordinary: Uint8Array.from(w.inOrdinary, Number),
    sensitive: Uint8Array.from(w.inSensitive, Number),
  });
  w.rows.forEach((_, row) => void chooser.add(row, choiceRow(w, row)));
  chooser.choose({ persons: w.persons, sensitivePersons: w.sensitive });
  return w.rows.map((who, row) => chooser.goes(row, who));
}

/** What a set of rows would use, counted plainly. */
function used(w: World, rows: readonly number[]): { ordinary: number; sensitive: number } {
  let ordinary = 0;
  let sensitive = 0;
  for (const row of rows)
    for (const p of w.rows[row]!) {
      if (p !== NOBODY) continue;
      ordinary += 1;
      if (isSensitive(undeterminedFields(row))) sensitive += 1;
    }
  for (const p of new Set(rows.flatMap((row) => w.rows[row]!))) {
    if (p === NOBODY || !isPersonal(w.fields[p]!)) continue;
    if (!w.inOrdinary[p]) ordinary += 1;
    if (isSensitive(w.fields[p]!) && !w.inSensitive[p]) sensitive += 1;
  }
  return { ordinary, sensitive };
}

/** Rows that go together because they show the same persons, in the order of their first. */
function companies(w: World): number[][] {
  const groups: { rows: number[]; people: Set<number> }[] = [];
  w.rows.forEach((who, row) => {
    const people = new Set(who.filter((p) => p !== NOBODY));
    const met = groups.filter((g) => [...people].some((p) => g.people.has(p)));
    const joined = {
      rows: [...met.flatMap((g) => g.rows), row].sort((a, b) => a - b),
      people: new Set([...people, ...met.flatMap((g) => [...g.people])]),
    };
    for (const g of met) groups.splice(groups.indexOf(g), 1);
    groups.push(joined);
  });
  return groups.map((g) => g.rows).sort((a, b) => a[0]! - b[0]!);
}

test('never one over, companies undivided, first come first, and nobody left behind who would still fit', () => {
  fc.assert(
    fc.property(world, (w) => {
      const goes = chosen(w);
      const sensitiveLeft = w.sensitive ?? Number.POSITIVE_INFINITY;
      const fits = (rows: readonly number[]) => {
        const u = used(w, rows);
        return u.ordinary <= w.persons && u.sensitive <= sensitiveLeft;
      };
      // Plain: company by company in order, each if all of it fits beside what went before.
      const expected: number[] = [];
      for (const rows of companies(w)) if (fits([...expected, ...rows])) expected.push(...rows);
      const released = goes.flatMap((g, row) => (g ? [row] : []));
      expect(released).toEqual(expected.sort((a, b) => a - b));
      if (released.some((row) => w.rows[row]!.length > 0)) expect(fits(released)).toBe(true);
      for (const rows of companies(w)) {
        expect(new Set(rows.map((r) => goes[r])).size).toBe(1);
        if (!goes[rows[0]!]) expect(fits([...released, ...rows])).toBe(false);
      }
      w.rows.forEach((who, row) => {
        if (who.length === 0) expect(goes[row]).toBe(true);
      });
    }),
    { numRuns: 2_000 },
  );
});

test('where somebody cannot be named any more nothing is chosen', () => {
  const people = new People();
  people.load(1);
  const chooser = new PartChooser(people, WEIGHTS, { ordinary: new Uint8Array(1), sensitive: new Uint8Array(1) });
  chooser.add(0, { who: [UNKNOWN], traits: [{ fields: ORDINARY, minor: false }] });
  expect(chooser.unknown).toBe(true);
});
