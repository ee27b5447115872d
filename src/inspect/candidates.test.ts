import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, KERNELS } from '../../kernel/build.ts';
import { batchOf } from '../../test/support/batches.ts';
import { LOOK_ALWAYS, LOOK_FOR_WORDS, MARKED, survey } from './candidates.ts';
import { ColumnTable } from './column-table.ts';
import { Scanner } from './scanner.ts';

const scanner = new Scanner();

/** Which cells of one column are listed, and which of these are marked. */
function surveyed(values: readonly string[], plan = 0, step = 1) {
  const { batch } = batchOf(values.map((value) => [['a', value]]));
  const table = new ColumnTable();
  table.add();
  const list = [...survey(batch, Uint8Array.of(plan), new Uint8Array(1), table, step)];
  return {
    batch,
    listed: list.map((x) => values[x >>> 2]!),
    marked: new Set(list.filter((x) => (x & MARKED) !== 0).map((x) => x >>> 2)),
    values: table.values[0]!,
    codes: table.codes[0]!,
  };
}

// One of each form, official samples as in the scanner's tests, and pieces that nearly are.
const FORMS = [
  ...['11010519491231002X', '110105491231002', '110105 19491231 002X', '810000199001010019', '932682198501010017'],
  ...['91110000600037341L', '91350100M000100Y43', '6222021234567894', '6222 0212 3456 7894', '1M8GDM9AXKP042788'],
  ...['京A12345', '京A·12345', '京A•12345', '粤AD12345', '粤Z1234港', '13800138000', '138 0013 8000', '+8613800138000'],
  ...['86-13800138000', '+49 89 1234567', '010-62345678', '(010) 62345678', '0571-88888888-123', 'a@b.cn'],
  ...['E12345678', 'EA1234567', 'H1234567890', 'L12345678', 'USA123456789012', '356938035643809', '460001234567890'],
  ...['00:1a:2b:3c:4d:5e', '00-1A-2B-3C-4D-5E', '192.168.100.200', '1.2.3.4', 'fe80::1', '2001:db8:0:0:1:0:0:1'],
  ...['::ffff:1.2.3.4', '39.9042,116.4074', '-33.86880; 151.20930', '2088102146225135', 'AKIAIOSFODNN7EXAMPLE'],
  ...['223-087-9502', '(790)091-7442', '001-846-853-9089x92556', '833.719.3994x1887', '+1-743-438-6774x62406'],
  ...['ID110105197001010003', '110105197001010003x', 'Tel13812345678', 'm8613812345678', 'CARD6222021234567894'],
  ...[
    '110105197001010003360426199101010071',
    'LTAI4FoobarExample',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'sk-abcdefghijklmnopqrstuvwxyz',
  ],
  ...['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
  ...[
    'GB82WEST12345698765432',
    'gb82west12345698765432',
    'GB82 WEST 1234 5698 7654 32',
    'NO9386011117947',
    '219-09-9999',
  ],
  ...['MT84MALT011000012345MTLCAST001S', '219 09 9999'],
  ...['-----BEGIN RSA PRIVATE KEY-----MIIEpAIBAAKCAQEA'],
];
const PIECES = [
  '-',
  '.',
  ':',
  ' ',
  '+',
  '@',
  '(',
  ')',
  '_',
  '/',
  '=',
  '，',
  '的',
  '京',
  '\u00b7',
  'A',
  'x',
  'B',
  '0',
  '1',
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...FORMS) },
  { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 20 }).chain((n) => fc.stringMatching(new RegExp(`^[0-9]{${n}}$`))),
  },
  { weight: 2, arbitrary: fc.stringMatching(/^[A-Za-z0-9]{1,20}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const value = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('').replaceAll('\n', ' '));

describe('a cell without a mark holds nothing that the scanner finds', () => {
  const holds = (values: string[]) => {
    const { batch, marked } = surveyed(values, LOOK_ALWAYS);
    for (let i = 0; i < values.length; i++) {
      let from = batch.start[i]!;
      let to = batch.end[i]!;
      while (from < to && batch.bytes[from]! <= 0x20) from++;
      while (to > from && batch.bytes[to - 1]! <= 0x20) to--;
      if (!marked.has(i) && scanner.scan(batch.bytes, from, to) > 0)
        expect.fail(`not marked: ${JSON.stringify(values[i])}`);
    }
  };

  test('each form, at each place of a block', () => {
    for (const form of FORMS)
      for (let before = 0; before < 64; before++)
        holds(['#'.repeat(before), form, `x ${form}`, `${form} y`, `中${form}中`]);
  });
  test('anything', () => {
    fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), holds), { numRuns: 600 });
  });
  test('bytes that are no text', () => {
    const latin = fc
      .uint8Array({ maxLength: 300, size: 'max' })
      .map((b) => Buffer.from(b).toString('latin1').replaceAll('\n', ' '));
    fc.assert(fc.property(fc.array(latin, { minLength: 1, maxLength: 4 }), holds), { numRuns: 500 });
  });
});

test('what business data is made of has no mark', () => {
  const ordinary = [
    ...['2026-02-02 01:01:07', '2026-02-02T01:01:07.123Z', '2026/02/02', '12:30:59', '1656.90', '-0.5', '1,234,567.89'],
    ...['SKU-0031-B', 'WH-01', 'SF000007368787', 'SO2026000000001', 'CNY', '无线鼠标 M185', '纯棉T恤 男款', '待付款'],
    ...['https://example.com/a/b', '192 mm', '3 x 4', 'v1.2', '12345678', '1234567'],
  ];
  expect([...surveyed(ordinary).marked].map((i) => ordinary[i])).toEqual([]);
});

describe('what is listed', () => {
  test('by plan', () => {
    const values = ['abc', 'abcdef', 'ab cdef', '退款中', '13800138000', '123456'];
    expect(surveyed(values).listed).toEqual(['13800138000']);
    expect(surveyed(values, LOOK_FOR_WORDS).listed).toEqual(['ab cdef', '退款中', '13800138000']);
    expect(surveyed(values, LOOK_ALWAYS).listed).toEqual(values);
  });
  test('what may stand for no value is, and empty cells are nowhere', () => {
    const { listed, values } = surveyed(['', '  ', 'NULL', ' - ', '无', 'xyz']);
    expect(listed).toEqual(['NULL', ' - ', '无']);
    expect(values).toBe(1);
  });
  test('values and codes of the others are counted', () => {
    const values = Array.from({ length: 17 }, (_, i) => (i % 2 === 0 ? `AB1234${1000 + i}` : 'text'));
    expect(surveyed(values)).toMatchObject({ values: 17, codes: 9, listed: [] });
    expect(surveyed(values, 0, 8)).toMatchObject({ values: 17, codes: 24, listed: [] });
  });
  test('columns are told apart, and memory grows with the batch', () => {
    const long = 'x'.repeat(100_000);
    const rows = Array.from({ length: 50 }, () => [['a', long] as const, ['b', '13800138000'] as const]);
    const { batch } = batchOf(rows);
    const table = new ColumnTable();
    table.add();
    table.add();
    const list = [...survey(batch, new Uint8Array(2), new Uint8Array(2), table, 1)];
    expect(list).toEqual(rows.map((_, r) => ((2 * r + 1) << 2) | MARKED));
    expect([table.values[0], table.values[1]]).toEqual([50, 0]);
    expect(surveyed(['13800138000']).listed).toEqual(['13800138000']);
  });
});

test.each(KERNELS)(
  '$source is compiled as it stands',
  async (kernel) => {
    expect(readFileSync(kernel.target, 'utf8')).toBe(await compile(kernel));
  },
  60_000,
);
