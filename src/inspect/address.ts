import { DIVISIONS } from './divisions.ts';
import { WordFinder } from './words.ts';

const divisions = new WordFinder(DIVISIONS.filter((d) => d.length >= 3));
/** Names of provinces and large cities as people write them without the last character. */
const short = new WordFinder(
  '北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 广州 深圳 杭州 南京 武汉 成都 西安 苏州 长沙 郑州 青岛 大连 厦门 宁波'.split(
    ' ',
  ),
);
/** Units below the district: what a street address goes on with. */
const UNITS = new WordFinder(
  '大道 大街 街道 胡同 小区 花园 公寓 大厦 广场 新村 工业园 开发区 号楼 单元 门牌'.split(' '),
);
const UNIT_CHARS = new Set(Array.from('路街巷弄号栋幢室楼镇乡村屯组里', (c) => Buffer.from(c).readUIntBE(0, 3)));

/** 0 none, 1 a division or a street part alone, 2 both: an address. */
export function chineseAddressWeight(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  let division = false;
  let unit = 0;
  let digitsBefore = false;
  for (let i = start; i < end; ) {
    const b = bytes[i]!;
    if (b < 0x80) {
      digitsBefore = b >= 0x30 && b <= 0x39;
      i += 1;
      continue;
    }
    const found = divisions.at(bytes, i, end) || short.at(bytes, i, end);
    if (found > 0) {
      division = true;
      i += found;
      digitsBefore = false;
      continue;
    }
    const word = UNITS.at(bytes, i, end);
    if (word > 0) {
      unit += 1;
      i += word;
      digitsBefore = false;
      continue;
    }
    if (i + 3 <= end && UNIT_CHARS.has((b << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!)) unit += digitsBefore ? 2 : 1;
    digitsBefore = false;
    i += b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1;
  }
  if ((division && unit >= 1) || unit >= 3) return 2;
  return division || unit >= 1 ? 1 : 0;
}

const STREET =
  /\b\d+[a-z]?[\s,]+(?:[\p{L}'.]+\s+){0,4}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|square|sq|place|pl|way|terrace|parkway|pkwy|highway|hwy)\b|\b[\p{L}]+(?:straße|strasse|str\.|weg|platz|allee|gasse)\s*\d+|\bp\.?\s?o\.?\s?box\s+\d+/iu;

/** An address as written in English or German, in a text of at most 400 bytes. Decodes: call it for few values. */
export function isWesternAddress(text: string): boolean {
  return text.length <= 400 && STREET.test(text);
}
