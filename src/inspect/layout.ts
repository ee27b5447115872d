/**
 * Whose each column is. A row has one person to begin with; columns whose headers name another (payee, emergency
 * contact, spouse) are that other's, objects and lists of objects in JSON are people of their own if they have names
 * or documents of their own.
 */
import { KIND_INDEX, type Kind } from '../model/kinds.ts';
import { COUNTS, type Column } from './column.ts';
import { columnOf } from './headers.ts';

export interface Layout {
  readonly groups: number;
  /** Whether any column is in a list of objects. */
  readonly lists: boolean;
}

const NAME = KIND_INDEX['person.name'];
const KEY = KIND_INDEX['customer-key'];
const DOCUMENTS = (
  [
    'cn.resident-id',
    'cn.hmt-residence',
    'cn.foreign-permanent-resident-id',
    'passport',
    'cn.hk-macau-permit',
    'cn.taiwan-permit',
    'cn.social-security',
  ] as const satisfies Kind[]
).map((k) => KIND_INDEX[k]);

interface Place {
  readonly key: string;
  readonly apart: boolean;
  readonly columns: Column[];
  /** What can be had only once by a person: a name (1), a document (2), a key (4). */
  own: number;
}
const HAS_NAME = 1;
const HAS_DOCUMENT = 2;
const HAS_KEY = 4;

/** Of several people in a row, the one that columns without a word for a person belong to. */
const ORDER = [
  '~customer',
  '~member',
  '~patient',
  '~student',
  '~passenger',
  '~applicant',
  '~user',
  '~owner',
  '~holder',
  '~employee',
  '~contact',
];

/** Sets `group`, `element` of each column. Pure but for that. */
export function layOut(columns: readonly Column[]): Layout {
  const numbered = numbersThatTell(columns);
  const places = new Map<string, Place>();
  for (const column of columns) {
    const number = numbered && column.header.role !== null ? numberIn(column) : '';
    const { container, group, apart } = column.header;
    const list = container.lastIndexOf('/*');
    const root = list < 0 ? '' : container.slice(0, list + 2);
    const key =
      number !== ''
        ? `${root}#${number}${group}`
        : apart
          ? `${root}!${group}`
          : container !== ''
            ? container
            : group !== ''
              ? `~${group}`
              : '';
    let place = places.get(key);
    if (place === undefined) {
      place = { key, apart: apart || number !== '', columns: [], own: 0 };
      places.set(key, place);
    }
    place.columns.push(column);
    place.own |= ownOf(column);
  }
  const stands = whoStands(places);
  const numberOf = new Map<string, number>([['', 0]]);
  let lists = false;
  for (const place of places.values()) {
    const key = stands.get(place.key)!;
    let group = numberOf.get(key);
    if (group === undefined) {
      group = numberOf.size;
      numberOf.set(key, group);
    }
    for (const column of place.columns) {
      column.group = group;
      column.element = isElement(column.path, key);
      lists ||= column.element;
    }
  }
  return { groups: numberOf.size, lists };
}

function ownOf(column: Column): number {
  let own = 0;
  if (column.confidence(NAME) >= COUNTS && column.roleName === 'name' && column.accepted) own |= HAS_NAME;
  if (DOCUMENTS.some((k) => column.whole(k) > 0 && column.confidence(k) >= COUNTS)) own |= HAS_DOCUMENT;
  if (column.accepted && column.isOfRole(KEY)) own |= HAS_KEY;
  return own;
}

/** Which place each place's columns go to in the end. */
function whoStands(places: ReadonlyMap<string, Place>): ReadonlyMap<string, string> {
  const standing = new Set<string>(['']);
  const owning = [...places.values()].filter((p) => !p.apart && p.own !== 0);
  const soft = [...places.values()].filter((p) => !p.apart && p.key !== '');
  for (const place of soft) {
    if (place.own === 0) continue;
    const list = place.key.includes('/*');
    if (list || owning.some((other) => other !== place && conflicts(place, other))) standing.add(place.key);
  }
  const hard = [...places.values()].filter((p) => p.apart);
  for (const place of hard) standing.add(place.key);

  const into = new Map<string, string>();
  const root = { own: places.get('')?.own ?? 0 };
  for (const place of soft) {
    const target = ancestors(place.key).find((key) => standing.has(key)) ?? '';
    into.set(place.key, target);
    if (target === '') root.own |= place.own;
  }
  for (const place of hard) into.set(place.key, place.key);

  // What says nothing of whose it is belongs to the person that is named.
  let rootTo = '';
  const named = [...standing].filter((key) => key.startsWith('~'));
  if ((root.own & (HAS_NAME | HAS_DOCUMENT)) === 0 && named.length > 0)
    rootTo = named.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))[0]!;
  else if (root.own === 0 && hard.length === 1 && (hard[0]!.own & HAS_NAME) !== 0) into.set(hard[0]!.key, '');
  into.set('', '');
  if (rootTo !== '') {
    // The person named takes the place of the row's own.
    for (const [key, target] of into) if (target === rootTo) into.set(key, '');
  }
  return into;
}

/** Two sets of columns that both have what one person has once. */
function conflicts(a: Place, b: Place): boolean {
  const both = a.own & b.own;
  if ((both & (HAS_NAME | HAS_DOCUMENT)) !== 0) return a.key.length >= b.key.length || !b.key.startsWith(a.key);
  if ((both & HAS_KEY) === 0) return false;
  if (a.key.startsWith('/') && b.key.startsWith('/')) return !a.key.startsWith(b.key) && !b.key.startsWith(a.key);
  return (a.key === '~employee' && CLIENTS.has(b.key)) || (b.key === '~employee' && CLIENTS.has(a.key));
}
const CLIENTS = new Set(['~customer', '~member', '~patient', '~student', '~passenger', '~owner', '~holder']);

/** A place and those it lies in, nearest first. */
function ancestors(key: string): string[] {
  if (!key.startsWith('/')) return [key, ''];
  const keys = [key];
  for (let at = key.lastIndexOf('/'); at >= 0; at = key.lastIndexOf('/', at - 1)) {
    keys.push(key.slice(0, at));
    if (at === 0) break;
  }
  return keys;
}

/** Whether the path comes again only where the next object of the list begins. */
function isElement(path: string, key: string): boolean {
  const depth = stars(key);
  if (depth === 0) return false;
  return stars(path.endsWith('/*') ? path.slice(0, -2) : path) === depth && !path.endsWith('/*');
}

function stars(path: string): number {
  let n = 0;
  for (let at = path.indexOf('/*'); at >= 0; at = path.indexOf('/*', at + 1)) n += 1;
  return n;
}

/** The last number in a header of at most two digits. */
function numberIn(column: Column): string {
  return /(?<!\d)(\d{1,2})(?!.*\d)/.exec(columnOf(column.path))?.[1] ?? '';
}

/** `姓名1, 电话1, 姓名2, 电话2`: names or documents that differ by a number are several people. */
function numbersThatTell(columns: readonly Column[]): boolean {
  const seen = new Map<string, string>();
  for (const column of columns) {
    if (column.header.container !== '' || (ownOf(column) & (HAS_NAME | HAS_DOCUMENT)) === 0) continue;
    const number = numberIn(column);
    if (number === '' || column.header.role === null) continue;
    const key = `${column.header.role}/${column.header.group}`;
    const before = seen.get(key);
    if (before !== undefined && before !== number) return true;
    seen.set(key, number);
  }
  return false;
}
