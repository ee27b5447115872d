/**
 * JSON Schemas of the files of a pack and of a file of facts, for editors. They say what a file looks like; what conditions
 * mean and whether dates have gaps is told by `douane law test`. Pure; `tools/json-schemas.ts` writes them.
 */
import { z } from 'zod';
import { COUNTRIES } from '../model/countries.ts';
import { type Fact, type FactGroup, isFact } from '../model/fact-types.ts';
import { FACTS } from '../model/facts.ts';
import { casesSchema } from './cases.ts';
import { instrumentSchema, packSchema, parameterSchema, ruleSchema, shortRuleSchema } from './pack-schema.ts';
import { permitSchema } from './permit.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** By the name of the file: `<name>.schema.json`. */
export function jsonSchemas(): Readonly<Record<string, JsonSchema>> {
  const article = z.strictObject({ rules: z.array(z.union([shortRuleSchema, ruleSchema])).min(1) });
  return {
    pack: schemaOf(packSchema, 'Head of a pack: whom it governs, which days it answers.'),
    instrument: schemaOf(instrumentSchema, 'Instrument: its name and address.'),
    article: schemaOf(article, 'Rules of one article.'),
    parameters: schemaOf(parameterSchema, 'Numbers and lists that change by date.'),
    cases: schemaOf(casesSchema, 'Cases and questions of a pack.'),
    facts: {
      $schema: DRAFT,
      description: 'Facts of a decision: docs/facts.md.',
      ...groupSchema(FACTS),
      definitions: { country: { type: 'string', enum: [...COUNTRIES].sort() } },
    },
  };
}

/** The draft that editors of YAML know best. */
const DRAFT = 'http://json-schema.org/draft-07/schema#';

function schemaOf(schema: z.ZodType, description: string): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema, path }) => {
      if (path.at(-1) !== 'facts') return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.$ref = 'facts.schema.json';
    },
  });
  return { $schema: DRAFT, description, ...rest };
}

function groupSchema(group: FactGroup): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(group).map(([name, node]) => [name, isFact(node) ? factSchema(node) : groupSchema(node)]),
  );
  const required = Object.entries(group)
    .filter(([, node]) => isFact(node) && node.type !== 'approval' && node.default === null)
    .map(([name]) => name);
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
}

function factSchema(fact: Fact): JsonSchema {
  const description = `${fact.en}. ${fact.zh}`;
  const known = fact.default === null ? {} : { default: fact.default };
  return { description, ...typeSchema(fact), ...known };
}

const COUNTRY = { $ref: '#/definitions/country' };
const DATE = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const TEXT = { type: 'string', maxLength: 500 };

function typeSchema(fact: Fact): JsonSchema {
  switch (fact.type) {
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    case 'text':
      return TEXT;
    case 'date':
      return { anyOf: [DATE, { const: '' }] };
    case 'country':
      return fact.default === '' ? { anyOf: [COUNTRY, { const: '' }] } : COUNTRY;
    case 'choice':
      return { enum: fact.values };
    case 'list': {
      const items = fact.of === 'country' ? COUNTRY : fact.of === 'text' ? TEXT : { enum: fact.values };
      return { type: 'array', items, maxItems: 10_000 };
    }
    case 'permits':
      return { type: 'array', items: permitOfFacts(), maxItems: 10_000 };
    case 'approval': {
      const text = { type: 'string', minLength: 1 };
      const properties = { by: text, at: text, reason: text, digest: text, reference: { type: ['string', 'null'] } };
      return { anyOf: [{ type: 'null' }, { type: 'object', properties, required: Object.keys(properties) }] };
    }
    default:
      return fact satisfies never;
  }
}

/** A permit, and what the transfer would bring its use to. */
function permitOfFacts(): JsonSchema {
  const { $schema: _, ...permit } = z.toJSONSchema(permitSchema(), { target: 'draft-7', io: 'input' });
  const count = { type: 'integer', minimum: 0 };
  const used = {
    type: 'object',
    properties: { persons: count, sensitivePersons: count },
    required: ['persons', 'sensitivePersons'],
    additionalProperties: false,
  };
  return {
    ...permit,
    properties: { ...permit.properties, used },
    // How much of it is used matters where it names a number.
    dependencies: { budget: ['used'] },
  };
}
