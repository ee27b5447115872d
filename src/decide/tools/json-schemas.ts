/** `node src/decide/tools/json-schemas.ts`: writes `law/schema/*.schema.json`. Where it was forgotten, a test says so. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../json-schemas.ts';
import { BUILT_IN_PACKS } from '../store-pack.ts';

const folder = join(BUILT_IN_PACKS, 'schema');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
