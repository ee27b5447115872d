/**
 * Files to measure on, made once into `bench/data/` and the same for the same size: orders of made-up customers
 * (ordinary: two or three personal values a row, most bytes are not), the same without the customers, and the customers
 * themselves (dense).
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type MadeUpPerson, person, seeded } from '../test/support/people.ts';

export type Shape = 'orders.csv' | 'things.csv' | 'customers.csv' | 'orders.jsonl' | 'orders.parquet';

type TextShape = Exclude<Shape, 'orders.parquet'>;

const FOLDER = fileURLToPath(new URL('data/', import.meta.url));
const GOODS = [
  '保温杯 500ml',
  '无线鼠标 M185',
  '纯棉T恤 男款',
  '儿童雨衣',
  'USB-C 数据线 1m',
  '蓝牙耳机 Pro',
  '电饭煲 3L',
  '羊毛围巾',
];
const STATUS = ['已发货', '已签收', '待付款', '退款中', '已取消'];

/** Path of a file of about `megabytes` MB; made if it is not there. */
export function generated(shape: Shape, megabytes: number): string {
  const path = `${FOLDER}${megabytes}mb-${shape}`;
  if (shape === 'orders.parquet') return parquet(path, megabytes);
  if (existsSync(path) && statSync(path).size >= megabytes * 1e6) return path;
  mkdirSync(FOLDER, { recursive: true });
  const fd = openSync(`${path}.tmp`, 'w');
  let size = 0;
  let lines: string[] = [];
  const random = seeded(11);
  const header = headers[shape];
  if (header !== undefined) lines.push(header);
  for (let n = 1; size < megabytes * 1e6; n++) {
    lines.push(row[shape](n, random));
    if (lines.length === 10_000) {
      size += writeSync(fd, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) writeSync(fd, `${lines.join('\n')}\n`);
  closeSync(fd);
  renameSync(`${path}.tmp`, path);
  return path;
}

/** The orders once more, as a file of columns; complete or not there. */
function parquet(path: string, megabytes: number): string {
  if (existsSync(path)) return path;
  const [head, ...lines] = readFileSync(generated('orders.csv', megabytes), 'utf8').trim().split('\n');
  const columns = head!.split(',').map((): string[] => []);
  // Only the last cell is ever quoted; what is behind a comma in it is left out.
  for (const line of lines)
    for (const [c, cell] of line.split(',').entries()) columns[c]?.push(cell.replaceAll('"', ''));
  const names = head!.split(',');
  const columnData = columns.map((data, c) => ({ name: names[c]!, data, type: 'STRING' as const }));
  writeFileSync(`${path}.tmp`, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 100_000 })));
  renameSync(`${path}.tmp`, path);
  return path;
}

const headers: Record<TextShape, string | undefined> = {
  'orders.csv': '订单号,下单时间,客户号,姓名,手机,商品,SKU,数量,单价,金额,币种,状态,仓库,物流单号,备注',
  'things.csv': '订单号,下单时间,商品,SKU,数量,单价,金额,币种,状态,仓库,物流单号',
  'customers.csv': '客户号,姓名,性别,身份证号,手机,邮箱,地址,出生日期,银行卡号,等级',
  'orders.jsonl': undefined,
};

interface Order {
  readonly p: MadeUpPerson;
  readonly no: string;
  readonly time: string;
  readonly goods: string;
  readonly sku: string;
  readonly count: number;
  readonly price: string;
  readonly total: string;
  readonly status: string;
  readonly warehouse: string;
  readonly waybill: string;
  readonly note: string;
}

function order(n: number, random: () => number): Order {
  // Every customer orders about four times.
  const p = person(1 + Math.floor(random() * (n / 4 + 10)));
  const pad = (x: number, w: number) => String(x).padStart(w, '0');
  const count = 1 + Math.floor(random() * 5);
  const cents = 500 + Math.floor(random() * 90_000);
  return {
    p,
    no: `SO2026${pad(n, 9)}`,
    time: `2026-${pad(1 + (n % 11), 2)}-${pad(1 + (n % 28), 2)} ${pad(n % 24, 2)}:${pad(n % 60, 2)}:${pad((n * 7) % 60, 2)}`,
    goods: GOODS[n % GOODS.length]!,
    sku: `SKU-${pad((n * 31) % 10_000, 4)}-${'ABCDEF'[n % 6]}`,
    count,
    price: (cents / 100).toFixed(2),
    total: ((cents * count) / 100).toFixed(2),
    status: STATUS[n % STATUS.length]!,
    warehouse: `WH-${pad(n % 20, 2)}`,
    waybill: `SF${pad((n * 7_368_787) % 10_000_000_000, 12)}`,
    note: n % 7 === 0 ? '请工作日送货,放门卫处即可' : '',
  };
}

const row: Record<TextShape, (n: number, random: () => number) => string> = {
  'orders.csv': (n, random) => {
    const o = order(n, random);
    return [
      o.no,
      o.time,
      o.p.key,
      o.p.name,
      o.p.phone,
      o.goods,
      o.sku,
      o.count,
      o.price,
      o.total,
      'CNY',
      o.status,
      o.warehouse,
      o.waybill,
      o.note === '' ? '' : `"${o.note}"`,
    ].join(',');
  },
  'things.csv': (n, random) => {
    const o = order(n, random);
    return [o.no, o.time, o.goods, o.sku, o.count, o.price, o.total, 'CNY', o.status, o.warehouse, o.waybill].join(',');
  },
  'customers.csv': (n) => {
    const p = person(n);
    return [
      p.key,
      p.name,
      p.female ? '女' : '男',
      p.residentId,
      p.phone,
      p.email,
      p.address,
      p.birth,
      p.card,
      n % 3 === 0 ? '金卡' : '普通',
    ].join(',');
  },
  'orders.jsonl': (n, random) => {
    const o = order(n, random);
    return JSON.stringify({
      no: o.no,
      time: o.time,
      customer: { key: o.p.key, name: o.p.name, phone: o.p.phone },
      items: [{ goods: o.goods, sku: o.sku, count: o.count, price: Number(o.price) }],
      total: Number(o.total),
      currency: 'CNY',
      status: o.status,
      warehouse: o.warehouse,
      waybill: o.waybill,
      note: o.note === '' ? null : o.note,
    });
  },
};
