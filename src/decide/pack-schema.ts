/** Shape of the YAML files of a pack. Unknown keys are errors: a mistyped `over` must not silently be nothing. */
import { z } from 'zod';
import { KIND_IDS } from '../model/kinds.ts';
import { CLASSES, GRADES, OUTCOMES, SURENESS } from '../model/words.ts';
import { isDate } from './calendar.ts';
import { SCOPES } from './pack.ts';

const text = z.string().min(1).max(4000);
/** More than any law has of anything; what is longer is refused before it is looked through. */
const MAX_RULES_IN_FILE = 200;
const MAX_VERSIONS = 100;
const MAX_IN_VERSION = 60;
const MAX_LIST = 5_000;
/** A name that conditions read. Those that every object of the host has are nobody's. */
const name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'a name such as ordinaryForContract')
  .refine((n) => !(n in {}), 'another name: this one means something to the machine');
const words = z.strictObject({ en: text, zh: text });
const date = z.string().refine(isDate, 'a date YYYY-MM-DD').meta({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const interval = z
  .tuple([date, z.union([date, z.null()])])
  .refine(([from, to]) => to === null || from < to, 'an interval that begins before it ends');
const condition = z.string().min(1).max(2000);
const code = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'a code in capitals');
const id = z
  .string()
  .max(80)
  .regex(/^[A-Z]{2,12}-[A-Za-z0-9./-]+$/, 'an id such as CN-PIPL-2021-38');

const dateSum = z.strictObject({
  from: z.string(),
  add: z.number().int().min(-1000).max(1000),
  unit: z.enum(['days', 'working-days', 'months', 'years']),
});
const due = z.union([
  dateSum,
  z.strictObject({ next: z.string().regex(/^\d{2}-\d{2}$/) }),
  z.strictObject({ on: date }),
]);

const versionShape = {
  inForce: interval,
  article: text,
  url: z.url().optional(),
  sure: z.enum(SURENESS),
  when: condition.optional(),
  each: z.literal('permit').optional(),
  scopes: z.array(z.enum(SCOPES)).min(1).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  met: condition.optional(),
  over: z
    .array(
      z
        .string()
        .max(80)
        .regex(/^(?:\*|[A-Z]{2,12}-[A-Za-z0-9./-]+\*?)$/),
    )
    .max(MAX_IN_VERSION)
    .optional(),
  counted: z.boolean().optional(),
  because: words.optional(),
  interpretation: words.optional(),
  duties: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z][a-z0-9-]*$/),
        when: condition.optional(),
        text: words,
        due: due.optional(),
      }),
    )
    .max(MAX_IN_VERSION)
    .optional(),
  flags: z
    .array(z.strictObject({ code, when: condition.optional(), text: words }))
    .max(MAX_IN_VERSION)
    .optional(),
  defines: name.optional(),
  compares: z
    .array(
      z.strictObject({
        count: z.string(),
        limit: z.string(),
        class: z.enum(CLASSES),
        label: words,
        months: z.number().int().min(1).max(120).optional(),
      }),
    )
    .max(MAX_IN_VERSION)
    .optional(),
  grades: z
    .array(
      z.strictObject({
        grade: z.enum(GRADES),
        kinds: z.union([z.literal('all'), z.array(z.enum(KIND_IDS))]),
        sure: z.enum(SURENESS).optional(),
      }),
    )
    .max(MAX_IN_VERSION)
    .optional(),
};

const versionSchema = z.strictObject(versionShape);
const head = { id, title: words, text: words };

export const articleSchema = z.strictObject({ rules: z.array(z.looseObject({})).min(1).max(MAX_RULES_IN_FILE) });
/** A rule with several versions. */
export const ruleSchema = z.strictObject({ ...head, versions: z.array(versionSchema).min(1).max(MAX_VERSIONS) });
/** A rule with one version, whose fields stand beside its title. */
export const shortRuleSchema = z.strictObject({ ...head, ...versionShape });
export type VersionYaml = z.infer<typeof versionSchema>;
export type RuleYaml = z.infer<typeof ruleSchema>;

export const instrumentSchema = z.strictObject({ name: words, url: z.url() });

const value = z.union([z.number().int(), z.string().max(4000), z.array(z.string().max(500)).max(MAX_LIST)]);
export const parameterSchema = z.strictObject({
  parameters: z
    .array(
      z.strictObject({
        id: name,
        title: words,
        unit: text,
        values: z
          .array(
            z.strictObject({
              inForce: interval,
              value,
              cite: text,
              url: z.url(),
              sure: z.enum(SURENESS),
              /** First day on which the text cited says so. */
              dated: date.optional(),
              reviewed: date,
            }),
          )
          .min(1)
          .max(MAX_VERSIONS),
      }),
    )
    .min(1)
    .max(MAX_RULES_IN_FILE),
});

const country = z.string().regex(/^[A-Z]{2}$/, 'a country, ISO 3166-1 alpha-2, or EU');

export const packSchema = z.strictObject({
  pack: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'an id in small letters, digits and hyphens'),
  name: words,
  jurisdiction: country.optional(),
  countries: z.array(country).min(1).max(300).optional(),
  applies: condition.optional(),
  otherwise: z.enum(OUTCOMES).optional(),
  dates: z.record(name, dateSum).optional(),
  counts: z
    .array(
      z.strictObject({
        fact: z.string(),
        kinds: z.array(z.enum(KIND_IDS)).min(1),
        months: z.number().int().min(1).max(120),
      }),
    )
    .max(MAX_IN_VERSION)
    .optional(),
  version: z.string().regex(/^\d{4}\.\d{2}\.\d{2}(?:\.\d+)?$/),
  reviewed: date,
  covers: interval,
  classes: z.strictObject({ ordinary: condition, sensitive: condition, important: condition }),
});
