/** Facts as given → all facts, checked against their schema. Pure. */
import { COUNTRIES, parseCountry } from '../model/countries.ts';
import type { Assumed } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import { type Fact, type FactGroup, isFact } from '../model/fact-types.ts';
import { FACTS, type Facts, type FactsGiven } from '../model/facts.ts';
import { ASIDE } from '../model/facts-china.ts';
import type { HeldPermit, PermitUse, ReleaseApproval } from '../model/permit.ts';
import { isDate } from './calendar.ts';
import { addImplied } from './implied-facts.ts';
import { parsePermit } from './permit.ts';

export interface CompleteFacts {
  readonly facts: Facts;
  readonly given: FactsGiven;
  /** Facts that nobody gave and that follow from those given, by path. */
  readonly implied: ReadonlyMap<string, unknown>;
}

/** Longest text and longest list of facts; more than any real case has. */
const MAX_TEXT = 500;
const MAX_LIST = 10_000;

/**
 * Puts defaults, or what follows from the others, in the place of facts that were not given and refuses what does not
 * fit the schema or contradicts itself.
 *
 * @throws DouaneError LAW_FACTS_INVALID, CALL_UNKNOWN_COUNTRY
 * @example
 * const { facts } = completeFacts({ recipient: { place: 'DE' } });
 */
export function completeFacts(given: FactsGiven): CompleteFacts {
  const complete = completeGroup(FACTS, given, '') as unknown as Facts;
  const { facts, implied } = addImplied(complete, given);
  checkTogether(facts);
  return { facts, given, implied };
}

/** What every fact of a group is that nobody gave; shared by all decisions, so nothing may change it. */
const defaults = new WeakMap<FactGroup, Readonly<Record<string, unknown>>>();

function defaultsOf(group: FactGroup): Readonly<Record<string, unknown>> {
  let known = defaults.get(group);
  if (known === undefined) {
    const entries = Object.entries(group).map(([name, node]) => [name, isFact(node) ? node.default : defaultsOf(node)]);
    known = Object.freeze(Object.fromEntries(entries) as Record<string, unknown>);
    defaults.set(group, known);
  }
  return known;
}

/** Looks only at what was given: most facts are not. */
function completeGroup(group: FactGroup, given: unknown, path: string): Readonly<Record<string, unknown>> {
  if (given === undefined && path !== '') {
    checkNamed(group, {}, path);
    return defaultsOf(group);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(path.slice(0, -1) || 'the top level', 'a group of facts', describe(given));
  }
  const values = given as Record<string, unknown>;
  const out: Record<string, unknown> = { ...defaultsOf(group) };
  for (const key of Object.keys(values)) {
    const at = `${path}${key}`;
    if (!Object.hasOwn(group, key)) {
      throw invalid(at, `one of: ${Object.keys(group).join(', ')}`, 'an unknown fact');
    }
    const node = group[key]!;
    const value = values[key];
    if (!isFact(node)) out[key] = completeGroup(node, value, `${at}.`);
    else if (value !== undefined) out[key] = checkFact(node, value, at);
  }
  checkNamed(group, values, path);
  return out;
}

/** Facts that have to be given, by group. */
const needed = new WeakMap<FactGroup, readonly string[]>();

function checkNamed(group: FactGroup, values: Readonly<Record<string, unknown>>, path: string): void {
  let names = needed.get(group);
  if (names === undefined) {
    names = Object.entries(group).flatMap(([name, node]) => (isNeeded(node) ? [name] : []));
    needed.set(group, names);
  }
  for (const name of names) {
    if (values[name] !== undefined) continue;
    const node = group[name]!;
    if (!isFact(node)) checkNamed(node, {}, `${path}${name}.`);
    else throw invalid(`${path}${name}`, describeFact(node), 'nothing');
  }
}

/** A fact without a default, or a group with one in it. */
function isNeeded(node: Fact | FactGroup): boolean {
  if (isFact(node)) return node.default === null && node.type !== 'approval';
  return Object.values(node).some(isNeeded);
}

/** A fact by its path, with what it is where nobody gave it. */
export interface Defaulted extends Assumed {
  readonly parts: readonly string[];
}

/** Every fact that can be assumed, in the order of the schema. */
export const DEFAULTED: readonly Defaulted[] = listDefaulted(FACTS, []);

function listDefaulted(group: FactGroup, above: readonly string[]): Defaulted[] {
  return Object.entries(group).flatMap(([name, node]) => {
    const parts = [...above, name];
    if (!isFact(node)) return listDefaulted(node, parts);
    if (node.default === null || node.type === 'permits') return [];
    return [{ fact: parts.join('.'), value: node.default, parts }];
  });
}

/** Which of some facts nobody gave. Groups about other conduct are not listed where nothing of them was given. */
export function assumedOf(
  { given, implied }: Pick<CompleteFacts, 'given' | 'implied'>,
  among: readonly Defaulted[],
): readonly Assumed[] {
  const out: Assumed[] = [];
  for (const { fact, value, parts } of among) {
    let node: unknown = given;
    for (const [depth, part] of parts.entries()) {
      node = (node as Record<string, unknown>)[part];
      if (node === undefined) {
        if (depth > 0 || !ASIDE.has(part))
          out.push({ fact, value: implied.has(fact) ? (implied.get(fact) as Assumed['value']) : value });
        break;
      }
    }
  }
  return out;
}

function checkFact(fact: Fact, value: unknown, at: string): unknown {
  switch (fact.type) {
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'int':
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
      break;
    case 'text':
      if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
      break;
    case 'date':
      if (value === '' || (typeof value === 'string' && isDate(value))) return value;
      break;
    case 'country':
      if (value === '' && fact.default === '') return value;
      if (typeof value === 'string') return parseCountry(value, { name: at });
      break;
    case 'choice':
      if (typeof value === 'string' && fact.values.includes(value)) return value;
      break;
    case 'list':
      if (Array.isArray(value) && value.length <= MAX_LIST) return checkList(fact, value, at);
      break;
    case 'permits':
      if (Array.isArray(value) && value.length <= MAX_LIST) return value.map((v, i) => checkPermit(v, `${at}[${i}]`));
      break;
    case 'approval':
      return value === null ? null : checkApproval(value, at);
    default:
      fact satisfies never;
  }
  throw invalid(at, describeFact(fact), describe(value));
}

function checkList(fact: Fact & { type: 'list' }, value: readonly unknown[], at: string): readonly string[] {
  return value.map((item, i) => {
    const place = `${at}[${i}]`;
    if (typeof item !== 'string' || item.length > MAX_TEXT) throw invalid(place, 'text', describe(item));
    if (fact.of === 'country' && !COUNTRIES.has(item)) return parseCountry(item, { name: place });
    if (fact.of === 'choice' && !fact.values.includes(item)) {
      throw invalid(place, `one of: ${fact.values.join(', ')}`, 'another word');
    }
    return item;
  });
}

/** A permit and what would be used of it. @throws DouaneError PERMIT_INVALID, LAW_FACTS_INVALID */
function checkPermit(value: unknown, at: string): HeldPermit {
  if (typeof value !== 'object' || value === null) throw invalid(at, 'a permit', describe(value));
  const { used, before, ...permit } = value as { used?: unknown; before?: unknown; budget?: unknown };
  // A permit that names no number is not used up.
  const notUsed = used === undefined && permit.budget === undefined;
  const use = {
    used: notUsed
      ? { persons: 0, sensitivePersons: 0 }
      : checkUse(used, `${at}.used`, 'the persons that would be used of it, this transfer included'),
    ...(before === undefined ? {} : { before: checkUse(before, `${at}.before`, 'the persons used of it before') }),
  };
  return { ...parsePermit(permit, { name: at }), ...use };
}

function checkUse(value: unknown, at: string, what: string): PermitUse {
  const persons = (name: keyof PermitUse): number => {
    const count = (value as Record<string, unknown> | null | undefined)?.[name];
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
    throw invalid(`${at}.${name}`, what, describe(count));
  };
  return { persons: persons('persons'), sensitivePersons: persons('sensitivePersons') };
}

/** Every part of an approval has to be there: it is what stands for the permit that is not. */
function checkApproval(value: unknown, at: string): ReleaseApproval {
  if (typeof value !== 'object' || value === null) throw invalid(at, 'an approval, or null', describe(value));
  const given = value as Record<string, unknown>;
  for (const name of ['by', 'at', 'reason', 'digest']) {
    const part = given[name];
    if (typeof part !== 'string' || part === '') throw invalid(`${at}.${name}`, 'text', describe(part));
  }
  const { reference } = given;
  if (reference !== null && typeof reference !== 'string') {
    throw invalid(`${at}.reference`, 'text, or null', describe(reference));
  }
  return value as ReleaseApproval;
}

/** Counts that contradict each other would let a decision rest on the smaller one. */
function checkTogether(facts: Facts): void {
  const { counts } = facts;
  const pairs = [
    ['currentOrdinary', 'inTransferOrdinary'],
    ['currentSensitive', 'inTransferSensitive'],
  ] as const;
  for (const [whole, part] of pairs) {
    if (counts[whole] < counts[part]) {
      throw invalid(
        `counts.${whole}`,
        `at least counts.${part}: the planned transfer is counted with`,
        'a smaller number',
      );
    }
  }
}

function invalid(name: string, expected: string, got: string): DouaneError {
  return new DouaneError('LAW_FACTS_INVALID', { place: { name }, expected, got });
}

/** What a fact has to be, in words. */
export function describeFact(fact: Fact): string {
  switch (fact.type) {
    case 'bool':
      return 'true or false';
    case 'int':
      return `a whole number of ${fact.unit}, not negative`;
    case 'text':
      return 'text';
    case 'date':
      return 'a date YYYY-MM-DD';
    case 'country':
      return 'a country, ISO 3166-1 alpha-2';
    case 'choice':
      return `one of: ${fact.values.join(', ')}`;
    case 'list':
      if (fact.of === 'country') return 'a list of countries, ISO 3166-1 alpha-2';
      return fact.of === 'text' ? 'a list of texts' : `a list of: ${fact.values.join(', ')}`;
    case 'permits':
      return 'a list of permits';
    case 'approval':
      return 'an approval, or null';
    default:
      return fact satisfies never;
  }
}

/** The sort of a value, never the value. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'other text';
    case 'number':
      return 'another number';
    case 'object':
      return 'a group';
    default:
      return `a ${typeof value}`;
  }
}
