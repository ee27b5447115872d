import { expect, test } from 'vitest';
import { Inspector } from '../../src/inspect/inspector.ts';
import { person } from '../support/people.ts';
import { tableBatch } from '../support/table.ts';
import { DISGUISES } from './disguises.ts';

/** The identifiers of each slot of a table with one column, as they go to the register. */
function idsIn(values: readonly string[], header = 'note'): string[][] {
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
  const { batch, paths } = tableBatch(
    [header],
    values.map((v) => [v]),
  );
  inspector.open(paths);
  const s = inspector.inspect(batch);
  const slots: string[][] = [];
  let id = 0;
  for (let slot = 0; slot < s.slots; slot++) {
    const ids: string[] = [];
    for (; id < s.slotEnd[slot]!; id++)
      ids.push(Buffer.from(s.bytes.subarray(s.idStart[id], s.idEnd[id])).toString('latin1'));
    slots.push(ids);
  }
  return slots;
}

const people = Array.from({ length: 20 }, (_, i) => person(i + 1));

test.each(Object.entries(DISGUISES))('%s: who hides is the same person', (_name, { make }) => {
  const plain = idsIn(people.map((p) => `客户 ${p.residentId} 来电`));
  const hidden = idsIn(people.map((p) => make(p.residentId)));
  expect(plain).toHaveLength(20);
  expect(hidden.map((ids) => ids[0])).toEqual(plain.map((ids) => ids[0]));
});

test('everybody who hides in one word counts', () => {
  const list = Buffer.from(people.map((p) => p.residentId).join('\n')).toString('base64');
  const all = new Set(idsIn([list, 'ok']).flat());
  expect(all).toEqual(new Set(idsIn(people.map((p) => `客户 ${p.residentId} 来电`)).flat()));
});
