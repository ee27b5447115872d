import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { within } from './calendar.ts';
import { select } from './select.ts';
import { BUILT_IN_PACKS, loadPack } from './store-pack.ts';

const pack = loadPack(join(BUILT_IN_PACKS, 'cn'));

test('on any day just the versions and values in force are taken out, whatever was asked before', () => {
  const day = fc
    .integer({ min: Date.UTC(2017, 5, 1) / 86_400_000, max: Date.UTC(2028, 0, 1) / 86_400_000 })
    .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
  const changes = [...pack.rules.values()].flatMap((r) => r.versions.map((v) => v.inForce[0]));
  const onChange = fc.constantFrom(...changes.filter((d) => d >= '2017-06-01'));
  fc.assert(
    fc.property(fc.oneof(day, onChange), (asOf) => {
      const law = select(pack, asOf);
      expect(law.asOf).toBe(asOf);
      const versions = [...pack.rules.values()].flatMap((r) => r.versions).filter((v) => within(asOf, v.inForce));
      expect(law.rules.map((r) => r.version)).toEqual(versions);
      for (const { id, versions } of pack.parameters.values()) {
        expect(law.parameters.get(id)).toEqual(versions.find((v) => within(asOf, v.inForce))?.value);
      }
    }),
    { numRuns: 400 },
  );
});
