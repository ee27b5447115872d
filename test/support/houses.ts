/** Houses in this process, as the command line opens them, over whichever store the tests of a file run. */
import { join } from 'node:path';
import { ulid } from 'ulid';
import { parseConfig } from '../../src/config.ts';
import { type House, openHouse } from '../../src/crossing/house.ts';
import { planRequest } from '../../src/crossing/request.ts';
import type { Pack } from '../../src/decide/pack.ts';
import { openBuiltInPacks } from '../../src/decide/store-ready-pack.ts';
import type { Permit } from '../../src/model/permit.ts';
import type { SharedPlace } from '../../src/state/shared/store-shared.ts';
import { storeOf } from './douane.ts';
import { person, seeded } from './people.ts';
import { inputOf } from './source.ts';

export const CONFIG = `
exporter: { name: E, jurisdiction: CN, facts: { ciio: true } }
recipients: { hq: { name: HQ AG, place: DE } }
lanes:
  whole: { to: DE, recipient: hq, purpose: other }
  fits: { to: DE, recipient: hq, purpose: other, overrun: release-what-fits }
  masked: { to: DE, recipient: hq, purpose: other, overrun: release-what-fits, treat: { 邮箱: remove, 手机: mask } }
`;
export type Lane = 'whole' | 'fits' | 'masked';

export const permitOf = (persons: number): Permit => ({
  id: 'SA-1',
  kind: 'security-assessment',
  issuedOn: '2026-01-10',
  scope: { recipients: ['HQ AG'], places: ['DE'], purposes: ['other'], grades: ['personal', 'sensitive'] },
  budget: { persons },
});

const HEADER = '客户号,姓名,手机,邮箱';
export const line = (n: number): string => {
  const p = person(n);
  return [p.key, p.name, p.phone, p.email].join(',');
};
export const table = (...people: readonly number[]): string => `${[HEADER, ...people.map(line)].join('\n')}\n`;

/** Keys of the persons in a file that came out, whatever was masked or removed beside them. */
export const keysIn = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((l) => l.split(',')[0]!);

let packs: readonly Pack[] | undefined;

/** A house in `dir`, by default `state` of the folder; the store is that of the folder. */
export async function openAt(
  folder: string,
  seed: number,
  dir = join(folder, 'state'),
  place: Partial<SharedPlace> = {},
): Promise<House> {
  packs ??= await openBuiltInPacks();
  const random = seeded(seed);
  let time = Date.parse('2026-11-23T08:00:00Z') + seed * 1000;
  const store = await storeOf(folder);
  return openHouse({
    dir,
    store: store === null ? null : { ...store, ...place },
    packs,
    zoneLists: [],
    now: new Date(time),
    random: (n) => Uint8Array.from({ length: n }, () => random() * 256),
    newId: () => ulid(time++, random),
    machine: `machine of ${dir}`,
  });
}

export const crossing = (out: string, text: string, lane: Lane = 'fits', name = 'orders.csv') => ({
  mode: 'clear' as const,
  request: planRequest({ lane, asOf: '2026-11-23' }, parseConfig(CONFIG, 'douane.yaml'), () => '2026-11-23'),
  inputs: [inputOf(Buffer.from(text), name)],
  out,
});
