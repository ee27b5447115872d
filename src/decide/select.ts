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

export interface LawOfTheDay {
  readonly asOf: string;
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

/** Selections already made: a pack is immutable, so a day always gives the same. */
const made = new WeakMap<Pack, Map<string, LawOfTheDay>>();
const MAX_DAYS_KEPT = 64;

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
  const days = made.get(pack) ?? new Map<string, LawOfTheDay>();
  made.set(pack, days);
  const known = days.get(asOf);
  if (known !== undefined) return known;
  const law = selectAnew(pack, asOf);
  if (days.size >= MAX_DAYS_KEPT) days.clear();
  days.set(asOf, law);
  return law;
}

function selectAnew(pack: Pack, asOf: string): LawOfTheDay {
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
    asOf,
    rules,
    first,
    later,
    definitions,
    parameters,
    parametersSure,
    p,
    holidays: holidaysOf(pack),
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
