/** What facts that were given say of others that nobody gave. Pure. */
import type { Facts, FactsGiven } from '../model/facts.ts';

/** A fact that follows from others where nobody gave it; never milder than its default. */
interface Implication {
  readonly group: keyof Facts;
  readonly name: string;
  /** Undefined where nothing follows. */
  readonly value: (facts: Facts, gave: (group: keyof Facts, name: string) => boolean) => unknown;
}

/** In this order: later ones read what earlier ones found. */
const IMPLICATIONS: readonly Implication[] = [
  // The planned transfer is counted with, and this year lies in the window that began a year earlier.
  { group: 'counts', name: 'currentOrdinary', value: ({ counts }) => more(counts.inTransferOrdinary) },
  { group: 'counts', name: 'currentSensitive', value: ({ counts }) => more(counts.inTransferSensitive) },
  { group: 'counts', name: 'previousSensitive', value: ({ counts }) => more(counts.currentSensitive) },
  {
    group: 'counts',
    name: 'previousAll',
    value: ({ counts }) => more(Math.max(counts.currentOrdinary, counts.previousSensitive)),
  },
  {
    group: 'data',
    name: 'sensitive',
    value: ({ counts }) => counts.currentSensitive > 0 || counts.previousSensitive > 0 || undefined,
  },
  {
    group: 'data',
    name: 'important',
    value: ({ data }, gave) =>
      data.importantIsPersonal ||
      data.importantKnownOn !== '' ||
      (gave('data', 'importantStatus') && data.importantStatus !== 'none') ||
      undefined,
  },
  { group: 'exporter', name: 'ciio', value: ({ exporter }) => exporter.ciioNotifiedOn !== '' || undefined },
  {
    group: 'exporter',
    name: 'personsHeld',
    value: ({ exporter }) => (exporter.reachedMillionOn !== '' ? 1_000_000 : undefined),
  },
  {
    group: 'exporter',
    name: 'platform',
    value: ({ exporter }) => exporter.users > 0 || exporter.monthlyActiveUsers > 0 || undefined,
  },
  // Access from inside is the milder reading: that has to be said in full.
  {
    group: 'transfer',
    name: 'act',
    value: ({ transfer, exporter }) =>
      transfer.accessPlace !== '' && transfer.accessPlace !== exporter.jurisdiction ? 'remote-access' : undefined,
  },
  {
    group: 'russia',
    name: 'collects',
    value: ({ russia }) => russia.databases === 'both' || russia.databases === 'abroad' || undefined,
  },
];

const more = (count: number): number | undefined => (count > 0 ? count : undefined);

/** Facts with what follows from them, and what was put there, by path. */
export interface WithImplied {
  readonly facts: Facts;
  readonly implied: ReadonlyMap<string, unknown>;
}

/**
 * Puts what follows from the facts given in the place of defaults. Nothing that was given changes.
 *
 * @example
 * addImplied(facts, { recipient: { place: 'DE' }, counts: { currentSensitive: 40 } }).facts.data.sensitive; // true
 */
export function addImplied(complete: Facts, given: FactsGiven): WithImplied {
  const gave = (group: keyof Facts, name: string) =>
    (given[group] as Readonly<Record<string, unknown>> | undefined)?.[name] !== undefined;
  let facts = complete;
  const implied = new Map<string, unknown>();
  for (const { group, name, value } of IMPLICATIONS) {
    if (gave(group, name)) continue;
    const found = value(facts, gave);
    if (found === undefined) continue;
    facts = { ...facts, [group]: { ...(facts[group] as object), [name]: found } };
    implied.set(`${group}.${name}`, found);
  }
  return { facts, implied };
}

/**
 * Facts as given, with the classes of data said as they are now: how far a count is from a number of the law is asked
 * with the same data, not with others that a count of them would imply.
 */
export function pinClasses(given: FactsGiven, { data: { sensitive, important } }: Facts): FactsGiven {
  return { ...given, data: { sensitive, important, ...given.data } };
}
