/** Tables and sentences that are made here: of things that are nobody's, and of made-up people. */
import type { Kind } from '../../src/model/kinds.ts';
import { person, seeded } from '../../test/support/people.ts';
import type { Labelled } from './read.ts';

/** Values of ordinary business that are nobody's. */
export function nobodys(): Record<string, (i: number) => string> {
  const random = seeded(5);
  const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  const one = (of: string) => {
    const list = of.split(' ');
    return list[Math.floor(random() * list.length)]!;
  };
  const hex = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    'order numbers': (i) => `SO2026${String(i).padStart(9, '0')}`,
    'long order numbers': (i) => `2026${digits(10)}${String(i).padStart(4, '0')}`,
    SKUs: () => `SKU-${digits(4)}-${'ABCDEF'[Math.floor(random() * 6)]}`,
    'hex hashes': () => hex(40),
    UUIDs: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    'timestamps in milliseconds': () => `17${digits(11)}`,
    'dates and times': (i) => new Date(1.7e12 + i * 61_000).toISOString(),
    prices: () => `${1 + Math.floor(random() * 9999)}.${digits(2)}`,
    versions: () => `${digits(1)}.${digits(2)}.${digits(1)}`,
    'order numbers of 16 digits': () => `${1 + Math.floor(random() * 9)}${digits(15)}`,
    'order numbers of 19 digits': (i) => `${17e8 + i * 31}${digits(9)}`,
    'SKUs in groups': () => `${one('AB CX TR KM')}${digits(2)}-${digits(4)}-${one('S M L XL')}`,
    barcodes: () => barcode(`69${digits(10)}`),
    'SHA-256': () => hex(64),
    tokens: () => Buffer.from(hex(48), 'hex').toString('base64url'),
    'timestamps in seconds': () => `17${digits(8)}`,
    'prices in yuan': () => `¥${1 + Math.floor(random() * 99)},${digits(3)}.${digits(2)}`,
    amounts: () => `${one('USD EUR CNY')} ${digits(4)}.${digits(2)}`,
    'states of orders': () => one('待付款 已付款 已发货 已签收 已完成 已取消 退款中 换货中 待评价 待审核'),
    'goods in Chinese': () =>
      `${one('加厚 便携 儿童 无线 家用 高清 防水 简约 不锈钢 全自动')}${one('保温杯 鼠标 雨衣 耳机 电饭煲 摄像头 背包 台灯 餐具 洗衣机')}${one('套装 礼盒 新款 黑色 白色 大号 升级版 两件装')}`,
    'remarks in Chinese': () =>
      `${one('请 麻烦 尽量 务必')}${one('周一 周末 上午 下午 晚上 节后')}${one('送货 发货 安装 取件 回复 开票')}，${one('包装要完好 不要放门卫 数量和颜色不要发错 发票一起寄 方便的话提前通知 时间另行安排')}`,
    goods: () =>
      `${one('Steel Wireless Cotton Bamboo Ceramic Folding')} ${one('Water Mouse Shirt Rain Phone Coffee')} ${one('Bottle Pad Box Cable Lamp Stand')}`,
    'states of shipments': () => one('pending shipped delivered returned cancelled refunded on-hold'),
    'log lines': (i) => `INFO worker-${i % 8} took ${digits(3)} ms, ${digits(5)} rows, offset ${digits(9)}`,
  };
}

/** Sentences around identifiers of made-up people. */
export function sentences(count: number): Labelled[] {
  const frames = ['联系人{x}，请核对。', '客户提供的号码是{x}', '{x} 已登记', '备注：{x}；其他无', '订单已由{x}签收'];
  return Array.from({ length: count }, (_, i) => {
    const p = person(i + 1);
    const letter = 'ABCDEFGHJK'[i % 10]!;
    const values: readonly [Kind, string][] = [
      ['cn.resident-id', p.residentId],
      ['phone', p.phone],
      ['email', p.email],
      ['bank-card', cardOf(i)],
      ['cn.plate', `京${letter}${String(10_000 + i).slice(-5)}`],
      ['passport', `E${String(10_000_000 + i * 37).slice(-8)}`],
    ];
    const [label, value] = values[i % values.length]!;
    const [before, after] = frames[i % frames.length]!.split('{x}') as [string, string];
    return {
      text: `${before}${value}${after}`,
      spans: [{ label, start: before.length, end: before.length + value.length }],
    };
  });
}

/** With the check digit of EAN-13. */
function barcode(twelve: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(twelve[i]) * (i % 2 === 0 ? 1 : 3);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}

/** A card number of an issuer's range that passes Luhn. */
function cardOf(i: number): string {
  const digits = `622202${String(1_000_000_000 + i * 7_919).slice(-9)}`;
  let sum = 0;
  for (let k = 0; k < 15; k++) {
    const d = Number(digits[14 - k]) * (k % 2 === 0 ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
