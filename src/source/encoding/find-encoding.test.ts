import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { type EncodingSample, findEncoding } from './find-encoding.ts';

function sampleOf(bytes: Uint8Array): EncodingSample {
  const from = bytes.findIndex((byte) => byte >= 0x80);
  const parts = from < 0 ? [] : [bytes.subarray(from)];
  return { head: bytes, whole: true, parts, firstPart: Math.max(0, from) };
}
const find = (bytes: Uint8Array) => findEncoding(sampleOf(bytes), 'a.csv');
const code = (bytes: Uint8Array) => {
  try {
    return find(bytes).encoding;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const SIMPLIFIED = [
  '姓名,手机\n张三,13800138000\n',
  '姓名\n李娜\n',
  '姓名\n欧阳震华\n诸葛亮\n',
  '客户编号,客户姓名,身份证号码,联系电话,家庭住址\n1001,王小明,11010119900307743X,13800138000,北京市朝阳区建国路88号\n',
  'id,city\n1,深圳\n2,乌鲁木齐\n3,呼和浩特\n',
  '地址\n广东省深圳市南山区科技园南区高新南一道9号威新软件园8号楼\n新疆维吾尔自治区喀什地区莎车县\n',
  '订单号,商品,备注\n1,保温杯 500ml,请尽快发货，谢谢！\n2,羊毛围巾,“易碎品”\n',
  '今天下午三点开会，讨论第二季度的销售计划。请各部门负责人准时参加。\n',
  'name,note\nAnn,已发货\n',
  '疾病\n糖尿病\n高血压\n冠状动脉粥样硬化性心脏病\n',
  '姓名\n赵孟頫\n李頔\n王喆\n',
];

const TRADITIONAL = [
  '姓名,電話\n陳大文,0912345678\n',
  '姓名\n林志玲\n',
  '客戶編號,姓名,身分證字號,行動電話,地址\n1001,黃小明,A123456789,0912345678,臺北市信義區信義路五段7號\n',
  '地址\n香港九龍尖沙咀彌敦道132號美麗華廣場\n新北市板橋區縣民大道二段7號\n',
  '訂單,商品,備註\n1,保溫杯,請盡快出貨，謝謝！\n',
  '今天下午三點開會，討論第二季度的銷售計畫。請各部門負責人準時參加。\n',
  'id,city\n1,高雄\n2,臺中\n',
  '姓名\n諸葛亮\n歐陽菲菲\n',
];

test.each(SIMPLIFIED)('simplified in GB 18030: %j', (text) => {
  expect(code(iconv.encode(text, 'gb18030'))).toBe('gb18030');
});

test.each(TRADITIONAL)('traditional in Big5: %j', (text) => {
  expect(code(iconv.encode(text, 'big5'))).toBe('big5');
});

test.each(TRADITIONAL)('traditional in GBK: %j', (text) => {
  expect(code(iconv.encode(text, 'gbk'))).toBe('gb18030');
});

test.each([...SIMPLIFIED, ...TRADITIONAL])('UTF-8 and UTF-16: %j', (text) => {
  expect(find(Buffer.from(text))).toEqual({ encoding: 'utf-8', bom: 0 });
  expect(find(iconv.encode(text, 'utf-8', { addBOM: true }))).toEqual({ encoding: 'utf-8', bom: 3 });
  for (const encoding of ['utf-16le', 'utf-16be']) {
    expect(find(iconv.encode(text, encoding))).toEqual({ encoding, bom: 0 });
    expect(find(iconv.encode(text, encoding, { addBOM: true }))).toEqual({ encoding, bom: 2 });
  }
});

test('single short names: either right or an error, hardly ever wrong', () => {
  const names =
    '王伟 李娜 张敏 刘洋 陈静 杨丽 赵强 黄磊 周军 吴勇 徐杰 孙涛 胡明 朱超 高兰 林霞 何平 郭刚 马桂英 罗志强 梁建国 宋玉梅 郑红 谢春花'.split(
      ' ',
    );
  const found = names.map((name) => code(iconv.encode(`${name}\n`, 'gb18030')));
  expect(found.filter((encoding) => encoding === 'gb18030').length).toBe(names.length);
  const traditional =
    '陳怡君 林志明 黃淑芬 張雅婷 李俊傑 王美玲 吳宗翰 劉建宏 蔡佩珊 楊惠如 許文雄 鄭麗華 謝明哲 郭雅雯'.split(' ');
  const big5 = traditional.map((name) => code(iconv.encode(`${name}\n`, 'big5')));
  expect(big5.filter((encoding) => encoding === 'big5').length).toBe(traditional.length);
});

test('European UTF-8 is not taken for Chinese', () => {
  for (const text of ['Müller', 'café', 'Łódź', 'Привет, мир', 'Αθήνα', 'naïve façade', 'ñandú', 'Ærø'])
    expect(code(Buffer.from(`name\n${text}\n`))).toBe('utf-8');
});

test('text in another encoding is an error, not a guess', () => {
  const text = 'Name;Ort\nMüller;München\nJürgen Größe;Köln\nFrançois;Besançon\nJosé;Málaga\n';
  expect(code(iconv.encode(text, 'windows-1252'))).toBe('INPUT_ENCODING');
  expect(code(iconv.encode('имя;город\nИван;Москва\nПётр;Санкт-Петербург\n', 'windows-1251'))).toBe('INPUT_ENCODING');
});

test('UTF-8 with a broken byte is broken UTF-8', () => {
  const text = '姓名,手机\n张三,13800138000\n';
  expect(code(Buffer.concat([Buffer.from(text.repeat(5)), Buffer.of(0x43, 0xff, 0xfe), Buffer.from(text)]))).toBe(
    'utf-8',
  );
});

test('GBK that is valid UTF-8 by chance', () => {
  const bytes = Buffer.from([0xc1, 0xaa, 0xcd, 0xa8]); // 联通: valid only by an older reading of UTF-8
  expect(code(bytes)).toBe('gb18030');
  for (const text of ['美国', '门票']) {
    const gbk = iconv.encode(text, 'gbk');
    expect(['gb18030', 'utf-8']).toContain(code(gbk));
  }
});

test('a NUL in text is no UTF-16', () => {
  expect(code(Buffer.from('a,b\n1,\0\n'))).toBe('utf-8');
  expect(code(Buffer.from('a,b\0\n'))).toBe('utf-8');
});

test('bytes that are no text', () => {
  expect(code(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197 + (i >> 3)) & 0xff)))).toBe('INPUT_BINARY');
  expect(code(Buffer.alloc(1000))).toBe('INPUT_BINARY');
  expect(code(Buffer.from('%PDF-1.7\n'))).toBe('INPUT_BINARY');
  expect(code(Buffer.from('BZhang,San\n'))).toBe('utf-8');
  let seed = 1;
  const random = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed >> 16;
  };
  for (let k = 0; k < 200; k++)
    expect(code(Buffer.from(Array.from({ length: 600 }, random)))).toMatch(/^INPUT_(BINARY|ENCODING)$/);
});
