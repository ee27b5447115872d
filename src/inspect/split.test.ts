import { describe, expect, test } from 'vitest';
import { batchOf, type Cell } from '../../test/support/batches.ts';
import { person } from '../../test/support/people.ts';
import { Inspector } from './inspector.ts';

const many = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));

function inspect(rows: readonly (readonly string[])[], header?: readonly string[]) {
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
  const cells = rows.map((row) => row.map((v, i): Cell => [header?.[i] ?? `#${i + 1}`, v]));
  const { paths, batch } = batchOf(cells);
  inspector.open(paths);
  const sightings = inspector.inspect(batch);
  const ids = sightings.ids;
  const slots = sightings.slots;
  const found = inspector
    .finish()
    .fields.filter((f) => f.confidence >= 0.5)
    .map((f) => `${f.path}=${f.kind}`);
  return { found, ids, slots };
}

const AREA = ['010', '021', '0571', '0755'];

describe('one datum in neighbouring columns', () => {
  test('area code and local number', () => {
    const rows = many(20, (i) => [`x${i}`, AREA[i % 4]!, String(62_345_678 + i * 7919)]);
    expect(inspect(rows).found).toEqual(['#2=phone', '#3=phone']);
    expect(inspect(rows, ['编码', '区号', '电话']).found).toContain('电话=phone.landline');
  });
  test('a mobile number in three or two', () => {
    const rows = many(20, (i) => person(i + 1).phone);
    expect(inspect(rows.map((p) => [p.slice(0, 3), p.slice(3, 7), p.slice(7)])).found).toEqual([
      ...['#1=phone', '#2=phone', '#3=phone'],
    ]);
    expect(inspect(rows.map((p) => ['a', p.slice(0, 3), p.slice(3)])).found).toEqual(['#2=phone', '#3=phone']);
  });
  test('a resident ID by region, birth date and serial number; rows count as persons whom nothing tells apart', () => {
    const rows = many(12, (i) => person(i + 1).residentId);
    const { found, ids, slots } = inspect(rows.map((p) => [p.slice(0, 6), p.slice(6, 14), p.slice(14)]));
    expect(found.filter((f) => f.endsWith('cn.resident-id'))).toEqual([
      ...['#1=cn.resident-id', '#2=cn.resident-id', '#3=cn.resident-id'],
    ]);
    expect([ids, slots]).toEqual([0, 12]);
  });
  test('a card in four', () => {
    const rows = many(12, (i) => person(i + 1).card);
    const { found } = inspect(rows.map((p) => [p.slice(0, 4), p.slice(4, 8), p.slice(8, 12), p.slice(12)]));
    expect(found).toEqual(['#1=bank-card', '#2=bank-card', '#3=bank-card', '#4=bank-card']);
  });
  test('surname and given name, Chinese and English', () => {
    const chinese = many(30, (i) => person(i * 37 + 1).name);
    expect(inspect(chinese.map((n, i) => [`${i}`, n.slice(0, 1), n.slice(1)])).found).toEqual([
      ...['#2=person.name', '#3=person.name'],
    ]);
    const given = ['Mary', 'John', 'Susan', 'Peter', 'Linda', 'James', 'Karen', 'David', 'Helen', 'Paul'];
    const family = ['Smith', 'Johnson', 'Miller', 'Davis', 'Wilson', 'Anderson', 'Thomas', 'Moore', 'Lee', 'Clark'];
    expect(inspect(many(10, (i) => [given[i]!, family[(i * 3) % 10]!])).found).toEqual([
      ...['#1=person.name', '#2=person.name'],
    ]);
  });
});

describe('neighbours that are not parts of one', () => {
  test.each<[string, string[][]]>([
    ['weights and years', many(40, (i) => ['150', String(2001 + (i % 9)), String(2010 + (i % 9))])],
    ['counters', many(40, (i) => [String(100 + i), String(2000 + i * 3), String(1000 + i * 7)])],
    ['times', many(40, (i) => [String(10 + (i % 14)), String(10 + (i % 50)), String(10 + ((i * 7) % 50))])],
    ['a version and a build', many(40, (i) => ['138', `0013${String(8000 + (i % 2))}`])],
    ['a grade and a class', many(40, (i) => [['高', '初', '小'][i % 3]!, ['一', '二', '三'][i % 3]!])],
    [
      'days and cities',
      many(40, (i) => [['Monday', 'Tuesday', 'Friday'][i % 3]!, ['Paris', 'London', 'Rome'][i % 3]!]),
    ],
  ])('%s', (_, rows) => expect(inspect(rows).found.filter((f) => !f.endsWith('=place'))).toEqual([]));

  test('a header that says otherwise wins', () => {
    const rows = many(20, (i) => person(i + 1).phone);
    expect(
      inspect(
        rows.map((p) => [p.slice(0, 3), p.slice(3)]),
        ['数量', '订单号'],
      ).found,
    ).toEqual([]);
  });
});
