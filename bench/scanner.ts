/**
 * `node bench/scanner.ts`: MB/s of the scanner alone on cells in memory, one JSON line for each sort of cell and for
 * the mixtures that tables have. Bytes are those of the cells, without separators. Findings are printed so that a scan
 * that is fast because it misses something shows.
 */
import { performance } from 'node:perf_hooks';
import { Scanner } from '../src/inspect/scanner.ts';
import { person, seeded } from '../test/support/people.ts';

const CELLS = Number(process.env.BENCH_CELLS ?? 60_000);
const ROUNDS = Number(process.env.BENCH_RUNS ?? 7);
const random = seeded(7);
const below = (n: number): number => Math.floor(random() * n);
const pad = (n: number, width: number): string => String(n).padStart(width, '0');
const pick = (list: readonly string[]): string => list[below(list.length)]!;
const hex = (n: number): string => Array.from({ length: n }, () => '0123456789abcdef'[below(16)]).join('');

const GOODS = ['保温杯 500ml', '无线鼠标 M185', '纯棉T恤 男款', '儿童雨衣', 'USB-C 数据线 1m', '电饭煲 3L'];
const WORDS = ['shipped', 'CNY', 'pending', 'Delivered', '已发货', '已签收', '退款中', 'WH-01', 'express', 'A', 'true'];
const NOTE = '请工作日送货,放门卫处即可。货到后先验收再签字,外箱破损请拍照并当场退回,谢谢配合!';
const PROSE =
  'The parcel was left with the doorman on Tuesday; please call before the next delivery, and sign the slip. ';

const ordinary: Record<string, (n: number) => string> = {
  word: () => pick(WORDS),
  count: () => String(1 + below(500)),
  price: () => (below(9_000_000) / 100).toFixed(2),
  date: () => `20${pad(10 + below(17), 2)}-${pad(1 + below(12), 2)}-${pad(1 + below(28), 2)}`,
  timestamp: () =>
    `2026-${pad(1 + below(12), 2)}-${pad(1 + below(28), 2)} ${pad(below(24), 2)}:${pad(below(60), 2)}:00`,
  order: (n) => `SO2026${pad(n, 9)}`,
  sku: () => `SKU-${pad(below(10_000), 4)}-${'ABCDEF'[below(6)]}`,
  waybill: () => `SF${pad(below(1e10), 12)}`,
  han: (n) => person(n).name,
  goods: () => pick(GOODS),
  address: (n) => person(n).address,
  note: () => NOTE,
  prose: () => PROSE,
  uuid: () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  decimal: () => String(random()),
  millis: () => String(1_700_000_000_000 + below(1e11)),
};
const dense: Record<string, (n: number) => string> = {
  residentId: (n) => person(n).residentId,
  phone: (n) => person(n).phone,
  card: (n) => person(n).card,
  email: (n) => person(n).email,
  ip: () => `${11 + below(200)}.${below(256)}.${below(256)}.${below(256)}`,
  mac: () => Array.from({ length: 6 }, () => hex(2)).join(':'),
  plate: () => `京A${pad(below(100_000), 5)}`,
  text: (n) => `收件人${person(n).name},电话${person(n).phone},身份证${person(n).residentId},请电联`,
};

for (const [name, make] of Object.entries({ ...ordinary, ...dense })) measure(name, [make]);
measure('ordinary', Object.values(ordinary).slice(0, 10));
measure('dense', Object.values(dense));

function measure(name: string, columns: readonly ((n: number) => string)[]): void {
  const start = new Int32Array(CELLS);
  const end = new Int32Array(CELLS);
  const parts: Buffer[] = [];
  let at = 0;
  for (let i = 0; i < CELLS; i++) {
    const cell = Buffer.from(columns[i % columns.length]!(i));
    start[i] = at;
    end[i] = at + cell.length;
    parts.push(cell, Buffer.from(','));
    at += cell.length + 1;
  }
  const bytes = new Uint8Array(Buffer.concat(parts));
  const scanner = new Scanner();
  let best = Number.POSITIVE_INFINITY;
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    found = 0;
    const begin = performance.now();
    for (let i = 0; i < CELLS; i++) found += scanner.scan(bytes, start[i]!, end[i]!);
    best = Math.min(best, performance.now() - begin);
  }
  const size = at - CELLS;
  const figures = {
    mbPerSecond: Math.round(size / 1e3 / best),
    nsPerByte: Number(((best * 1e6) / size).toFixed(2)),
    nsPerCell: Number(((best * 1e6) / CELLS).toFixed(1)),
    findings: found,
  };
  process.stdout.write(`${JSON.stringify({ name: `scan ${name}`, ...figures })}\n`);
}
