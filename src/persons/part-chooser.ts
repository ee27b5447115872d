/**
 * Which rows of a transfer leave under a permit that does not reach for all of it. Persons whom a row shows together go
 * together, so all rows of one person go the same way; such a company goes if everybody in it who is not counted under
 * the permit yet still fits, and who came first in the input chooses first. What was passed over never fits later, for
 * there is only ever less left: the choice is maximal. Rows of nobody go.
 */
import { type FieldWeights, isOrdinary, isSensitive } from './classes.ts';
import { UNKNOWN } from './counter.ts';
import { MINOR, type People } from './people.ts';

/** By the number of a person's root: 1 where the person is counted under the permit already. */
export interface Members {
  readonly ordinary: Uint8Array;
  readonly sensitive: Uint8Array;
}

/** Persons that the permit still reaches for; null for any number. */
export interface Left {
  readonly persons: number | null;
  readonly sensitivePersons: number | null;
}

/** What a slot shows of somebody whom nothing tells apart. */
export interface SlotTraits {
  readonly fields: number;
  readonly minor: boolean;
}

/** A row: the person of each slot as `identify` gives it, and what the slot shows. */
export interface ChoiceRow {
  readonly who: readonly number[];
  readonly traits: readonly SlotTraits[];
}

interface Cost {
  ordinary: number;
  sensitive: number;
}

const UNMET = -1;
const OPEN = 0;
const GOES = 1;
const STAYS = 2;

export class PartChooser {
  readonly #people: People;
  readonly #weights: FieldWeights;
  readonly #members: Members;
  /** Whom a person goes with, by number; {@link UNMET} who is in no row. */
  readonly #with: Int32Array;
  readonly #chosen: Uint8Array;
  /** Persons as they were first met; below 0 rows of the undetermined alone, as -1 - their place in the list of them. */
  readonly #order: number[] = [];
  readonly #undetermined: (Cost & { readonly row: number; goes: boolean })[] = [];
  /** Undetermined persons in rows of others, by the number of any of those. */
  readonly #beside: [person: number, cost: Cost][] = [];
  #unknown = false;
  #next = 0;

  constructor(people: People, weights: FieldWeights, members: Members) {
    this.#people = people;
    this.#weights = weights;
    this.#members = members;
    this.#with = new Int32Array(people.count).fill(UNMET);
    this.#chosen = new Uint8Array(people.count);
  }

  /** Whether a row had somebody who cannot be named any more: then nothing can be chosen. */
  get unknown(): boolean {
    return this.#unknown;
  }

  /** Takes a row. All rows of the transfer are to be given, in order. */
  add(row: number, { who, traits }: ChoiceRow): void {
    let first = UNMET;
    const cost: Cost = { ordinary: 0, sensitive: 0 };
    for (const [slot, person] of who.entries()) {
      if (person === UNKNOWN) this.#unknown = true;
      if (person < 0) {
        const { fields, minor } = traits[slot]!;
        if (isOrdinary(fields, this.#weights)) cost.ordinary += 1;
        if (isOrdinary(fields, this.#weights) && isSensitive(fields, minor, this.#weights)) cost.sensitive += 1;
        continue;
      }
      if (this.#with[person] === UNMET) {
        this.#with[person] = person;
        this.#order.push(person);
      }
      if (first === UNMET) first = person;
      else this.#unite(first, person);
    }
    if (first !== UNMET) {
      if (cost.ordinary > 0) this.#beside.push([first, cost]);
    } else if (who.length > 0) {
      this.#order.push(-1 - this.#undetermined.length);
      this.#undetermined.push({ row, ...cost, goes: false });
    }
  }

  /** Chooses, once all rows were given. */
  choose({ persons, sensitivePersons }: Left): void {
    const costs = this.#costs();
    let ordinary = persons ?? Number.POSITIVE_INFINITY;
    let sensitive = sensitivePersons ?? Number.POSITIVE_INFINITY;
    const takes = (cost: Cost): boolean => {
      if (cost.ordinary > ordinary || cost.sensitive > sensitive) return false;
      ordinary -= cost.ordinary;
      sensitive -= cost.sensitive;
      return true;
    };
    for (const entry of this.#order) {
      if (entry < 0) {
        const alone = this.#undetermined[-1 - entry]!;
        alone.goes = takes(alone);
        continue;
      }
      const company = this.#find(entry);
      if (this.#chosen[company] === OPEN) this.#chosen[company] = takes(costs.get(company)!) ? GOES : STAYS;
    }
    this.#next = 0;
  }

  /** Whether a row leaves. Rows are to be asked for in order. */
  goes(row: number, who: readonly number[]): boolean {
    if (who.length === 0) return true;
    const person = who.find((p) => p >= 0);
    if (person !== undefined) return this.#chosen[this.#find(person)] === GOES;
    while (this.#undetermined[this.#next]!.row < row) this.#next += 1;
    return this.#undetermined[this.#next]!.goes;
  }

  #costs(): Map<number, Cost> {
    const costs = new Map<number, Cost>();
    const of = (company: number): Cost => {
      let cost = costs.get(company);
      if (cost === undefined) {
        cost = { ordinary: 0, sensitive: 0 };
        costs.set(company, cost);
      }
      return cost;
    };
    for (const person of this.#order) {
      if (person < 0) continue;
      const cost = of(this.#find(person));
      const fields = this.#people.fields(person);
      if (!isOrdinary(fields, this.#weights)) continue;
      if (this.#members.ordinary[person] !== 1) cost.ordinary += 1;
      const minor = (this.#people.flags(person) & MINOR) !== 0;
      if (isSensitive(fields, minor, this.#weights) && this.#members.sensitive[person] !== 1) cost.sensitive += 1;
    }
    for (const [person, { ordinary, sensitive }] of this.#beside) {
      const cost = of(this.#find(person));
      cost.ordinary += ordinary;
      cost.sensitive += sensitive;
    }
    return costs;
  }

  #find(person: number): number {
    let root = person;
    while (this.#with[root] !== root) root = this.#with[root]!;
    for (let p = person; p !== root; ) {
      const next = this.#with[p]!;
      this.#with[p] = root;
      p = next;
    }
    return root;
  }

  #unite(a: number, b: number): void {
    const [x, y] = [this.#find(a), this.#find(b)];
    if (x !== y) this.#with[Math.max(x, y)] = Math.min(x, y);
  }
}
