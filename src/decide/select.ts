/** What of a pack is in force on a day. */
import { DouaneError } from '../model/errors.ts';
import type { Sure } from '../model/words.ts';
import { type Holidays, isDate, within } from './calendar.ts';
import { DEFAULTED, type Defaulted } from './facts.ts';
import type { Pack, ParameterValue, Rule, RuleVersion } from './pack.ts';

export interface ActiveRule {
  readonly rule: Rule;
  readonly version: RuleVersion;
}

export interface LawOfTheDay extends Period {
  readonly asOf: string;
}

/** What is in force unchanged from one day on which something of the pack begins or ends to the next. */
export interface Period {
  readonly rules: readonly ActiveRule[];
  /** Of these, the ones that say something of a transfer by its facts alone; grades and mere terms do not. */
  readonly first: readonly ActiveRule[];
  /** Those that need the result or a permit too. */
  readonly later: readonly ActiveRule[];
  /** Each term with the rules that define it, after the terms that those use. */
  readonly definitions: readonly { readonly term: string; readonly rules: readonly ActiveRule[] }[];
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** How sure each value of the day is. */
  readonly parametersSure: ReadonlyMap<string, Sure>;
  /** The parameters as conditions read them. */
  readonly p: Readonly<Record<string, ParameterValue>>;
  readonly holidays: Holidays;
  /** Facts that any condition in force reads, in the order of their schema. */
  readonly factsRead: readonly Defaulted[];
}

/** A pack's days of change in order, and what is in force from each; a pack is immutable, so both are kept. */
interface Periods {
  readonly changes: readonly string[];
  readonly holidays: Holidays;
  readonly made: Map<number, Period>;
}
const periods = new WeakMap<Pack, Periods>();

/**
 * Takes out what is in force on a day.
 *
 * @throws DouaneError LAW_NO_RULES where the pack does not answer that day, CALL_BAD_VALUE where it is no day.
 */
export function select(pack: Pack, asOf: string): LawOfTheDay {
  if (!isDate(asOf))
    throw new DouaneError('CALL_BAD_VALUE', { place: { name: 'as-of' }, expected: 'a date YYYY-MM-DD' });
  if (!within(asOf, pack.covers)) {
    const [from, to] = pack.covers;
    throw new DouaneError('LAW_NO_RULES', {
      place: { name: pack.id },
      expected: to === null ? `a date from ${from} on` : `a date from ${from} to before ${to}`,
      got: asOf,
    });
  }
  let of = periods.get(pack);
  if (of === undefined) {
    of = { changes: changesOf(pack), holidays: holidaysOf(pack), made: new Map() };
    periods.set(pack, of);
  }
  const at = lastNotAfter(of.changes, asOf);
  let period = of.made.get(at);
  if (period === undefined) {
    period = selectAnew(pack, asOf, of.holidays);
    of.made.set(at, period);
  }
  return { ...period, asOf };
}

/** Every day on which a version of a rule or a value begins or no longer holds. */
function changesOf(pack: Pack): readonly string[] {
  const days = new Set<string>();
  for (const { versions } of [...pack.rules.values(), ...pack.parameters.values()]) {
    for (const { inForce } of versions) for (const day of inForce) if (day !== null) days.add(day);
  }
  return [...days].sort();
}

/** Index of the last of sorted days that is not after a day; -1 where all are. */
function lastNotAfter(days: readonly string[], day: string): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function selectAnew(pack: Pack, asOf: string, holidays: Holidays): Period {
  const rules: ActiveRule[] = [];
  for (const rule of pack.rules.values()) {
    for (const version of rule.versions) if (within(asOf, version.inForce)) rules.push({ rule, version });
  }
  const parameters = new Map<string, ParameterValue>();
  const parametersSure = new Map<string, Sure>();
  for (const { id, versions } of pack.parameters.values()) {
    const version = versions.find((v) => within(asOf, v.inForce));
    if (version === undefined) continue;
    parameters.set(id, version.value);
    parametersSure.set(id, version.sure);
  }
  const p = Object.fromEntries(parameters);
  const conditions = [
    ...Object.values(pack.classes),
    ...rules.flatMap(({ version: v }) => [
      v.when,
      v.met,
      ...v.duties.map((d) => d.when),
      ...v.flags.map((f) => f.when),
    ]),
  ];
  const reads = new Set([...conditions.flatMap((c) => c?.reads ?? []), ...[...pack.dates.values()].map((d) => d.from)]);
  const factsRead = DEFAULTED.filter((d) => reads.has(d.fact));
  const isLater = ({ version: v }: ActiveRule) =>
    v.eachPermit || v.when?.reads.some((r) => r.startsWith('result.')) === true;
  const definitions = pack.terms.map((term) => ({ term, rules: rules.filter((r) => r.version.defines === term) }));
  const speaking = rules.filter(says);
  const first = speaking.filter((r) => !isLater(r));
  const later = speaking.filter(isLater);
  return {
    rules,
    first,
    later,
    definitions,
    parameters,
    parametersSure,
    p,
    holidays,
    factsRead,
  };
}

/** Whether a version says something of a transfer. */
function says({ version: v }: ActiveRule): boolean {
  return v.outcome !== null || v.because !== null || v.duties.length > 0 || v.flags.length > 0;
}

/** The holiday tables of all years that the pack has, under the names `holidays` and `makeUpDays`. */
function holidaysOf(pack: Pack): Holidays {
  const list = (id: string) => pack.parameters.get(id)?.versions ?? [];
  const days = (id: string) => new Set(list(id).flatMap((v) => (Array.isArray(v.value) ? (v.value as string[]) : [])));
  return {
    off: days('holidays'),
    makeUp: days('makeUpDays'),
    years: new Set(list('holidays').map((v) => v.inForce[0].slice(0, 4))),
  };
}
