/**
 * A transfer of which a part fits, with each of its writes failing, in pairs: failed and not persisted, failed but
 * persisted. After a new start nothing more than the budget is used, what left is the part or nothing, and crossing
 * again gives the right result.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ulid } from 'ulid';
import { expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { type House, openHouse } from '../src/crossing/house.ts';
import { recover } from '../src/crossing/recover.ts';
import { planRequest } from '../src/crossing/request.ts';
import { cross } from '../src/crossing.ts';
import type { Pack } from '../src/decide/pack.ts';
import { openBuiltInPacks } from '../src/decide/store-ready-pack.ts';
import { audit } from '../src/ledger/store-audit.ts';
import { unfinished } from '../src/ledger/store-transfers.ts';
import type { Permit } from '../src/model/permit.ts';
import { permitUse } from '../src/persons/store-sqlite.ts';
import { listHolds } from '../src/release/store-holds.ts';
import { addPermit } from '../src/state/store-permits.ts';
import { emptyFolder, shared, storeOf } from './support/douane.ts';
import { person, seeded } from './support/people.ts';
import { inputOf } from './support/source.ts';

const BUDGET = 3;
const CONFIG = parseConfig(
  `exporter: { name: E, jurisdiction: CN, facts: { ciio: true } }
recipients: { hq: { name: HQ AG, place: DE } }
lanes: { fits: { to: DE, recipient: hq, purpose: other, overrun: release-what-fits } }`,
  'douane.yaml',
);
const PERMIT: Permit = {
  id: 'SA-1',
  kind: 'security-assessment',
  issuedOn: '2026-01-10',
  scope: { recipients: ['HQ AG'], places: ['DE'], purposes: ['other'], grades: ['personal', 'sensitive'] },
  budget: { persons: BUDGET },
};
const HEADER = '客户号,姓名,手机,邮箱';
const line = (n: number) => {
  const p = person(n);
  return [p.key, p.name, p.phone, p.email].join(',');
};
const table = (...people: number[]) => `${[HEADER, ...people.map(line)].join('\n')}\n`;
const TEXT = table(1, 2, 3, 1, 4, 5, 2);
const PART = table(1, 2, 3, 1, 2);

let packs: readonly Pack[] = [];

async function open(folder: string, seed: number): Promise<House> {
  const random = seeded(seed);
  const bytes = (n: number) => Uint8Array.from({ length: n }, () => random() * 256);
  let time = Date.parse('2026-11-23T08:00:00Z') + seed * 1000;
  return openHouse({
    dir: join(folder, 'state'),
    store: await storeOf(folder),
    packs,
    zoneLists: [],
    now: new Date(time),
    random: bytes,
    newId: () => ulid(time++, random),
  });
}

const crossing = (out: string, text = TEXT) => ({
  mode: 'clear' as const,
  request: planRequest({ lane: 'fits', asOf: '2026-11-23' }, CONFIG, () => '2026-11-23'),
  inputs: [inputOf(Buffer.from(text), 'orders.csv')],
  out,
});

/** The house with its n-th write failing, before it or after it. */
function failing(house: House, n: number, persisted: boolean): House & { writes(): number } {
  let writes = 0;
  return {
    ...house,
    writes: () => writes,
    state: {
      ...house.state,
      async transaction(work) {
        writes += 1;
        if (writes === n && !persisted) throw new Error('the disk');
        const result = await house.state.transaction(work);
        if (writes === n) throw new Error('the disk');
        return result;
      },
    },
    [Symbol.dispose]: () => house[Symbol.dispose](),
  };
}

const used = (house: House) => house.state.read((db) => permitUse(db, 'E', 'SA-1').persons);

test.each([false, true])('every write failing in turn, persisted: %s', { timeout: 120_000 }, async (persisted) => {
  packs = await openBuiltInPacks();
  let failures = 0;
  for (let n = 1; ; n++) {
    using folder = emptyFolder();
    const out = folder.file('out');
    {
      using house = await open(folder.path, 1);
      await house.state.transaction((db) => addPermit(db, PERMIT, house.now.toISOString()));
      const faulty = failing(house, n, persisted);
      const ran = await cross(crossing(out), faulty).then(
        () => true,
        () => false,
      );
      if (ran && faulty.writes() < n) break;
      failures += 1;
      expect(used(house)).toBeLessThanOrEqual(BUDGET);
    }
    // What left is the part, whole, and recorded; or nothing did.
    if (existsSync(`${out}/orders.csv`)) expect(readFileSync(`${out}/orders.csv`, 'utf8')).toBe(PART);
    using house = await open(folder.path, 2);
    await recover(house);
    expect(house.state.read((db) => unfinished(db))).toEqual([]);
    const result = await cross(crossing(out), house);
    expect(result.verdict).toBe('hold');
    expect(result.parts).toMatchObject({ fits: { records: 5 }, rest: { records: 2 } });
    expect(readFileSync(`${out}/orders.csv`, 'utf8')).toBe(PART);
    expect(used(house)).toBe(BUDGET);
    expect(house.state.read((db) => listHolds(db, 'held')).every((h) => h.records === 2)).toBe(true);
    house.state.read((db) => audit(db, house.ledger.signer));
  }
  expect(failures).toBe(5);
});

test(
  'whatever crosses in whatever order: what is used is exactly who left, and never one over',
  { timeout: 300_000 },
  async () => {
    packs = await openBuiltInPacks();
    const people = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(people, { minLength: 1, maxLength: 4 }), async (transfers) => {
        using folder = emptyFolder();
        using house = await open(folder.path, 3);
        await house.state.transaction((db) => addPermit(db, PERMIT, house.now.toISOString()));
        const left = new Set<string>();
        for (const [n, who] of transfers.entries()) {
          const out = folder.file(`out${n}`);
          const result = await cross(crossing(out, table(...who)), house);
          // By the order of the input: who is there already, and who still fits.
          const fits = new Set(left);
          for (const p of who) if (fits.has(line(p)) || fits.size < BUDGET) fits.add(line(p));
          const expected = who.map(line).filter((l) => fits.has(l));
          const file = `${out}/orders.csv`;
          const released = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(1) : [];
          expect(released).toEqual(expected);
          expect(result.verdict).toBe(released.length === who.length ? 'pass' : 'hold');
          expect(result.held?.records ?? 0).toBe(who.length - released.length);
          for (const l of released) left.add(l);
          expect(used(house)).toBe(left.size);
          expect(left.size).toBeLessThanOrEqual(BUDGET);
        }
        house.state.read((db) => audit(db, house.ledger.signer));
      }),
      { numRuns: shared() ? 8 : 25 },
    );
  },
);
