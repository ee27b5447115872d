/** A negative list of a free-trade zone: YAML → checked table (`docs/zone-lists.md`). Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DouaneError } from '../model/errors.ts';
import { ZONE_ROUTES } from '../model/facts-china.ts';
import { KIND_IDS } from '../model/kinds.ts';
import { CLASSES, SURENESS } from '../model/words.ts';
import { isDate } from './calendar.ts';
import { type TextFile, YamlFile } from './yaml-file.ts';
import { normalName, type ZoneList } from './zone-lists.ts';

const MAX_ITEMS = 5_000;
const text = (max: number) => z.string().trim().min(1, 'text that is not empty').max(max, `at most ${max} characters`);
const oneOrBoth = (max: number) =>
  z
    .strictObject({ en: text(max).optional(), zh: text(max).optional() })
    .refine((w) => w.en !== undefined || w.zh !== undefined, 'words in en or zh');
const name = z.union([text(100), oneOrBoth(100)], 'a name, or one in en and zh');
const date = z.string('a date YYYY-MM-DD').refine(isDate, 'a date YYYY-MM-DD');
const persons = z.number().int().min(1, 'a number of persons of at least 1').max(Number.MAX_SAFE_INTEGER);

const itemSchema = z.strictObject({
  sector: name,
  scenario: name,
  item: z.union([text(200), oneOrBoth(200)], 'the item in words, in en, zh or both'),
  kinds: z.array(z.enum(KIND_IDS)).min(1).max(KIND_IDS.length).optional(),
  fields: z.array(text(100)).min(1).max(200).optional(),
  class: z.enum(CLASSES).optional(),
  persons: persons.optional(),
  sensitivePersons: persons.optional(),
  route: z.enum(ZONE_ROUTES).exclude(['none']),
});

const listSchema = z.strictObject({
  zone: text(100),
  list: text(100),
  inForce: z
    .tuple([date, z.union([date, z.null()])], 'two dates, the second one null for no known end')
    .refine(([from, to]) => to === null || from < to, 'an interval that begins before it ends'),
  cite: text(300),
  url: z.url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' }).max(300),
  sure: z.enum(SURENESS),
  reviewed: date,
  closedToCiio: z.boolean(),
  items: z.array(itemSchema).min(1, 'at least one item').max(MAX_ITEMS, `at most ${MAX_ITEMS} items`),
});

type Words = z.infer<typeof name>;

/**
 * Parses the files of lists. The editions of a zone follow each other, each with a name of its own.
 *
 * @throws DouaneError LAW_ZONE_LIST_INVALID with file and line.
 * @example
 * const lists = parseZoneLists([{ path: 'beijing-2024.yaml', text }]);
 */
export function parseZoneLists(files: readonly TextFile[]): readonly ZoneList[] {
  const parsed = files.map((file) => {
    const yaml = new YamlFile(file, 'LAW_ZONE_LIST_INVALID');
    return { yaml, list: listOf(yaml) };
  });
  const byDate = parsed.toSorted((a, b) => (a.list.inForce[0] < b.list.inForce[0] ? -1 : 1));
  for (const [i, { yaml, list }] of byDate.entries()) {
    const before = byDate.slice(0, i).filter((b) => b.list.zone === list.zone);
    if (before.some((b) => b.list.list === list.list)) throw yaml.fault(['list'], 'an edition that no other file has');
    const end = before.at(-1)?.list.inForce[1];
    if (end === undefined || end === list.inForce[0]) continue;
    const { place } = yaml.fault(['inForce'], '');
    throw new DouaneError('LAW_ZONE_LIST_INVALID', {
      place,
      expected: end === null ? 'an end of the edition before' : `a beginning on ${end}, the end of the edition before`,
      got: end === null || end > list.inForce[0] ? 'an overlap' : 'a gap',
    });
  }
  return byDate.map((b) => b.list);
}

function listOf(yaml: YamlFile): ZoneList {
  const { items, ...head } = yaml.check(listSchema);
  return {
    ...head,
    // Content, not layout, is hashed: comments and the order of keys do not count.
    hash: `sha256:${createHash('sha256')
      .update(JSON.stringify({ ...head, items }))
      .digest('hex')}`,
    items: items.map(({ sector, scenario, item, kinds, fields, ...rest }) => ({
      sector: namesOf(sector),
      scenario: namesOf(scenario),
      item: textOf(item),
      kinds: kinds ?? [],
      fields: (fields ?? []).map(normalName),
      class: rest.class ?? null,
      persons: rest.persons ?? null,
      sensitivePersons: rest.sensitivePersons ?? null,
      route: rest.route,
    })),
  };
}

const wordsOf = (words: Words): string[] =>
  typeof words === 'string' ? [words] : [words.en, words.zh].filter((w) => w !== undefined);
const namesOf = (words: Words): string[] => wordsOf(words).map(normalName);
const textOf = (words: Words): string => wordsOf(words).join(' ');
