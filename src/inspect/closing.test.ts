/** The kernel's closers and its fast lane give what the scanner, the fits and the slots in TypeScript give. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchOf, type Cell, slotsOf } from '../../test/support/batches.ts';
import { person, seeded } from '../../test/support/people.ts';
import { maskExample } from '../treat/mask.ts';
import { BatchScanner } from './batch-scanner.ts';
import { closedCells } from './candidates.ts';
import { CellFindings } from './cell-findings.ts';
import { Column } from './column.ts';
import { ColumnTable } from './column-table.ts';
import { Inspector } from './inspector.ts';

const HEADERS = ['姓名', '手机', '身份证号', '出生日期', '银行卡号', '客户号', '地址', '邮箱', '性别', '备注', 'x'];

/** All findings of one column's values, closed or not, in order, and what was counted. */
function found(header: string, values: readonly string[], closing: boolean) {
  const { batch } = batchOf(values.map((value) => [[header, value]]));
  const table = new ColumnTable();
  new Column(header, table);
  const out = new CellFindings();
  new BatchScanner(closing).scan(batch, table, out);
  const { count, cell, from, to, info } = closedCells();
  const all: number[][] = [];
  for (let n = 0; n < count; n++) all.push([cell[n]!, from[n]!, to[n]!, info[n]!]);
  for (let f = 0; f < out.count; f++) all.push([out.cell[f]!, out.from[f]!, out.to[f]!, out.info[f]!]);
  const { values: n, codes, roleHits, hits, whole, percents, best, evidence } = table;
  const counted = [n, codes, roleHits, hits, whole, percents, best, evidence].map((a) => [...a]);
  return { closed: count, all: all.toSorted((a, b) => a[0]! - b[0]! || a[3]! - b[3]!), counted };
}

const ONES = Array.from({ length: 400 }, (_, n) => person(n * 37 + 1));
const plain: fc.Arbitrary<string> = fc
  .constantFrom(...ONES)
  .chain((p) =>
    fc.constantFrom(p.name, p.phone, p.residentId, p.birth, p.card, p.key, p.address, p.email, p.female ? '女' : '男'),
  );
const ODD = [
  ...['欧阳娜', '司马光', '王有限公司', '没有', '沈芳', '无', '李', '〇三', '㐀㐁', '王·李', '阿卜杜拉', '张三李四五'],
  ...[
    '13800000000',
    '12800138000',
    '1380013800０',
    '1380013800',
    '138001380001',
    '11010519491231002X',
    '11010519491231002x',
  ],
  ...[
    '110105194912310021',
    '990105194912310020',
    '110105194902300021',
    '110105174912310021',
    '2000-02-30',
    '2000/02/29',
  ],
  ...['1900-02-29', '2100-12-31', '2101-01-01', '1990-1-02', '1990-01/02', '6222021234567894', '2088102146225135'],
  ...['4111111111111111', '5555555555554444', '4111111111111112', '6222020001047290018', '6222020001047290019'],
  ...[
    'a@b.cn',
    'zhang.wei@163.com',
    'e12345678@qq.com',
    '13800138000@139.com',
    'a..b@c.cn',
    'a@b',
    'a@b.c1',
    'a.@b.cn',
  ],
  ...['sk.abc@x.io', 'A@b.cn', 'a@b.cn ', 'x-y@z.org', 'abc@.cn', 'abc@cn.', 'verylongname.verylongname@example.com'],
  ...[
    'E12345678',
    'C12345678',
    'H1234567890',
    'U-1',
    '1234567890',
    '2026-01-01',
    '192.168.1.2',
    'NULL',
    '-',
    'n/a',
    'AB',
  ],
  ...[
    '男',
    '女',
    '未知',
    '男性',
    'F',
    '北京市朝阳区建国路88号',
    '河',
    '海淀区',
    '192号16栋1877室',
    '张三 13800138000',
    '',
  ],
];
const value = fc.oneof(
  { weight: 5, arbitrary: plain },
  { weight: 5, arbitrary: fc.constantFrom(...ODD) },
  // One character of a plain value changed, left out or put in.
  {
    weight: 6,
    arbitrary: fc
      .tuple(plain, fc.nat(), fc.constantFrom('', '0', '9', 'x', '@', '.', ' ', '-', '市', '李', '\u00a0', '\u200b'))
      .chain(([v, n, c]) =>
        fc.constantFrom(0, 1).map((gone) => {
          const at = n % (v.length + 1);
          return v.slice(0, at) + c + v.slice(at + gone);
        }),
      ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }).map((s) => s.replaceAll(/[\n\r]/g, ' ')) },
);

describe('closers', () => {
  test('close what is plain', () => {
    const closedOf = (header: string, of: (p: (typeof ONES)[number]) => string) =>
      found(header, ONES.map(of), true).closed / ONES.length;
    const shares = {
      姓名: closedOf('姓名', (p) => p.name),
      手机: closedOf('手机', (p) => p.phone),
      身份证号: closedOf('身份证号', (p) => p.residentId),
      出生日期: closedOf('出生日期', (p) => p.birth),
      银行卡号: closedOf('银行卡号', (p) => p.card),
      客户号: closedOf('客户号', (p) => p.key),
      地址: closedOf('地址', (p) => p.address),
      邮箱: closedOf('邮箱', (p) => p.email),
      性别: closedOf('性别', (p) => (p.female ? '女' : '男')),
      备注: closedOf('备注', (p) => p.phone),
    };
    for (const [header, share] of Object.entries(shares))
      if (header === '备注') expect(share).toBe(0);
      else expect(share, header).toBeGreaterThan(0.9);
  });

  test.each(HEADERS)('say of a value in %s what is said without them', (header) => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const [a, b] = [found(header, values, true), found(header, values, false)];
        expect(b.closed).toBe(0);
        expect(a.all).toEqual(b.all);
        expect(a.counted).toEqual(b.counted);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the fast lane', () => {
  /** Slots of tables in batches, and what columns are said to be, with and without the kernel's part in it. */
  function inspected(tables: readonly (readonly (readonly Cell[])[])[], subject: readonly string[], closing: boolean) {
    const inspector = new Inspector({ asOf: '2026-11-23', subject, mask: maskExample, closing });
    const paths = { list: [] as string[] };
    inspector.open(paths);
    const slots = tables.map((rows) => slotsOf(inspector.inspect(batchOf(rows, paths).batch)));
    const { fields, otherPaths, toldApartBy, undeterminedFields } = inspector.finish();
    // Of two values that are as sure another may be shown.
    const shown = fields.map((f) => ({ ...f, example: '' }));
    return { slots, fields: shown, otherPaths, toldApartBy, undeterminedFields, bits: inspector.fieldBits };
  }
  const same = (tables: readonly (readonly (readonly Cell[])[])[], subject: readonly string[] = []) => {
    const [a, b] = [inspected(tables, subject, true), inspected(tables, subject, false)];
    expect(a).toEqual(b);
    return a;
  };

  test('forms the persons of a plain table, children among them', () => {
    const random = seeded(5);
    const rows = Array.from({ length: 300 }, (_, n): Cell[] => {
      const p = person(1 + Math.floor(random() * 90));
      const birth = n % 5 === 0 ? '2020-01-02' : p.birth;
      return [
        ...([
          ['客户号', p.key],
          ['姓名', p.name],
          ['身份证号', n % 3 === 0 ? '' : p.residentId],
        ] as const),
        ...([
          ['手机', p.phone],
          ['邮箱', p.email],
          ['地址', p.address],
          ['出生日期', birth],
        ] as const),
        ...([
          ['银行卡号', p.card],
          ['商品', '雨衣'],
          ['备注', n % 7 === 0 ? `请联系${p.name}` : ''],
        ] as const),
      ];
    });
    const { slots } = same([rows.slice(0, 50), rows.slice(50, 200), rows.slice(200)]);
    expect(slots.flat()).toHaveLength(300);
    expect(slots.flat().filter((s) => s.minor)).toHaveLength(60);
    expect(slots[1]![0]!.ids.map(([type]) => type)).toEqual([
      ...['resident-id', 'customer-key', 'name-phone', 'phone', 'email'],
    ]);
  });

  test('leaves to others what is not simple: two phones, another person, a declared field, lists', () => {
    const many = (cells: (n: number) => Cell[]) => Array.from({ length: 60 }, (_, n) => cells(n));
    const one = (n: number) => ONES[n % ONES.length]!;
    same(
      [
        many((n) => [
          ['手机', one(n).phone],
          ['联系电话', n % 2 === 0 ? one(n + 1).phone : ''],
        ]),
      ].concat([
        many((n) => [
          ['手机', one(n).phone],
          ['联系电话', one(n).phone],
        ]),
      ]),
    );
    same([
      many((n) => [
        ['姓名', one(n).name],
        ['收款人姓名', one(n + 1).name],
        ['手机', one(n).phone],
      ]),
      many((n) => [
        ['姓名', one(n).name],
        ['收款人姓名', one(n + 1).name],
        ['手机', one(n).phone],
      ]),
    ]);
    same(
      [
        many((n) => [
          ['工号', `A${n}`],
          ['姓名', one(n).name],
          ['手机', one(n).phone],
        ]),
        many((n) => [
          ['工号', `A${n}`],
          ['姓名', one(n).name],
        ]),
      ],
      ['工号'],
    );
    const list = many((n) => [
      ['/buyers/*/name', one(n).name],
      ['/buyers/*/phone', one(n).phone],
      ['/buyers/*/name', one(n + 1).name],
      ['/buyers/*/phone', one(n + 1).phone],
    ]);
    same([list, list]);
  });

  test('any table, in any batches', () => {
    const cell = fc.tuple(fc.constantFrom(...HEADERS, '联系电话', '紧急联系人', '会员号', '/a/*/name'), value);
    const rows = fc.array(fc.uniqueArray(cell, { maxLength: 8, selector: ([header]) => header }), {
      minLength: 1,
      maxLength: 12,
    });
    const tables = fc.array(rows, { minLength: 1, maxLength: 4 });
    const subject = fc.constantFrom([], [], [], ['客户号'], ['姓名', '手机']);
    fc.assert(
      fc.property(tables, subject, (t, s) => {
        same(t, s);
      }),
      { numRuns: 600 },
    );
  });
});
