import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KIND_IDS } from '../../model/kinds.ts';
import { CellFindings, kindOf, percentIn } from '../cell-findings.ts';
import { ChineseProse } from './chinese-prose.ts';

const prose = new ChineseProse();
const out = new CellFindings();
function namesIn(text: string): string[] {
  const bytes = Buffer.from(text);
  out.clear();
  prose.find(bytes, 0, bytes.length, 7, out);
  return Array.from({ length: out.count }, (_, f) => {
    expect(out.cell[f]).toBe(7);
    expect(KIND_IDS[kindOf(out.info[f]!)]).toBe('person.name');
    expect(percentIn(out.info[f]!)).toBeGreaterThan(50);
    return bytes.subarray(out.from[f], out.to[f]).toString();
  });
}

test.each([
  ['昨天下午刘建国来电询问进度', ['刘建国']],
  ['王兆君，男，管理学博士，博士生导师。', ['王兆君']],
  ['记者马晓东报道：总经理陈晓燕表示不清楚', ['马晓东', '陈晓燕']],
  ['顾先生出任总经理', ['顾']],
  // A surname with a title is somebody whom those know who read it.
  ['王老师说明天放假', ['王']],
  ['请欧阳雪梅女士尽快回电', ['欧阳雪梅']],
  ['佩德罗·阿莫多瓦执导的影片', ['佩德罗·阿莫多瓦']],
  // Written in the characters of foreign syllables: with points, behind a title, before a verb.
  ['由莫里斯·塔维尔担任编剧', ['莫里斯·塔维尔']],
  ['前锋卡列维奇射门得分', ['卡列维奇']],
  ['佐藤健太郎说下周再谈', ['佐藤健太郎']],
  // Names in Latin letters, where the characters beside say so.
  ['设计师Andersen表示不再修改', ['Andersen']],
  ['我的同事Lucy说好', ['Lucy']],
  ['请下载客户App，关注公众号Weekly', []],
  // Who speaks, and who stands in a list with others.
  ['马晓东：我先说两句', ['马晓东']],
  ['出席的有陈晓燕、刘建国、王兆君等', ['陈晓燕', '刘建国', '王兆君']],
  // Found once for sure, it is a name the second time too.
  ['客户马卡琳来电。该单由马卡琳签收，转马卡琳处', ['马卡琳', '马卡琳', '马卡琳']],
  // Places, firms and titles with such characters.
  ['航班经停莫斯科飞往布加勒斯特', []],
  ['我们计划前往岳阳和石家庄', []],
  ['普里莫夫集团发布公告', []],
  ['天津雷阵雨转多云，请申领许可证', []],
  // Words and things that begin like names.
  ['我们都很高兴，明白了大家的智慧', []],
  ['现任安徽新华传媒股份有限公司副董事长', []],
  ['无境外永久居留权，大学本科学历', []],
  ['任职于上海某某科技有限公司', []],
  ['高温天气请注意防暑，马上发货', []],
  ['包装完好，方便的话请放门卫', []],
  ['订单金额和支付方式不一致', []],
  ['时间安排在周五下午，地点另行通知', []],
])('%s', (text, names) => {
  expect(namesIn(text)).toEqual(names);
});

test('findings lie inside the value, in order, at characters, whatever the text', () => {
  const part = fc.oneof(
    fc.constantFrom('王', '小明', '先生', '·', '，', '男', '任', '于', '有限公司', '记者', 'Tom', '12', '欧阳', '斯基'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 120 }), fc.nat(5), (parts, margin) => {
      const inner = Buffer.from(parts.join(''));
      const bytes = Buffer.concat([Buffer.alloc(margin, 0xe7), inner, Buffer.from('王小明')]);
      out.clear();
      prose.find(bytes, margin, margin + inner.length, 0, out);
      let last = margin;
      for (let f = 0; f < out.count; f++) {
        expect(out.from[f]).toBeGreaterThanOrEqual(last);
        expect(out.to[f]).toBeGreaterThan(out.from[f]!);
        last = out.to[f]!;
        expect(bytes[out.from[f]!]! & 0xc0).not.toBe(0x80);
      }
      expect(last).toBeLessThanOrEqual(margin + inner.length);
    }),
    { numRuns: 300 },
  );
});

test('a text of many names costs what its length does, the same names or ever others', () => {
  const given = [...'晓东建国志强文丽雪梅海燕春兰玉华明远德安'];
  const other = (i: number) => `马${given[i % 20]}${given[Math.floor(i / 20) % 20]}`;
  const cost = (n: number, name: (i: number) => string) => {
    const text = Buffer.from(Array.from({ length: n }, (_, i) => `记者${name(i)}报道，`).join(''));
    out.clear();
    const before = process.cpuUsage();
    prose.find(text, 0, text.length, 0, out);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  for (const name of [() => '马晓东', other]) {
    cost(1000, name);
    const short = cost(4_000, name);
    expect(cost(40_000, name)).toBeLessThan(30 * Math.max(20, short));
    expect(out.count).toBeGreaterThan(30_000);
  }
});

test('any bytes at all are read to their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      out.clear();
      prose.find(bytes, 0, bytes.length, 0, out);
      for (let f = 0; f < out.count; f++) expect(out.to[f]).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
