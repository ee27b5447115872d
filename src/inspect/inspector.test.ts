import { describe, expect, test } from 'vitest';
import { person } from '../../test/support/people.ts';
import { slotsOf, tableBatch } from '../../test/support/table.ts';
import { Inspector } from './inspector.ts';

function inspect(headers: readonly string[], rows: readonly (readonly string[])[], subject: string[] = []) {
  const inspector = new Inspector({ asOf: '2026-11-23', subject, mask: () => '***' });
  const { batch, paths } = tableBatch(headers, rows);
  inspector.open(paths);
  const sightings = inspector.inspect(batch);
  const slots = slotsOf(sightings);
  const minors = [...sightings.slotMinor.subarray(0, sightings.slots)];
  const { fields, toldApartBy } = inspector.finish();
  const sure = fields.filter((f) => f.confidence >= 0.5);
  return { slots, minors, toldApartBy, fields, kinds: Object.fromEntries(sure.map((f) => [f.path, f.kind])), sure };
}

const people = Array.from({ length: 30 }, (_, i) => person(i + 1));

describe('what the columns are', () => {
  test('Chinese customers, by their headers', () => {
    const { kinds, slots } = inspect(
      ['客户号', '姓名', '性别', '身份证号', '手机', '邮箱', '地址', '出生日期', '银行卡号', '金额'],
      people.map((p) => [
        p.key,
        p.name,
        p.female ? '女' : '男',
        p.residentId,
        p.phone,
        p.email,
        p.address,
        p.birth,
        p.card,
        '12.50',
      ]),
    );
    expect(kinds).toEqual({
      客户号: 'customer-key',
      姓名: 'person.name',
      性别: 'sex',
      身份证号: 'cn.resident-id',
      手机: 'phone',
      邮箱: 'email',
      地址: 'address',
      出生日期: 'birth-date',
      银行卡号: 'bank-card',
    });
    expect(slots).toHaveLength(30);
    expect(slots[0]).toEqual(['resident-id', 'customer-key', 'name-phone', 'phone', 'email']);
  });

  test('pinyin initials', () => {
    const { kinds } = inspect(
      ['xm', 'sfzh', 'lxdh', 'dz'],
      people.map((p) => [p.name, p.residentId, p.phone, p.address]),
    );
    expect(kinds).toEqual({ xm: 'person.name', sfzh: 'cn.resident-id', lxdh: 'phone', dz: 'address' });
  });

  test('English headers', () => {
    const { kinds } = inspect(
      ['Full Name', 'E-mail', 'Mobile Phone', 'Date of Birth', 'Salary', 'Diagnosis'],
      people.map((p, i) => [
        `Anna Miller${String.fromCharCode(97 + (i % 26))}`,
        p.email,
        p.phone,
        p.birth,
        `${5000 + i}`,
        i % 2 ? 'diabetes' : 'asthma',
      ]),
    );
    expect(kinds).toMatchObject({
      'Full Name': 'person.name',
      'E-mail': 'email',
      'Mobile Phone': 'phone',
      'Date of Birth': 'birth-date',
      Salary: 'salary',
      Diagnosis: 'health',
    });
  });

  test('no header at all: what shows by value', () => {
    const { kinds } = inspect(
      ['#1', '#2', '#3'],
      people.map((p) => [p.residentId, p.phone, p.email]),
    );
    expect(kinds).toEqual({ '#1': 'cn.resident-id', '#2': 'phone', '#3': 'email' });
  });

  test('orders are nobody’s data', () => {
    const { sure, slots } = inspect(
      ['订单号', '下单时间', 'SKU', '单价', '状态', '时间戳', '哈希'],
      people.map((_, i) => [
        `20260115${String(i).padStart(10, '0')}`,
        `2026-01-${String(1 + (i % 28)).padStart(2, '0')} 10:11:12`,
        `SKU-${1000 + i}-A`,
        `${i}.50`,
        ['已发货', '已签收', '待付款'][i % 3]!,
        `${1_700_000_000_000 + i * 7919}`,
        `d41d8cd98f00b204e9800998ecf842${String(i).padStart(2, '0')}`,
      ]),
    );
    expect(sure).toEqual([]);
    expect(slots).toEqual([]);
  });

  test('a phone header over yes and no is no phone', () => {
    const { kinds } = inspect(
      ['电话'],
      people.map((_, i) => [i % 2 ? '是' : '否']),
    );
    expect(kinds).toEqual({});
  });
});

describe('whose the values are', () => {
  test('an employee and an emergency contact are two people', () => {
    const { slots } = inspect(
      ['工号', '姓名', '手机', '紧急联系人', '紧急联系人电话'],
      people.slice(0, 10).map((p, i) => [p.key, p.name, p.phone, person(100 + i).name, person(100 + i).phone]),
    );
    expect(slots).toHaveLength(20);
    expect(slots.slice(0, 2)).toEqual([
      ['customer-key', 'name-phone', 'phone'],
      ['name-phone', 'phone'],
    ]);
  });

  test('payer and payee are two people', () => {
    const { slots } = inspect(
      ['付款人姓名', '付款人身份证号', '收款人姓名', '收款人身份证号', '金额'],
      people
        .slice(0, 10)
        .map((p, i) => [p.name, p.residentId, person(200 + i).name, person(200 + i).residentId, '1.00']),
    );
    expect(slots).toHaveLength(20);
    for (const slot of slots) expect(slot).toEqual(['resident-id']);
  });

  test('rows with nothing to tell people apart are one person each', () => {
    const { slots } = inspect(
      ['姓名'],
      people.slice(0, 5).map((p) => [p.name]),
    );
    expect(slots).toEqual([[], [], [], [], []]);
  });

  test('a declared subject is the best identifier', () => {
    const { slots, toldApartBy } = inspect(
      ['number', '手机'],
      people.slice(0, 5).map((p, i) => [`N${i}`, p.phone]),
      ['number'],
    );
    for (const slot of slots) expect(slot[0]).toBe('subject');
    expect(toldApartBy).toEqual(['number']);
  });

  test('children under 14 are seen by their resident ID', () => {
    // Born 2015-06-01 and 1990-06-01; check characters computed.
    const { minors } = inspect(['身份证号'], [['11010120150601101X'], ['110101199006011014']]);
    expect(minors[0]).toBe(1);
    expect(minors[1]).toBe(0);
  });
});

describe('inside running text', () => {
  test('health, phones and names in remarks', () => {
    const { sure, slots } = inspect(
      ['客户号', '备注'],
      people
        .slice(0, 20)
        .map((p, i) => [
          p.key,
          i === 3 ? '青霉素过敏,请注意' : i === 5 ? `代收人${person(300).name} ${person(300).phone}` : '工作日送货',
        ]),
    );
    const remarks = sure.filter((f) => f.path === '备注').map((f) => f.kind);
    expect(remarks).toContain('health');
    expect(remarks).toContain('phone');
    expect(remarks).toContain('person.name');
    expect(slots.length).toBeGreaterThanOrEqual(20);
  });

  test('remarks about nothing stay nothing', () => {
    const { sure } = inspect(
      ['备注'],
      people.map((_, i) => [['请工作日送货,放门卫处即可', '老客户', '生日优惠已发'][i % 3]!]),
    );
    expect(sure).toEqual([]);
  });
});
