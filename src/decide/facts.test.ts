import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COUNTRIES } from '../model/countries.ts';
import type { DouaneError } from '../model/errors.ts';
import { type FactGroup, isFact } from '../model/fact-types.ts';
import { FACTS, type FactsGiven } from '../model/facts.ts';
import { assumedOf, completeFacts, DEFAULTED } from './facts.ts';
import { factsTable } from './facts-table.ts';

const faultOf = (given: unknown) => {
  try {
    completeFacts(given as FactsGiven);
  } catch (error) {
    return { code: (error as DouaneError).code, name: (error as DouaneError).place.name };
  }
  return null;
};

test('docs/facts.md has the table of the schema, to the letter', () => {
  const page = readFileSync(new URL('../../docs/facts.md', import.meta.url), 'utf8');
  expect(page).toContain(factsTable());
});

test('facts that were not given take their defaults and are listed, in the order of the schema', () => {
  const complete = completeFacts({ recipient: { place: 'DE' }, exporter: { ciio: true } });
  const { facts } = complete;
  const assumed = assumedOf(complete, DEFAULTED);
  expect(facts.exporter.ciio).toBe(true);
  expect(facts.data.personal).toBe(true);
  expect(facts.purpose.necessary).toBe(false);
  expect(facts.exporter.ftz.itemOnList).toBe(true);
  const names = assumed.map((a) => a.fact);
  expect(names).not.toContain('exporter.ciio');
  expect(names).not.toContain('recipient.place');
  expect(names[0]).toBe('exporter.name');
  expect(assumed).toContainEqual({ fact: 'exporter.ftz.registered', value: false });
});

test('what does not fit the schema is refused with its place', () => {
  const ok = { recipient: { place: 'DE' } };
  expect(faultOf({})).toEqual({ code: 'LAW_FACTS_INVALID', name: 'recipient.place' });
  expect(faultOf({ ...ok, exporter: { ciiio: true } })).toEqual({ code: 'LAW_FACTS_INVALID', name: 'exporter.ciiio' });
  expect(faultOf({ ...ok, more: {} })).toEqual({ code: 'LAW_FACTS_INVALID', name: 'more' });
  expect(faultOf({ ...ok, exporter: { ftz: { zone: 3 } } })?.name).toBe('exporter.ftz.zone');
  expect(faultOf({ ...ok, counts: { currentOrdinary: -1 } })?.name).toBe('counts.currentOrdinary');
  expect(faultOf({ ...ok, counts: { currentOrdinary: 1.5 } })?.name).toBe('counts.currentOrdinary');
  expect(faultOf({ ...ok, data: { regimes: ['map', 'nothing'] } })?.name).toBe('data.regimes[1]');
  expect(faultOf({ ...ok, transfer: { startedOn: '2026-02-30' } })?.name).toBe('transfer.startedOn');
  expect(faultOf({ ...ok, purpose: null })?.name).toBe('purpose');
  expect(faultOf([])?.code).toBe('LAW_FACTS_INVALID');
  expect(faultOf({ ...ok, counts: { currentOrdinary: 4, inTransferOrdinary: 5 } })?.name).toBe(
    'counts.currentOrdinary',
  );
});

test('an approval or a permit that lacks a part is refused', () => {
  const ok = { recipient: { place: 'DE' } };
  const approval = { by: 'A', at: '2026-01-01T00:00:00Z', reason: 'r', reference: null, digest: 'sha256:0' };
  expect(faultOf({ ...ok, approval })).toBeNull();
  expect(faultOf({ ...ok, approval: { ...approval, by: '' } })?.name).toBe('approval.by');
  expect(faultOf({ ...ok, approval: { ...approval, digest: undefined } })?.name).toBe('approval.digest');
  const budget = { persons: 10 };
  expect(faultOf({ ...ok, held: { permits: [{ id: 'x', budget }] } })?.name).toBe('held.permits[0].used.persons');
  expect(faultOf({ ...ok, held: { permits: [{ id: 'x' }] } })?.code).toBe('PERMIT_INVALID');
  expect(faultOf({ ...ok, held: { permits: [{ id: 'x', used: { persons: 0, sensitivePersons: 0 } }] } })?.code).toBe(
    'PERMIT_INVALID',
  );
});

test('countries are those of ISO 3166-1, 249 of them, in capitals', () => {
  expect(COUNTRIES.size).toBe(249);
  for (const place of ['de', 'XX', 'UK', 'EU', 'DEU', '']) {
    expect(faultOf({ recipient: { place } })?.code).toBe('CALL_UNKNOWN_COUNTRY');
  }
  for (const place of ['HK', 'MO', 'TW', 'CN', 'GB']) expect(faultOf({ recipient: { place } })).toBeNull();
  expect(faultOf({ recipient: { place: 'DE', onwardPlaces: ['FR', 'QQ'] } })).toEqual({
    code: 'CALL_UNKNOWN_COUNTRY',
    name: 'recipient.onwardPlaces[1]',
  });
});

test('messages never repeat a value that was given', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 40 }), (secret) => {
      fc.pre(/[0-9]{3}/.test(secret) || secret.length > 20);
      for (const given of [
        { recipient: { place: secret } },
        { recipient: { place: 'DE' }, purpose: { code: secret } },
      ]) {
        try {
          completeFacts(given as unknown as FactsGiven);
        } catch (error) {
          expect((error as Error).message).not.toContain(secret);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('every fact has words in English and in Chinese', () => {
  const walk = (group: FactGroup, path: string): void => {
    for (const [name, node] of Object.entries(group)) {
      if (!isFact(node)) walk(node, `${path}${name}.`);
      else {
        expect(node.en, path + name).toMatch(/[a-z]/);
        expect(node.zh, path + name).toMatch(/\p{Script=Han}/u);
      }
    }
  };
  walk(FACTS, '');
});
