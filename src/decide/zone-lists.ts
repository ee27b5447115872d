/**
 * What a loaded negative list of a free-trade zone says of a transfer. Pure: facts, lists and a day → facts.
 *
 * Never milder for not knowing: where the sector, the scenario or what leaves cannot be told, the transfer is not off
 * the list, and every item that may be meant counts for the route.
 */
import type { Facts, FactsGiven } from '../model/facts.ts';
import { ZONE_ROUTES, type ZoneRoute } from '../model/facts-china.ts';
import type { Kind } from '../model/kinds.ts';
import type { DataClass, Sure } from '../model/words.ts';
import { within } from './calendar.ts';
import { completeFacts } from './facts.ts';

/** One row: data of a scenario that need a route. Names are normal ({@link normalName}), each in every language given. */
export interface ZoneItem {
  readonly sector: readonly string[];
  readonly scenario: readonly string[];
  readonly item: string;
  /** What of the data the item is about; neither kinds nor words: all of the scenario. */
  readonly kinds: readonly Kind[];
  readonly fields: readonly string[];
  readonly class: DataClass | null;
  /** Persons since 1 January from which the item applies; the number itself is in. */
  readonly persons: number | null;
  readonly sensitivePersons: number | null;
  readonly route: Exclude<ZoneRoute, 'none'>;
}

/** One edition of a zone's list. */
export interface ZoneList {
  readonly zone: string;
  readonly list: string;
  readonly inForce: readonly [string, string | null];
  readonly cite: string;
  readonly url: string;
  readonly sure: Sure;
  readonly reviewed: string;
  readonly closedToCiio: boolean;
  readonly items: readonly ZoneItem[];
  readonly hash: string;
}

/** What was measured instead of declared: then `data.kinds` is complete too. */
export interface Measured {
  /** Paths of all fields that leave, personal or not. */
  readonly fields: readonly string[];
}

type Table = Facts['zoneList'];
type Doubt = Table['doubts'][number];

/** A name as it is compared: full width, case and spaces do not count. */
export const normalName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/**
 * Looks a transfer up in the lists of its zone: the answer becomes `zoneList`, whatever was given of it, and decides
 * `exporter.ftz.itemOnList`, whatever was declared. Without a list of the zone what was declared stands.
 *
 * @throws DouaneError LAW_FACTS_INVALID, CALL_UNKNOWN_COUNTRY where the facts do not fit.
 * @example
 * const decision = decide(withZoneList(facts, lists, asOf), packs, asOf);
 */
export function withZoneList(
  given: FactsGiven,
  lists: readonly ZoneList[],
  asOf: string,
  measured?: Measured,
): FactsGiven {
  const { zoneList: _given, ...declared } = given;
  const zone = declared.exporter?.ftz?.zone;
  const ofZone = lists.filter((l) => l.zone === zone);
  if (ofZone.length === 0) return declared;
  const { facts } = completeFacts(declared);
  const list = ofZone.find((l) => within(asOf, l.inForce));
  const said = list === undefined ? NOT_IN_FORCE : { ...headOf(list), ...look(list, facts, measured) };
  const itemOnList = said.answer !== 'off-list' && said.answer !== 'below-number';
  const { ftz } = declared.exporter!;
  const contradicts: Table['contradicts'][number][] = [];
  if (ftz!.itemOnList !== undefined && ftz!.itemOnList !== itemOnList) contradicts.push('item');
  if (ftz!.list && list !== undefined && ftz!.list !== list.list) contradicts.push('edition');
  return {
    ...declared,
    exporter: { ...declared.exporter, ftz: { ...ftz, itemOnList } },
    zoneList: { ...said, contradicts },
  };
}

type Said = Omit<Table, 'contradicts'>;
const NOTHING = { route: 'none', item: '', items: 0, doubts: [] } as const;
const NOT_IN_FORCE: Said = {
  answer: 'not-in-force',
  ...NOTHING,
  ...{ list: '', hash: '', cite: '', url: '', sure: 'none', reviewed: '', closedToCiio: false },
};

const headOf = ({ list, hash, cite, url, sure, reviewed, closedToCiio }: ZoneList) => ({
  ...{ list, hash, cite, url, sure, reviewed, closedToCiio },
});

function look(
  list: ZoneList,
  facts: Facts,
  measured: Measured | undefined,
): Pick<Said, 'answer' | 'route' | 'item' | 'items' | 'doubts'> {
  const leaving = leavingOf(facts, measured);
  const { items, doubt } = inScenario(list, facts);
  const doubts = new Set<Doubt>(doubt);
  const apply: ZoneItem[] = [];
  let below = false;
  for (const item of items) {
    const fit = fitOf(item, leaving);
    if (fit === null) continue;
    if (!reached(item, facts)) {
      below = true;
      continue;
    }
    for (const d of fit) doubts.add(d);
    apply.push(item);
  }
  if (doubts.size === 0 && apply.length === 0) return { answer: below ? 'below-number' : 'off-list', ...NOTHING };
  const route = ZONE_ROUTES.findLast((r) => apply.some((i) => i.route === r)) ?? 'none';
  return {
    answer: doubts.size > 0 ? 'unclear' : 'on-list',
    route,
    item: apply.find((i) => i.route === route)?.item ?? '',
    items: apply.length,
    doubts: [...doubts],
  };
}

/** Items of the scenario; where it is not one of the list, all that may be meant. */
function inScenario(
  list: ZoneList,
  { exporter: { ftz } }: Facts,
): { readonly items: readonly ZoneItem[]; readonly doubt: readonly Doubt[] } {
  const [sectorName, scenarioName] = [normalName(ftz.sector), normalName(ftz.scenario)];
  const sector = list.items.filter((i) => i.sector.includes(sectorName));
  if (sector.length === 0) return { items: list.items, doubt: ['sector'] };
  const scenario = sector.filter((i) => i.scenario.includes(scenarioName));
  return scenario.length === 0 ? { items: sector, doubt: ['scenario'] } : { items: scenario, doubt: [] };
}

interface Leaving {
  readonly present: Readonly<Record<DataClass, boolean>>;
  /** Automotive data may be important by their nature, which only the pack can tell. */
  readonly maybeImportant: boolean;
  readonly anything: boolean;
  readonly kinds: ReadonlySet<Kind> | null;
  readonly fields: readonly string[] | null;
}

/** Kinds and fields are null where data leave and nobody said which. */
function leavingOf({ data, exporter }: Facts, measured: Measured | undefined): Leaving {
  const fields = measured?.fields ?? data.fields;
  const present = {
    ordinary: data.personal && !data.anonymised,
    sensitive: (data.sensitive || data.under14 || data.faces || data.inVehicle || data.roadVideo) && !data.anonymised,
    important: data.important || data.core,
  };
  const personal = present.ordinary || present.sensitive;
  const kinds = personal ? data.kinds : [];
  const maybeImportant = exporter.autoProcessor;
  return {
    present,
    maybeImportant,
    anything: personal || present.important || maybeImportant,
    kinds: measured === undefined && personal && kinds.length === 0 ? null : new Set(kinds),
    fields: measured === undefined && fields.length === 0 ? null : fields.map(normalName),
  };
}

/** Null where the item is not about these data; else what has to be known to tell, nothing where it is. */
function fitOf(item: ZoneItem, leaving: Leaving): readonly Doubt[] | null {
  const { present, anything, kinds, fields } = leaving;
  const described = item.kinds.length > 0 || item.fields.length > 0;
  if (item.class === 'important' && !described && item.persons === null && item.sensitivePersons === null) {
    if (present.important) return [];
    return leaving.maybeImportant ? ['important'] : null;
  }
  if (item.class === 'ordinary' || item.class === 'sensitive' ? !present[item.class] : !anything) {
    // Words that name important data find it although nobody said that there is any.
    return item.class === 'important' && item.fields.some((w) => fields?.some((f) => f.includes(w))) ? [] : null;
  }
  if (!described) return [];
  // A doubt stays one where another of the words fits: more data must not settle what was not known.
  const doubts: Doubt[] = [];
  if (item.kinds.length > 0 && kinds === null) doubts.push('kinds');
  if (item.fields.length > 0 && fields === null) doubts.push('fields');
  const fits =
    item.kinds.some((k) => kinds?.has(k)) || item.fields.some((word) => fields?.some((f) => f.includes(word)));
  return fits || doubts.length > 0 ? doubts : null;
}

/** Whether the persons reach the item's number. Where it does not name its class, the larger count is compared. */
function reached(item: ZoneItem, { counts }: Facts): boolean {
  const { currentOrdinary, currentSensitive } = counts;
  if (item.persons === null && item.sensitivePersons === null) return true;
  const persons = item.class === 'ordinary' ? currentOrdinary : Math.max(currentOrdinary, currentSensitive);
  return (
    (item.persons !== null && persons >= item.persons) ||
    (item.sensitivePersons !== null && currentSensitive >= item.sensitivePersons)
  );
}
