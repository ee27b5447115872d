import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchOf, type Cell, table } from '../../test/support/batches.ts';
import { person, seeded } from '../../test/support/people.ts';
import type { FieldFinding } from '../model/manifest.ts';
import { type Inspected, Inspector } from './inspector.ts';
import { ValueFinder } from './value-finder.ts';

function inspect(rows: readonly (readonly Cell[])[], mask = (_: string, value: string) => `${value[0]}***`): Inspected {
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask });
  const { paths, batch } = batchOf(rows);
  inspector.open(paths);
  inspector.inspect(batch);
  return inspector.finish();
}
const field = (result: Inspected, path: string, kind: string): FieldFinding | undefined =>
  result.fields.find((f) => f.path === path && f.kind === kind);
const column = (path: string, values: readonly string[]): Cell[][] => values.map((v) => [[path, v]]);
const many = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));

describe('confidence', () => {
  test('header and format of nearly all values are nearly certain', () => {
    const values = many(1000, (i) => (i < 2 ? '没有' : person(i + 1).phone));
    expect(field(inspect(column('手机', values)), '手机', 'phone')).toMatchObject({
      values: 998,
      hits: 998,
      evidence: ['header', 'format', 'region', 'share'],
      freeText: false,
      example: '1***',
    });
    expect(field(inspect(column('手机', values)), '手机', 'phone')!.confidence).toBeGreaterThan(0.95);
  });

  test('order numbers of which some pass Luhn are shown, with doubt', () => {
    const values = many(3000, (i) => `62220${String(20_000_000_000 + i * 7).slice(0, 11)}`);
    const found = field(inspect(column('订单号', values)), '订单号', 'bank-card');
    expect(found === undefined || found.confidence < 0.5).toBe(true);
    const bare = field(inspect(column('x', values)), 'x', 'bank-card')!;
    expect(bare.hits).toBeGreaterThan(0);
    expect(bare.confidence).toBeLessThan(0.5);
  });

  test('one resident ID among a hundred thousand other numbers is certain all the same', () => {
    const values = many(20_000, (i) => (i === 777 ? '11010519491231002X' : `${100_000_000_000_000_000n + BigInt(i)}`));
    expect(field(inspect(column('x', values)), 'x', 'cn.resident-id')).toMatchObject({ hits: 1 });
    expect(field(inspect(column('x', values)), 'x', 'cn.resident-id')!.confidence).toBeGreaterThan(0.9);
  });

  test('a header over values that do not fit does not win, and is told', () => {
    const result = inspect(
      column(
        '电话',
        many(50, (i) => (i % 2 ? '是' : '否')),
      ),
    );
    expect(result.fields).toEqual([]);
    expect(result.otherPaths).toEqual(['电话']);
    expect(result.undeterminedFields).toEqual([{ path: '电话', kinds: ['phone', 'phone.landline'] }]);
  });

  test('goods that look like surnames are no names', () => {
    const goods = ['金卡', '普通', '银卡', '白酒', '黄油', '马桶'];
    expect(
      inspect(
        column(
          '#5',
          many(300, (i) => goods[i % 6]!),
        ),
      ).fields,
    ).toEqual([]);
    expect(
      inspect(
        column(
          'name',
          many(300, (i) => ['保温杯', '无线鼠标', '儿童雨衣'][i % 3]!),
        ),
      ).fields,
    ).toEqual([]);
  });

  test('names without a header are names where nearly all are', () => {
    const found = field(
      inspect(
        column(
          '#1',
          many(200, (i) => person(i + 1).name),
        ),
      ),
      '#1',
      'person.name',
    )!;
    expect(found.confidence).toBeGreaterThanOrEqual(0.5);
    expect(found.evidence).not.toContain('header');
  });

  test('firms are no people, also where a customer’s name is expected', () => {
    const firms = ['Acme GmbH', 'Siemens AG', '北京某某科技有限公司', '文三路店'];
    expect(inspect(column('Customer Name', firms)).fields).toEqual([]);
    expect(inspect(column('客户名称', firms)).fields).toEqual([]);
  });

  test('values that stand for nothing are no values', () => {
    const found = field(
      inspect(column('姓名', ['张三', 'NULL', '-', '无', '', 'N/A', '李四'])),
      '姓名',
      'person.name',
    )!;
    expect([found.values, found.hits]).toEqual([2, 2]);
  });
});

const random = seeded(16);

describe('a column without a header is told by what most of its values look like', () => {
  const kinds = (values: readonly string[]): string[] =>
    inspect(column('#1', values))
      .fields.filter((f) => f.confidence >= 0.5)
      .map((f) => f.kind);
  test.each<[string, readonly string[], readonly string[]]>([
    ['phones of France', ['05 46 67 89 65', '03 26 55 43 11', '04 67 96 97 95', '+41 52 378 20 11'], ['phone']],
    ['phones of Britain', ['0116 247 0384', '0116 223 2256', '020 7946 0018', '01632 960 983'], ['phone']],
    ['phones of Australia', ['(08) 9842 2881', '(02) 9374 4000', '08 6311 7372', '(03) 9000 1234'], ['phone']],
    ['names, some of them rare', ['John Gonzalez', 'Sean O’Brien', 'Joss Whedon', 'Terry Blanchard'], ['person.name']],
    ['initials', ['J. R. Warden', 'K. Lynn', 'P. D. Evans', 'Mary T. Hollis', 'R.M. Hughes'], ['person.name']],
    [
      'names of Japan',
      ['Yukari Aoyama', 'Daisuke MATSUI', 'Kenji Ohtaka', 'Rina ISHIDA', 'Takashi Ebara'],
      ['person.name'],
    ],
    ['names of India', ['Ashok Trivedi', 'Priya Natarajan', 'Sandeep Gokhale', 'Vikram Lele'], ['person.name']],
    ['several people', ['Anna Keller John Marsh Lee Scott', 'Peter Brandt Mary Ellis Paul Cole'], ['person.name']],
    ['streets of Germany', ['Rosa-Luxemburg-Straße 30, 10178 Berlin', 'Lohmühlenstraße 65, 12435 Berlin'], ['address']],
    ['state and code', ['700 South Mill Saint Louis, MO 63102', '1160 Mill Winchester VA 22602'], ['address']],
  ])('%s', (_, values, expected) => {
    const found = kinds(values);
    expect(expected.every((k) => found.some((f) => f.startsWith(k)))).toBe(true);
  });
  test.each<[string, readonly string[]]>([
    ['padded counters', many(50, (i) => String(i * 7919).padStart(10, '0'))],
    ['dates with points', many(50, (i) => `0${1 + (i % 9)}.${10 + (i % 12)}.20${10 + (i % 16)}`)],
    ['fractions', many(50, (i) => `0.${1_234_567_890 + i * 7919}`)],
    ['article numbers in groups', many(50, (i) => `${10 + (i % 90)}-${1000 + i}-${i % 10}`)],
    ['books by ISBN', many(50, (i) => `978-7-${1000 + i}-${2000 + i}-${i % 10}`)],
    // As many pass Luhn and begin like a card as chance gives.
    [
      'numbers of 16 digits',
      many(3000, () => String(1 + Math.floor(random() * 9)) + String(Math.floor(random() * 1e15)).padStart(15, '0')),
    ],
    ['firms', ['Miller Brothers Inc', 'Stone Harbor LLC', 'Golden Gate Trading', 'Blue River Group', 'Kim Jones Ltd']],
    ['venues', ['Wembley Stadium', 'Lincoln Center', 'Charles Perkins Centre', 'Jordan Hall College', 'Abbey Church']],
    ['series', many(5, (i) => ['The Robert Miller Show', 'The Anna Gray Hour', 'A Thomas Hardy Evening'][i % 3]!)],
    ['teams', ['Weston Workers Norwich Bears', 'Weston Workers Marcus Hill Lions', 'Preston Rangers Carter Wolves']],
    ['goods', ['Steel Water Bottle', 'Wireless Mouse', 'Cotton Shirt Blue', 'Rain Coat', 'Phone Cable Long']],
  ])('%s are nobody’s', (_, values) => {
    expect(kinds(values).filter((k) => k !== 'place')).toEqual([]);
  });
});

describe('kinds that show by header and shape', () => {
  test.each([
    ['民族', 'ethnicity', ['汉族', '回', '维吾尔族']],
    ['宗教信仰', 'religion', ['佛教', '无宗教信仰', '基督教']],
    ['血型', 'health', ['A型', 'O', 'AB']],
    ['诊断', 'health', ['2型糖尿病', '高血压', '健康']],
    ['人脸特征', 'biometric', ['kJ3f9aQx8vT2mN5pL0wZ7yB4cD6eF1gH', '[0.12,0.33,-0.5,0.7,0.1,0.9]']],
    ['基本工资', 'salary', ['8000', '12,500.00', '1.5万']],
    ['银行账号', 'account', ['0200 0012 3456', '44050110']],
    ['密码', 'secret', ['hunter2', 'Pa55w0rd!']],
    ['微信号', 'wechat-id', ['zhang_san88', 'wxid_abc123']],
    ['支付宝账号', 'alipay-id', ['zhangsan_pay', '2088102146225135']],
    ['社保号', 'cn.social-security', ['A12345678', 'B87654321']],
    ['护照号', 'passport', ['E12345678', 'G87654321', 'AB1234567']],
    ['台胞证号', 'cn.taiwan-permit', ['12345678', '0123456789']],
    ['经度', 'geo.point', ['116.397128', '121.473701']],
    ['性别', 'sex', ['男', '女', '未说明']],
    ['会员编号', 'customer-key', ['VIP-0001', 'VIP-0002']],
    ['会员地址', 'address', ['幸福小区三单元', '文三路212号']],
    ['Date of Birth', 'birth-date', ['1990-01-02', '03/04/1985']],
  ] as const)('%s: %s', (header, kind, values) => {
    const found = field(inspect(column(header, values)), header, kind);
    expect(found?.hits).toBe(values.length);
    expect(found!.confidence).toBeGreaterThanOrEqual(0.5);
  });

  test('bare ids are nobody’s', () => {
    expect(inspect(table('id | 编号 | order_id\n1 | 2 | 3\n4 | 5 | 6')).fields).toEqual([]);
  });
});

describe('files of one transfer', () => {
  test('fields of equal path and kind share a bit; each file is understood by itself', () => {
    const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
    const people = many(20, (i) => person(i + 1));
    for (const values of [people.map((p) => p.phone), people.map((p) => p.residentId), people.map((p) => p.phone)]) {
      const { paths, batch } = batchOf(column('#1', values));
      inspector.open(paths);
      inspector.inspect(batch);
    }
    const { fields } = inspector.finish();
    expect(fields.map((f) => [f.kind, f.values, f.hits])).toEqual([
      ['cn.resident-id', 60, 20],
      ['phone', 60, 40],
    ]);
    expect(new Set(inspector.fieldBits.map((b) => b.bit)).size).toBe(2);
  });

  test('from the 32nd field on all share bit 31', () => {
    const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
    const { paths, batch } = batchOf([
      many(40, (i): Cell => [`邮箱${String.fromCharCode(65 + (i % 26))}${i >> 4}x${i}`, `a${i}@example.com`]),
    ]);
    inspector.open(paths);
    inspector.inspect(batch);
    const { fields } = inspector.finish();
    expect(fields).toHaveLength(40);
    expect(fields.filter((f) => f.bit === 31)).toHaveLength(9);
  });

  test('what comes in many batches is what comes in one', () => {
    const rows = many(300, (i): Cell[] => [
      ['姓名', person(i + 1).name],
      ['手机', person(i + 1).phone],
      ['备注', i % 7 === 0 ? `代收人${person(900 + i).name} ${person(900 + i).phone}` : '工作日送货'],
    ]);
    const whole = inspect(rows);
    const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: (_, value) => `${value[0]}***` });
    const paths = { list: [] as string[] };
    inspector.open(paths);
    for (let r = 0; r < rows.length; r += 7) inspector.inspect(batchOf(rows.slice(r, r + 7), paths).batch);
    const parts = inspector.finish();
    const plain = (r: Inspected) => r.fields.map(({ bit: _, ...f }) => f);
    expect(plain(parts)).toEqual(plain(whole));
  });
});

test('a text full of findings costs no more than its length', () => {
  const line = '联系人王小明 13800138000,确诊高血压;';
  const cost = (n: number) => {
    const rows = column('备注', [line.repeat(n)]);
    const begin = performance.now();
    const result = inspect(rows);
    expect(field(result, '备注', 'phone')!.freeText).toBe(true);
    return performance.now() - begin;
  };
  cost(500);
  expect(cost(20_000)).toBeLessThan(40 * Math.max(20, cost(1_000)));
});

describe('properties', () => {
  const headers = ['客户号', '姓名', '性别', '身份证号', '手机', '邮箱', '地址', '出生日期', '银行卡号', '等级'];
  const rows = many(40, (i): Cell[] => {
    const p = person(i + 1);
    const values = [
      p.key,
      p.name,
      p.female ? '女' : '男',
      p.residentId,
      p.phone,
      p.email,
      p.address,
      p.birth,
      p.card,
      '金卡',
    ];
    return headers.map((h, c) => [h, values[c]!]);
  });
  const known = (r: Inspected) =>
    r.fields.map((f) => `${f.path} ${f.kind} ${f.hits} ${f.confidence} ${f.evidence} ${f.example}`).sort();

  test('shuffled columns give the same fields', () => {
    const expected = known(inspect(rows));
    fc.assert(
      fc.property(fc.shuffledSubarray(headers, { minLength: headers.length }), (order) => {
        const shuffled = rows.map((row) => order.map((h) => row[headers.indexOf(h)]!));
        expect(known(inspect(shuffled))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('an example never contains the value, even where the mask hides nothing', () => {
    for (const f of inspect(rows, (_, value) => `<${value}>`).fields) expect(f.example).toBe('***');
  });

  test('any bytes in any column are inspected without a fault, and in the bounds of their cells', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...headers, '备注', '经度', 'text'),
            fc.oneof(fc.string({ unit: 'binary' }), fc.string()),
          ),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        (cells) => {
          const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
          const { paths, batch } = batchOf([cells]);
          inspector.open(paths);
          const s = inspector.inspect(batch);
          const finder = new ValueFinder(new Map());
          for (let i = 0; i < s.ids; i++) expect(s.idEnd[i]!).toBeGreaterThan(s.idStart[i]! + 1);
          for (let i = 0; i < batch.cells; i++) {
            for (const f of finder.find(batch.bytes, batch.start[i]!, batch.end[i]!, cells[i]![0])) {
              expect(f.start).toBeGreaterThanOrEqual(batch.start[i]!);
              expect(f.end).toBeLessThanOrEqual(batch.end[i]!);
              expect(f.end).toBeGreaterThan(f.start);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('where else something stands', () => {
  const card = '6222020200000000006';
  const full = [...card].map((c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)).join('');
  const numerals = [...card].map((c) => '〇一二三四五六七八九'[Number(c)]).join('');
  const hidden = [full, [...card].join('\u200b'), Buffer.from(card).toString('base64'), numerals, card];

  test.each(hidden)('in an address and in a key: %s', (text) => {
    const rows = many(200, (i): Cell[] => [
      ['地址', `北京市朝阳区建国路${i}号${i % 2 === 0 ? ` ${text}` : ''}`],
      ['客户编号', `K${10_000 + i}${i % 2 === 0 ? ` ${text}` : ''}`],
    ]);
    const result = inspect(rows);
    for (const path of ['地址', '客户编号']) {
      expect(field(result, path, 'bank-card'), path).toMatchObject({ hits: 100 });
      expect(field(result, path, path === '地址' ? 'address' : 'customer-key')).toMatchObject({ hits: 200 });
    }
  });

  test('words of health in addresses and keys, and no names of people in addresses', () => {
    const rows = many(200, (i): Cell[] => [
      ['地址', `北京市朝阳区张自忠路${i}号${i % 2 === 0 ? '患有艾滋病' : ''}`],
      ['客户编号', i % 2 === 0 ? `A患有艾滋病${i}B` : `A${i}B`],
    ]);
    const result = inspect(rows);
    expect(field(result, '地址', 'health')).toMatchObject({ hits: 100 });
    expect(field(result, '客户编号', 'health')).toMatchObject({ hits: 100 });
    expect(field(result, '地址', 'person.name')).toBeUndefined();
  });

  test('a table sorted by what it holds: things first, people behind them', () => {
    const values = [...many(5000, (i) => `螺丝${i}`), ...many(3000, (i) => person(i + 1).name)];
    expect(field(inspect(column('x', values)), 'x', 'person.name')!.hits).toBeGreaterThan(2900);
  });

  test('a long key is one too', () => {
    expect(
      field(inspect(column('客户编号', ['A'.repeat(81), 'B'.repeat(300)])), '客户编号', 'customer-key'),
    ).toMatchObject({
      hits: 2,
    });
  });
});
