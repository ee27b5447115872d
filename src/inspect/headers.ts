/**
 * What a header says its column holds, and whose. Headers come in Chinese, English, pinyin and first letters, with
 * any separators, brackets, case and width; for a JSON pointer the last named segments are the header, for a
 * spreadsheet what stands behind the sheet's name.
 */
import { CHINESE } from './headers/chinese.ts';
import { ENGLISH } from './headers/english.ts';
import { GROUPS } from './headers/groups.ts';
import { PINYIN } from './headers/pinyin.ts';
import type { HeaderWords, Role } from './headers/roles.ts';

export interface HeaderMeaning {
  /** Null where the header says nothing. */
  readonly role: Role | null;
  /** 2 where the header is enough for values of fitting shape, 1 where values must fit by themselves. */
  readonly strength: 0 | 1 | 2;
  /** Label of the person it is about; '' for the one the row is about. */
  readonly group: string;
  /** Whether that person is always another than the one the row is about. */
  readonly apart: boolean;
  /** Normalised header without the words for other people: keeps apart the keys of two columns. */
  readonly name: string;
  /** JSON pointer of the object that the field is in; '' for tables. */
  readonly container: string;
}

interface Entry {
  readonly role: Role;
  readonly strength: 1 | 2;
}

const han = new Map<string, Entry>();
const latin = new Map<string, Entry>();

function load(words: HeaderWords, into: Map<string, Entry>): void {
  for (const [role, list] of Object.entries(words) as [Role, string][]) {
    for (const word of list.split(' ')) {
      const entry: Entry = word.startsWith('?') ? { role, strength: 1 } : { role, strength: 2 };
      const key = squeeze(word.replace('?', ''));
      if (!into.has(key)) into.set(key, entry);
    }
  }
}

/** Full-width forms folded, lower case, and only letters and digits left. */
function squeeze(text: string): string {
  // What is so already, as nearly all words of the lists are.
  if (/^(?:[a-z0-9]*|[\u4e00-\u9fa5]*)$/.test(text)) return text;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

load(CHINESE, han);
load(ENGLISH, latin);
load(PINYIN, latin);

const chineseGroups = GROUPS.flatMap((g) => words(g.chinese).map((word) => ({ word, g }))).toSorted(
  (a, b) => b.word.length - a.word.length,
);
const englishGroups = GROUPS.flatMap((g) => words(g.english).map((word) => ({ phrase: word.split('+'), g }))).toSorted(
  (a, b) => b.phrase.length - a.phrase.length,
);
const pinyinGroups = GROUPS.flatMap((g) => words(g.pinyin ?? '').map((word) => ({ word, g }))).toSorted(
  (a, b) => b.word.length - a.word.length,
);

function words(list: string): string[] {
  return list.split(' ').filter((w) => w !== '');
}

type Group = (typeof GROUPS)[number];
interface Part {
  readonly entry: Entry | undefined;
  readonly group: Group | undefined;
  /** What is left without the group's words. */
  readonly rest: string;
}

const NOTHING: Part = { entry: undefined, group: undefined, rest: '' };

/** Reads the header of a field path. Pure; called once for each path. */
export function readHeader(path: string): HeaderMeaning {
  return path.startsWith('/') ? readPointer(path) : readColumn(columnOf(path));
}

/** The part of a path that names the column. */
export function columnOf(path: string): string {
  if (path.startsWith('/')) {
    const named = segmentsOf(path).filter((s) => s !== '*');
    return named.at(-1) ?? '';
  }
  const mark = path.indexOf('!');
  return mark > 0 && mark < path.length - 1 ? path.slice(mark + 1) : path;
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function readColumn(header: string): HeaderMeaning {
  const part = readPart(header);
  return meaning(part, part.group, squeeze(header), '');
}

/**
 * The last segment alone, then with one and two before it (`/user/id` is a user's id, `/id` is nothing), and the
 * nearest segment that names a person.
 */
function readPointer(path: string): HeaderMeaning {
  const segments = segmentsOf(path);
  const named = segments.filter((s) => s !== '*');
  const parts = named.map(readPart);
  const last = parts.length - 1;
  // The nearest that is somebody else; a buyer's contact is the buyer.
  const groups = parts.map((p) => p.group).filter((g) => g !== undefined);
  const group = groups.findLast((g) => g.apart) ?? groups.at(-1);
  let part = parts[last] ?? NOTHING;
  let name = squeeze(named[last] ?? '');
  // A bare name or number takes its meaning from what it is the name or number of.
  for (let back = 1; back <= 2 && isOpen(part.entry) && last - back >= 0; back++) {
    const joined = named.slice(last - back).join(' ');
    const wider = readPart(joined);
    if (wider.entry !== undefined && !isOpen(wider.entry)) {
      part = wider;
      name = squeeze(joined);
    }
  }
  const end = segments.at(-1) === '*' ? segments.length - 2 : segments.length - 1;
  const container = end > 0 ? `/${path.slice(1).split('/').slice(0, end).join('/')}` : '';
  return meaning(part, group, name, container);
}

function isOpen(entry: Entry | undefined): boolean {
  return entry === undefined || entry.role === 'thing' || entry.strength === 1;
}

function meaning(part: Part, group: Group | undefined, name: string, container: string): HeaderMeaning {
  const own = group?.apart === true && part.rest !== '' && lookUp(part.rest) !== undefined ? squeeze(part.rest) : name;
  return {
    role: part.entry?.role ?? null,
    strength: part.entry?.strength ?? 0,
    group: group?.label ?? '',
    apart: group?.apart ?? false,
    name: own,
    container,
  };
}

/** One header or segment: as a whole, without the brackets, what is in them, and without the words for a person. */
function readPart(header: string): Part {
  const text = header.normalize('NFKC').slice(0, 200);
  const bracket = /[([{【〔<《]([^)\]}】〕>》]*)[)\]}】〕>》]/u.exec(text);
  const outside =
    bracket === null ? text : text.slice(0, bracket.index) + text.slice(bracket.index + bracket[0].length);
  const whole = find(text);
  const main = bracket === null ? whole : find(outside);
  const inside = bracket === null ? NOTHING : find(bracket[1]!);
  const best = [whole, main, inside].find(
    (p) => p.entry !== undefined && p.entry.role !== 'thing' && p.entry.strength === 2,
  );
  const entry = best ?? [main, whole, inside].find((p) => p.entry !== undefined) ?? main;
  return { ...entry, group: main.group ?? inside.group ?? whole.group };
}

function find(text: string): Part {
  return /[\p{Script=Han}]/u.test(text) ? findChinese(squeeze(text)) : findLatin(tokensOf(text));
}

function lookUp(text: string): Entry | undefined {
  const key = squeeze(text);
  return han.get(key) ?? latin.get(key);
}

function findChinese(text: string): Part {
  const plain = text.replace(/\d+$/, '') || text;
  const group = chineseGroups.find(({ word }) => plain.startsWith(word));
  const rest = group === undefined ? '' : plain.slice(group.word.length).replace(/^\d*的?/, '');
  const at = (key: string): Part | undefined => {
    const entry = han.get(key);
    return entry === undefined ? undefined : { entry, group: group?.g, rest };
  };
  const exact = at(text) ?? at(plain) ?? (rest === '' ? undefined : (at(rest) ?? latinPart(rest, group?.g)));
  if (exact !== undefined) return exact;
  for (let i = 1; i < plain.length - 1; i++) {
    const fits = at(plain.slice(i));
    if (fits !== undefined) return fits;
  }
  return { entry: undefined, group: group?.g, rest };
}

function latinPart(rest: string, group: Group | undefined): Part | undefined {
  const entry = latin.get(rest);
  return entry === undefined ? undefined : { entry, group, rest };
}

/** Words of a Latin header: split at what is no letter or digit, and between the words of camelCase; numbers at the end left out. */
function tokensOf(text: string): string[] {
  const tokens = text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((t) => t !== '');
  while (tokens.length > 1 && (/^\d+$/.test(tokens.at(-1)!) || TRAILING.has(tokens.at(-1)!))) tokens.pop();
  return tokens;
}

/** Words behind a header that do not change what it is. */
const TRAILING = new Set([
  'home',
  'work',
  'office',
  'mobile2',
  'primary',
  'secondary',
  'main',
  'other',
  'alt',
  'value',
  'raw',
  'plain',
  'str',
  'text1',
  'field',
  'col',
]);
/** Words that make a header a statement about a datum and not the datum. */
const ABOUT = new Set([
  'is',
  'has',
  'was',
  'num',
  'count',
  'verified',
  'verify',
  'type',
  'status',
  'enabled',
  'flag',
  'len',
  'length',
  'valid',
  'confirmed',
  'updated',
  'created',
]);

function findLatin(tokens: readonly string[]): Part {
  if (tokens.length === 0) return NOTHING;
  const group = findEnglishGroup(tokens);
  const last = tokens.at(-1)!;
  const whole = latin.get(tokens.join(''));
  if (whole !== undefined) return { entry: whole, group: group?.g, rest: group?.rest ?? '' };
  if (tokens.length > 1 && (ABOUT.has(last) || tokens[0] === 'is' || tokens[0] === 'has'))
    return { entry: { role: 'thing', strength: 2 }, group: group?.g, rest: group?.rest ?? '' };
  for (let i = 1; i < tokens.length; i++) {
    const entry = latin.get(tokens.slice(i).join(''));
    if (entry !== undefined) return { entry, group: group?.g, rest: group?.rest ?? '' };
  }
  const bare = last.replace(/\d+$/, '');
  const entry =
    bare === last || bare === '' ? undefined : (latin.get(tokens.slice(0, -1).join('') + bare) ?? latin.get(bare));
  if (entry !== undefined) return { entry, group: group?.g, rest: group?.rest ?? '' };
  if (group?.whole === true && group.g.apart) return { entry: { role: 'name', strength: 1 }, group: group.g, rest: '' };
  const glued = tokens.length === 1 ? findGlued(bare || last) : undefined;
  return glued ?? { entry: undefined, group: group?.g, rest: '' };
}

function findEnglishGroup(tokens: readonly string[]): { g: Group; rest: string; whole: boolean } | undefined {
  for (const { phrase, g } of englishGroups) {
    for (let i = 0; i + phrase.length <= tokens.length; i++) {
      if (!phrase.every((word, k) => tokens[i + k] === word)) continue;
      const rest = [...tokens.slice(0, i), ...tokens.slice(i + phrase.length)];
      return { g, rest: rest.join(' '), whole: rest.length === 0 };
    }
  }
  if (tokens.length === 1) {
    const glued = findGlued(tokens[0]!);
    if (glued?.group !== undefined) return { g: glued.group, rest: glued.rest, whole: false };
  }
  return undefined;
}

/** `payername`, `sjrdh`: a word for a person and a header, written together. */
function findGlued(token: string): Part | undefined {
  for (const { phrase, g } of englishGroups) {
    const word = phrase.join('');
    if (word.length < 4 || !token.startsWith(word)) continue;
    const entry = latin.get(token.slice(word.length));
    if (entry !== undefined && entry.role !== 'thing') return { entry, group: g, rest: token.slice(word.length) };
  }
  for (const { word, g } of pinyinGroups) {
    if (!token.startsWith(word)) continue;
    const rest = token.slice(word.length);
    const entry = latin.get(rest);
    if (entry !== undefined && entry.role !== 'thing' && (word.length > 2 || SURE_PINYIN.has(rest)))
      return { entry, group: g, rest };
  }
  return undefined;
}

const SURE_PINYIN = new Set(['xm', 'xingming', 'dh', 'lxdh', 'sj', 'sjh', 'sfzh', 'sfzhm', 'zjhm', 'dz']);
