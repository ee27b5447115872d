import { expect, test } from 'vitest';
import { batchOf } from '../../test/support/batches.ts';
import { Inspector } from './inspector.ts';
import { ValueFinder } from './value-finder.ts';

/** Findings in one remark that count, as `kind=text`. */
function found(text: string): string[] {
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
  const { paths, batch } = batchOf([[['备注', text]]]);
  inspector.open(paths);
  inspector.inspect(batch);
  inspector.finish();
  const bytes = Buffer.from(text);
  return new ValueFinder(inspector.columns)
    .find(bytes, 0, bytes.length, '备注')
    .filter((f) => f.confidence >= 0.5)
    .map((f) => `${f.kind}=${bytes.subarray(f.start, f.end)}`);
}

test.each([
  ['客户王小明来电要求退款,电话13800138000', ['person.name=王小明', 'phone=13800138000']],
  [
    '请送到浙江省杭州市西湖区文三路212号13栋0492室,联系人:李四,13900139001',
    ['address=浙江省杭州市西湖区文三路212号13栋0492室', 'person.name=李四', 'phone=13900139001'],
  ],
  ['寄到文三路1315号即可', ['address=文三路1315号']],
  ['辽宁省营口市盖州市东新街道水印康庭', ['address=辽宁省营口市盖州市东新街道']],
  ['收件人欧阳娜娜(13800138000)', ['person.name=欧阳娜娜', 'phone=13800138000']],
  ['患者王芳主诉头痛,确诊高血压', ['person.name=王芳', 'health=确诊', 'health=高血压']],
  ['张伟先生已签收', ['person.name=张伟']],
  ['我叫陈大文', ['person.name=陈大文']],
  [
    '张三 13800138001 李四 13900139002',
    ['person.name=张三', 'phone=13800138001', 'person.name=李四', 'phone=13900139002'],
  ],
  [
    'Please call Mr. John Smith at 12 Main Street, name: Mary Miller',
    ['person.name=John Smith', 'address=12 Main Street', 'person.name=Mary Miller'],
  ],
  ['patient diagnosed with diabetes', ['health=diagnosed', 'health=diabetes']],
])('%s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  '订单已发货,预计明天到达,请注意查收',
  '公司总经理高度重视安全生产工作',
  '温州市中级人民法院关于第3号文件的通知',
  '2015年至2020年在某公司任经理',
  '2026-11-23 10:00:00.123 INFO [main] starting service Alpha Beta in 12 ms',
  'GET /api/v1/items/1234567890123456 200 12ms',
  'Dear Customer, thank you for your order',
  '第12号线路3号楼道具室',
  '请工作日送货,放门卫处即可',
])('nobody is in: %s', (text) => {
  expect(found(text)).toEqual([]);
});
