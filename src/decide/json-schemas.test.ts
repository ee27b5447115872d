import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type JsonSchema, jsonSchemas } from './json-schemas.ts';
import { BUILT_IN_PACKS } from './store-pack.ts';
import { builtInPacks, readFiles } from './store-pack-files.ts';
import { YamlFile } from './yaml-file.ts';

const schemas = jsonSchemas();
const EXAMPLE = fileURLToPath(new URL('../../examples/policy-pack', import.meta.url));

test('the files are what the schemas in the code say (else: node src/decide/tools/json-schemas.ts)', () => {
  const folder = join(BUILT_IN_PACKS, 'schema');
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(schemas)
      .map((n) => `${n}.schema.json`)
      .sort(),
  );
  for (const [name, schema] of Object.entries(schemas)) {
    expect(JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')), name).toEqual(
      JSON.parse(JSON.stringify(schema)),
    );
  }
});

/** The facts where a schema refers to them: nothing here resolves references to other files. */
function whole(schema: JsonSchema): JsonSchema {
  const { $schema: _, definitions, ...facts } = schemas.facts!;
  const inlined = JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.$ref === 'facts.schema.json' ? facts : value,
  );
  return { ...inlined, definitions };
}
const taken = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, z.fromJSONSchema(whole(schema) as never)]),
);

function nameOf(path: string): string {
  if (path === 'pack.yaml') return 'pack';
  if (path.startsWith('cases/')) return 'cases';
  if (path.startsWith('parameters/')) return 'parameters';
  return path.endsWith('/instrument.yaml') ? 'instrument' : 'article';
}

/** Cases that want an error may be of facts that an editor is right to mark. */
function withoutBadFacts(value: unknown): unknown {
  const { cases, ...rest } = value as { cases?: { expect: { error?: string } }[] };
  return cases === undefined ? rest : { ...rest, cases: cases.filter((c) => c.expect.error === undefined) };
}

describe.each([...builtInPacks().map((name) => join(BUILT_IN_PACKS, name)), EXAMPLE])('%s', (folder) => {
  test('every file fits the schema of its sort', () => {
    for (const { path, bytes } of [...readFiles(folder), ...readFiles(folder, 'cases')]) {
      const file = new YamlFile({ path, text: Buffer.from(bytes).toString('utf8') }, 'LAW_PACK_INVALID');
      const parsed = taken[nameOf(path)]!.safeParse(withoutBadFacts(file.value));
      expect(parsed.success ? [] : parsed.error.issues, path).toEqual([]);
    }
  });
});

test.each([
  ['article', { rules: [{ id: 'XX-1', outcme: 'free' }] }],
  ['pack', { pack: 'Mini' }],
  ['facts', { recipient: {} }],
  ['facts', { recipient: { place: 'DE' }, exporter: { cio: true } }],
  ['facts', { recipient: { place: 'ZZ' } }],
  ['parameters', { parameters: [{ id: 'a', values: [{ inForce: ['2026-01-01'] }] }] }],
])('what an editor should mark is not taken as %s', (name, value) => {
  expect(taken[name]!.safeParse(value).success).toBe(false);
});

test('every file of the example says first which schema it has', () => {
  for (const { path, bytes } of [...readFiles(EXAMPLE), ...readFiles(EXAMPLE, 'cases')]) {
    const [, file] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(Buffer.from(bytes).toString('utf8')) ?? [];
    expect(file, path).toBeDefined();
    expect(join(EXAMPLE, path, '..', file!)).toBe(join(BUILT_IN_PACKS, 'schema', `${nameOf(path)}.schema.json`));
  }
});
