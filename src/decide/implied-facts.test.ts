import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FactsGiven } from '../model/facts.ts';
import { assumedOf, completeFacts, DEFAULTED } from './facts.ts';
import { pinClasses } from './implied-facts.ts';

const recipient = { place: 'DE' };
const factsOf = (given: Omit<FactsGiven, 'recipient'>) => completeFacts({ recipient, ...given }).facts;

test('a count of sensitive data says that such data leave', () => {
  expect(factsOf({ counts: { currentSensitive: 1 } }).data.sensitive).toBe(true);
  expect(factsOf({ counts: { previousSensitive: 1 } }).data.sensitive).toBe(true);
  expect(factsOf({ counts: { inTransferSensitive: 1 } }).data.sensitive).toBe(true);
  expect(factsOf({ counts: { currentSensitive: 0, currentOrdinary: 9 } }).data.sensitive).toBe(false);
});

test('what was said stays, whatever would follow from the rest', () => {
  expect(factsOf({ data: { sensitive: false }, counts: { currentSensitive: 1 } }).data.sensitive).toBe(false);
  expect(factsOf({ data: { important: false, importantStatus: 'notified' } }).data.important).toBe(false);
  expect(factsOf({ exporter: { ciio: false, ciioNotifiedOn: '2026-01-01' } }).exporter.ciio).toBe(false);
  expect(factsOf({ counts: { currentOrdinary: 9, previousAll: 3 } }).counts.previousAll).toBe(3);
});

test('the planned transfer is in this year, this year in the window of two', () => {
  const { counts } = factsOf({ counts: { inTransferOrdinary: 7, inTransferSensitive: 9 } });
  expect(counts).toEqual({
    currentOrdinary: 7,
    currentSensitive: 9,
    previousAll: 9,
    previousSensitive: 9,
    inTransferOrdinary: 7,
    inTransferSensitive: 9,
  });
});

test('a status that nobody gave is no important data', () => {
  expect(factsOf({}).data).toMatchObject({ important: false, importantStatus: 'notified' });
  expect(factsOf({ data: { importantStatus: 'none' } }).data.important).toBe(false);
  expect(factsOf({ data: { importantStatus: 'self-filed' } }).data.important).toBe(true);
});

test('what follows is listed as assumed, with its value', () => {
  const complete = completeFacts({ recipient, counts: { currentSensitive: 40 } });
  const assumed = assumedOf(complete, DEFAULTED);
  expect(assumed).toContainEqual({ fact: 'data.sensitive', value: true });
  expect(assumed).toContainEqual({ fact: 'counts.previousAll', value: 40 });
  expect(assumed).toContainEqual({ fact: 'data.personal', value: true });
});

test('saying what follows changes nothing, and nothing follows from silence', () => {
  const count = fc.option(fc.nat(20_000), { nil: undefined });
  const counts = fc.record({ currentOrdinary: count, currentSensitive: count, previousAll: count });
  fc.assert(
    fc.property(counts, (given) => {
      const first = completeFacts({ recipient, counts: given } as FactsGiven);
      const again = completeFacts({ recipient, data: first.facts.data, counts: first.facts.counts } as FactsGiven);
      expect(again.facts).toEqual(first.facts);
      expect(again.implied.size).toBe(0);
    }),
  );
  expect(completeFacts({ recipient }).implied.size).toBe(0);
});

test('classes of data are held as they are for what if', () => {
  const given: FactsGiven = { recipient, counts: { currentOrdinary: 5 } };
  const pinned = pinClasses(given, factsOf({ counts: { currentOrdinary: 5 } }));
  expect(completeFacts({ ...pinned, counts: { currentSensitive: 10_000 } }).facts.data.sensitive).toBe(false);
});
