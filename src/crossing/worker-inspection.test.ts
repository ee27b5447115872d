import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchOf } from '../../test/support/batches.ts';
import { person } from '../../test/support/people.ts';
import type { Batch } from '../model/batch.ts';
import type { Sightings } from '../model/sightings.ts';
import type { Inspection } from './inspection.ts';
import { inspectionsHere, startInspections } from './worker-inspection.ts';
import { packBatch, packSightings, unpackBatch, unpackSightings } from './worker-messages.ts';

const OPTIONS = { asOf: '2026-11-23', subject: [] };
const thread = async () => {
  const inspections = startInspections(1e9, 2);
  return { inspections, inspection: await inspections.begin(OPTIONS) };
};

/** A file of `rows` people in batches of `step`, with a new path in some of them. */
const files = (rows: number, step: number) =>
  Array.from({ length: Math.ceil(rows / step) }, (_, b) => {
    const list = Array.from({ length: Math.min(step, rows - b * step) }, (_, i) => {
      const p = person((b * step + i) % 97);
      const note = (b * step + i) % 5 === 0 ? `请联系${p.name}，${p.phone}` : 'ok';
      return [
        ['姓名', p.name],
        ['手机', p.phone],
        ['备注', note],
        ...(b > 1 ? [['身份证号', p.residentId] as const] : []),
      ] as [string, string][];
    });
    return batchOf(list);
  });

const plain = (s: Sightings) => ({
  ids: [...s.idStart.subarray(0, s.ids)].map((from, i) => Buffer.from(s.bytes.subarray(from, s.idEnd[i])).toString()),
  ranks: [...s.idRank.subarray(0, s.ids)],
  slots: [...s.slotEnd.subarray(0, s.slots)],
  fields: [...s.slotFields.subarray(0, s.slots)],
  minors: [...s.slotMinor.subarray(0, s.slots)],
});

async function through(inspection: Inspection, rows: number, step: number) {
  const paths: string[] = [];
  const out: ReturnType<typeof plain>[] = [];
  const underWay: Promise<Sightings>[] = [];
  inspection.open({ list: paths });
  for (const { paths: own, batch } of files(rows, step)) {
    // Each batch numbers its paths by itself; of one file they only grow.
    for (const path of own.list) if (!paths.includes(path)) paths.push(path);
    underWay.push(inspection.inspect(batch));
    while (underWay.length > inspection.ahead) out.push(plain(await underWay.shift()!));
  }
  for (const s of underWay) out.push(plain(await s));
  const { inspected, columns } = await inspection.finish();
  return { out, inspected, columns: [...columns] };
}

describe('a thread that inspects', () => {
  test.each([
    [500, 20],
    [40, 1],
    [3, 100],
  ])('finds what this thread finds, in the same order: %i rows, %i a batch', async (rows, step) => {
    const { inspections, inspection } = await thread();
    using _ = inspections;
    using here = await inspectionsHere.begin(OPTIONS);
    const [there, expected] = [await through(inspection, rows, step), await through(here, rows, step)];
    expect(expected.out.flatMap((o) => o.ids).length).toBeGreaterThan(rows);
    expect(there).toEqual(expected);
  });

  test('an error there is the same error here, and everything after it fails', async () => {
    const { inspections, inspection } = await thread();
    using _ = inspections;
    await expect(inspection.refuseName('list.csv', { file: 'file 1' })).resolves.toBeUndefined();
    await expect(inspection.refuseName(`${person(1).residentId}.csv`, { file: 'file 1' })).rejects.toMatchObject({
      code: 'INPUT_NAME',
      place: { file: 'file 1' },
    });
    await expect(inspection.finish()).rejects.toMatchObject({ code: 'INPUT_NAME' });
  });

  test('each part of a name is looked at by itself', async () => {
    using here = await inspectionsHere.begin(OPTIONS);
    const { phone, residentId } = person(3);
    for (const name of [`${phone}.csv`, `a_${phone}_b.csv`, `2026/${phone}/x.csv`, `${residentId}_v2.json`])
      await expect(here.refuseName(name, { file: 'file 1' }), name).rejects.toMatchObject({ code: 'INPUT_NAME' });
    for (const name of ['orders_20261124.csv', 'v1.2.3_x.csv', 'report-2026.11.24.csv', 'user_phone', '/items/*/name'])
      await expect(here.refuseName(name, { file: 'file 1' }), name).resolves.toBeUndefined();
  });

  test('what hides too deep is told with its record', async () => {
    const { inspections, inspection } = await thread();
    using _ = inspections;
    let deep = person(1).phone;
    for (let n = 0; n < 6; n++) deep = Buffer.from(deep).toString('base64');
    const { paths, batch } = batchOf([[['备注', 'ok']], [['备注', deep]]]);
    inspection.open(paths);
    await expect(inspection.inspect(batch)).rejects.toMatchObject({ code: 'LIMIT_LAYERS', place: { record: 1 } });
  });

  test('a thread that is let go fails what was under way', async () => {
    const { inspections, inspection } = await thread();
    const waits = inspection.finish();
    inspections[Symbol.dispose]();
    await expect(waits).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(inspection.finish()).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('few bytes, or one core, need none', () => {
    expect(startInspections(1000, 8)).toBe(inspectionsHere);
    expect(startInspections(1e9, 1)).toBe(inspectionsHere);
  });
});

describe('what moves between threads', () => {
  const cell = fc.string({ unit: 'binary', maxLength: 12 });
  test('a batch comes out as it went in, also in memory that was used before', () => {
    let spare: ArrayBuffer | undefined;
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 9 }), (rows) => {
        const { batch } = batchOf(rows.map((row) => row.map((v, i) => [`p${i}`, v] as [string, string])));
        const packed = packBatch(batch, spare);
        expect(values(unpackBatch(packed))).toEqual(values(batch));
        spare = packed.buffer;
      }),
    );
  });
  test('so do sightings', async () => {
    using here = await inspectionsHere.begin(OPTIONS);
    const { paths, batch } = files(200, 200)[0]!;
    here.open(paths);
    const sightings = await here.inspect(batch);
    expect(plain(unpackSightings(packSightings(sightings, undefined)))).toEqual(plain(sightings));
  });
});

const values = (b: Batch) => ({
  of: [b.file, b.index, b.firstRow, b.rows, b.cells],
  rowEnd: [...b.rowEnd.subarray(0, b.rows)],
  cells: Array.from({ length: b.cells }, (_, i) => [
    b.path[i],
    b.type[i],
    Buffer.from(b.bytes.subarray(b.start[i], b.end[i])).toString('hex'),
  ]),
});
