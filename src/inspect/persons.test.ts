import { describe, expect, test } from 'vitest';
import { batchOf, type Cell, type Slot, slotsOf, table } from '../../test/support/batches.ts';
import { person } from '../../test/support/people.ts';
import { Inspector } from './inspector.ts';

function inspect(rows: readonly (readonly Cell[])[], options: { subject?: string[]; asOf?: string } = {}): Slot[] {
  const inspector = new Inspector({
    asOf: options.asOf ?? '2026-11-23',
    subject: options.subject ?? [],
    mask: () => '***',
  });
  const { paths, batch } = batchOf(rows);
  inspector.open(paths);
  return slotsOf(inspector.inspect(batch));
}
const ids = (slots: readonly Slot[]) => slots.map((s) => s.ids.map(([type, value]) => `${type} ${value}`));

describe('tables', () => {
  test('one person a row, with all that tells them apart', () => {
    const [slot] = inspect(
      table(
        '客户号 | 姓名 | 身份证号 | 手机 | 邮箱\nC1 | 张 三 | 11010519491231002x | +86 13800138000 | A@example.com',
      ),
    );
    expect(slot!.ids).toEqual([
      ['resident-id', '11010519491231002X'],
      ['customer-key', '客户号/C1'],
      ['name-phone', '张三/13800138000'],
      ['phone', '13800138000'],
      ['email', 'a@example.com'],
    ]);
    expect(slot!.bits).toEqual([0, 1, 2, 3, 4]);
  });

  test('a key that goes with ever other names is a firm’s: its people are told apart by what else they have', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `K1 | ${person(i + 1).name} | ${person(i + 1).phone}`);
    const slots = inspect(table(`客户号 | 联系人 | 手机\n${rows.join('\n')}`));
    expect(slots.map((s) => s.ids.map(([type]) => type))).toEqual(rows.map(() => ['name-phone', 'phone']));
    expect(slots.every((s) => s.bits.length === 2)).toBe(true);
    // Customers who come again, one of them with another name: a person's key.
    const again = Array.from(
      { length: 40 },
      (_, i) => `K${i % 10} | ${person((i % 10) + (i === 39 ? 20 : 1)).name} | -`,
    );
    for (const slot of inspect(table(`客户号 | 姓名 | 手机\n${again.join('\n')}`)))
      expect(slot.ids[0]![0]).toBe('customer-key');
  });

  test('payer and payee', () => {
    expect(
      ids(
        inspect(table('付款人 | 付款人手机 | 收款人 | 收款人手机 | 金额\n张三 | 13800138001 | 李四 | 13800138002 | 5')),
      ),
    ).toEqual([
      ['name-phone 张三/13800138001', 'phone 13800138001'],
      ['name-phone 李四/13800138002', 'phone 13800138002'],
    ]);
  });

  test('people told apart by nothing but what they own are still two', () => {
    const slots = inspect(
      table('付款人户名 | 付款账号 | 收款人户名 | 收款账号\n张三 | 6222021234567894 | 李四 | 6222021234567894'),
    );
    expect(slots.map((s) => s.bits)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('an employee and the emergency contact; without a contact only the employee', () => {
    const slots = inspect(
      table(
        '工号 | 姓名 | 手机 | 紧急联系人 | 紧急联系人电话\nE1 | 张三 | 13800138001 | 李四 | 13800138002\nE2 | 王五 | 13800138003 | |',
      ),
    );
    expect(ids(slots)).toEqual([
      ['customer-key 工号/E1', 'name-phone 张三/13800138001', 'phone 13800138001'],
      ['name-phone 李四/13800138002', 'phone 13800138002'],
      ['customer-key 工号/E2', 'name-phone 王五/13800138003', 'phone 13800138003'],
    ]);
  });

  test('what is about nobody by itself goes to the people of the row', () => {
    const slots = inspect(
      table(
        '付款人 | 付款人手机 | 收款人 | 收款人手机 | 登录IP\n张三 | 13800138001 | 李四 | 13800138002 | 203.0.113.7',
      ),
    );
    expect(slots).toHaveLength(2);
    const ip = slots[0]!.bits.find((b) => slots[1]!.bits.includes(b));
    expect(ip).toBeDefined();
  });

  test('a shipping address of a customer is no second person', () => {
    const slots = inspect(
      table(
        'customer_id | email | shipping_address | billing_address\nC1 | a@example.com | 12 Main Street | 9 High Street',
      ),
    );
    expect(slots).toHaveLength(1);
    expect(slots[0]!.bits).toEqual([0, 1, 2, 3]);
  });

  test('a phone without a word for a person is the only named person’s', () => {
    expect(ids(inspect(table('订单号 | 收货人 | 手机号\nSO1 | 张三 | 13800138001')))).toEqual([
      ['name-phone 张三/13800138001', 'phone 13800138001'],
    ]);
  });

  test('two resident IDs are two people, two phones are one', () => {
    const slots = inspect([
      [
        ['#1', '11010519491231002X'],
        ['#2', '360426199101010071'],
        ['#3', '13800138001'],
        ['#4', '13900139002'],
      ],
    ]);
    expect(ids(slots)).toEqual([
      ['resident-id 11010519491231002X', 'phone 13800138001', 'phone 13900139002'],
      ['resident-id 360426199101010071'],
    ]);
  });

  test('numbered columns are numbered people', () => {
    expect(ids(inspect(table('姓名1 | 电话1 | 姓名2 | 电话2\n张三 | 13800138001 | 李四 | 13800138002')))).toEqual([
      ['name-phone 张三/13800138001', 'phone 13800138001'],
      ['name-phone 李四/13800138002', 'phone 13800138002'],
    ]);
  });

  test('numbered phones of one name are one person’s', () => {
    expect(inspect(table('姓名 | 电话1 | 电话2\n张三 | 13800138001 | 13800138002'))).toHaveLength(1);
  });

  test('given and family name make one name, whatever their order', () => {
    const a = ids(inspect(table('first_name | last_name | phone\nJohn | Smith | +14155550100')));
    const b = ids(inspect(table('last_name | phone | first_name\nSmith | +14155550100 | John')));
    expect(a).toEqual([['name-phone smithjohn/+14155550100', 'phone +14155550100']]);
    expect(b).toEqual(a);
  });

  test('a wrong checksum in a column of resident IDs still tells people apart', () => {
    const rows = Array.from({ length: 9 }, (_, i) => person(i + 1).residentId);
    const slots = inspect(table(`身份证号\n${rows.join('\n')}\n110101199003071235`));
    expect(ids(slots).at(-1)).toEqual(['resident-id 110101199003071235']);
  });

  test('a row with nothing to tell people apart by is one person without identifiers', () => {
    expect(inspect(table('姓名 | 性别\n张三 | 男\n李四 | 女')).map((s) => s.ids)).toEqual([[], []]);
  });

  test('rows without personal data show nobody', () => {
    expect(inspect(table('姓名 | 金额\n张三 | 1\n | 2\n李四 | 3'))).toHaveLength(2);
  });
});

describe('free text', () => {
  test('what the row has already is not counted again', () => {
    expect(inspect(table('姓名 | 手机 | 备注\n张三 | 13800138001 | 联系人张三 138-0013-8001'))).toHaveLength(1);
  });

  test('another phone is somebody else’s, with the name beside it', () => {
    expect(ids(inspect(table('姓名 | 手机 | 备注\n张三 | 13800138001 | 代收人李四 13900139002')))).toEqual([
      ['name-phone 李四/13900139002', 'phone 13900139002'],
      ['name-phone 张三/13800138001', 'phone 13800138001'],
    ]);
  });

  test('what the row lacks joins its person', () => {
    expect(ids(inspect(table('姓名 | 备注 | 邮箱\n张三 | 请打13800138001 | a@example.com')))).toEqual([
      ['name-phone 张三/13800138001', 'phone 13800138001', 'email a@example.com'],
    ]);
  });

  test('a wrong checksum with an unlikely place identifies nobody in text', () => {
    expect(inspect(table('备注\n编号 999999199003071235 已处理'))).toEqual([]);
  });
});

describe('objects and lists', () => {
  test('the next object of a list is the next person', () => {
    const row: Cell[] = [
      ['/members/*/name', '张三'],
      ['/members/*/phone', '13800138001'],
      ['/members/*/name', '李四'],
      ['/members/*/phone', '13800138002'],
    ];
    expect(ids(inspect([row]))).toEqual([
      ['name-phone 张三/13800138001', 'phone 13800138001'],
      ['name-phone 李四/13800138002', 'phone 13800138002'],
    ]);
  });

  test('a list of phones is one person’s', () => {
    const row: Cell[] = [
      ['/name', '张三'],
      ['/phones/*', '13800138001'],
      ['/phones/*', '13800138002'],
    ];
    expect(inspect([row])).toHaveLength(1);
  });

  test('buyer and receiver, each with what is below them', () => {
    const row: Cell[] = [
      ['/buyer/name', '张三'],
      ['/buyer/contact/phone', '13800138001'],
      ['/receiver/name', '李四'],
      ['/receiver/phone', '13800138002'],
      ['/note', 'ok'],
    ];
    expect(ids(inspect([row]))).toEqual([
      ['name-phone 张三/13800138001', 'phone 13800138001'],
      ['name-phone 李四/13800138002', 'phone 13800138002'],
    ]);
  });

  test('an object of the same person is no second one', () => {
    const row: Cell[] = [
      ['/customer/name', '张三'],
      ['/customer/contact/phone', '13800138001'],
      ['/customer/address/street', '文三路212号'],
    ];
    const slots = inspect([row]);
    expect(ids(slots)).toEqual([['name-phone 张三/13800138001', 'phone 13800138001']]);
    expect(slots[0]!.bits).toHaveLength(3);
  });

  test('items of an order without people make none', () => {
    const row: Cell[] = [
      ['/customer/id', 'C1'],
      ['/items/*/name', '保温杯'],
      ['/items/*/sku', 'A-1'],
      ['/items/*/name', '无线鼠标'],
      ['/items/*/sku', 'A-2'],
    ];
    expect(ids(inspect([row]))).toEqual([['customer-key customerid/C1']]);
  });
});

describe('declared subject', () => {
  test('is the best identifier, with the fields’ names', () => {
    expect(ids(inspect(table('店铺 | 号 | 手机\nS1 | 7 | 13800138001'), { subject: ['店铺', '号'] }))).toEqual([
      ['subject 店铺/号/S1/7', 'customer-key 店铺/S1', 'customer-key 号/7', 'phone 13800138001'],
    ]);
  });
});

describe('under 14', () => {
  const minors = (rows: string, asOf = '2026-11-23') => inspect(table(rows), { asOf }).map((s) => s.minor);

  test('by birth date, on the birthday still', () => {
    expect(
      minors('姓名 | 出生日期\n张三 | 2012-11-22\n李四 | 2012-11-23\n王五 | 2012/11/24\n赵六 | 1990年1月2日'),
    ).toEqual([false, true, true, false]);
  });

  test('by resident ID', () => {
    expect(minors('身份证号\n11010120150601101X\n11010519491231002X')).toEqual([true, false]);
    expect(minors('身份证号\n11010120150601101X', '2029-06-02')).toEqual([false]);
  });
});

describe('who may be a child counts as one', () => {
  test.each([
    ...[
      '2020-01-02',
      '２０２０-０１-０２',
      '２０２００１０２',
      '2020-01',
      '202001',
      '2020',
      '2020年1月',
      '2/1/2020',
      '01/02/2020',
      '43832',
    ],
  ])('%s', (birth) => {
    expect(inspect(table(`姓名 | 出生日期\n张伟 | ${birth}`)).map((s) => s.minor)).toEqual([true]);
  });
  test.each(['1980-01-02', '１９８０-０１-０２', '1980-01', '198001', '1980', '2/1/1980', '29222', '2012', '2012-10'])(
    '%s: %# is none, or may be where only the year says it',
    (birth) => {
      const minor = birth === '2012';
      expect(inspect(table(`姓名 | 出生日期\n张伟 | ${birth}`)).map((s) => s.minor)).toEqual([minor]);
    },
  );
});
