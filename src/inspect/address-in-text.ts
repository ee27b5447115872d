/** Addresses inside running text, from the division to the number of the door. */
import { KIND_INDEX } from '../model/kinds.ts';
import { ADDRESS_PART, DIVISION, isStreetWord, ROAD, UNIT } from './addresses.ts';
import { hanAt, isDigitByte, isLetterByte } from './bytes.ts';
import { type CellFindings, pack } from './cell-findings.ts';
import { DIVISIONS } from './divisions.ts';
import { EVIDENCE_BIT } from './kinds/result.ts';
import { WordTable } from './words/word-table.ts';

const ADDRESS = KIND_INDEX.address;
const divisions = new WordTable(DIVISIONS);
/** Provinces and cities as they are named without 省 and 市. */
const SHORT = new WordTable(
  '北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 内蒙古 香港 澳门 台湾 广州 深圳 杭州 南京 苏州 成都 武汉 西安 郑州 长沙 青岛 宁波 厦门 沈阳 大连 济南 合肥 福州 昆明 无锡 东莞 佛山'.split(
    ' ',
  ),
);
/** Longest name of a division that is looked for, in bytes. */
const LONGEST = 30;

export class AddressInText {
  /** Adds the addresses in `bytes[start, end)`. */
  find(bytes: Uint8Array, start: number, end: number, cell: number, out: CellFindings): void {
    for (let i = start; i < end; ) i = this.#run(bytes, i, end, cell, out);
  }

  /** One stretch of Han, letters, digits, hyphens and brackets; gives its end. */
  #run(bytes: Uint8Array, at: number, end: number, cell: number, out: CellFindings): number {
    let division = -1;
    let known = -1;
    let road = -1;
    let unit = -1;
    let digits = false;
    let i = at;
    while (i < end) {
      const b = bytes[i]!;
      if (b < 0x80) {
        if (isDigitByte(b)) {
          if (!digits && (i === at || !isLetterByte(bytes[i - 1]!))) {
            const english = latinAddressEnd(bytes, i, end);
            if (english > 0) {
              out.push(cell, i, english, pack(ADDRESS, 65, EVIDENCE_BIT.dictionary));
              return english;
            }
          }
          digits = true;
        } else if (
          !isLetterByte(b) &&
          b !== 0x2d &&
          b !== 0x23 &&
          b !== 0x28 &&
          b !== 0x29 &&
          !(b === 0x20 && division >= 0)
        )
          break;
        i += 1;
        continue;
      }
      const point = hanAt(bytes, i, end);
      if (point === 0) break;
      const part = ADDRESS_PART[point]!;
      if (part !== 0) {
        if ((part & DIVISION) !== 0 && division < 0) {
          known = divisionStart(bytes, at, i + 3);
          division = known >= 0 ? known : Math.max(at, i - 6);
        }
        if ((part & ROAD) !== 0 && road < 0 && i > at) road = i;
        if ((part & UNIT) !== 0 && (digits || unit === i)) unit = i + 3;
      }
      digits = false;
      i += 3;
    }
    if (unit > 0 && (division >= 0 || road >= 0)) {
      const from = division >= 0 ? shortBefore(bytes, at, division) : Math.max(at, roadStart(bytes, at, road));
      const percent = known >= 0 ? 75 : division >= 0 && road >= 0 ? 55 : 40;
      if (from < unit) out.push(cell, from, numberEnd(bytes, unit, i), pack(ADDRESS, percent, EVIDENCE_BIT.dictionary));
    } else if (known >= 0 && road >= 0)
      out.push(cell, shortBefore(bytes, at, known), road + 3, pack(ADDRESS, 55, EVIDENCE_BIT.dictionary));
    return i > at ? i : at + (bytes[at]! >= 0xf0 ? 4 : bytes[at]! >= 0xe0 ? 3 : bytes[at]! >= 0xc0 ? 2 : 1);
  }
}

/** Where a division's name that ends at `to` begins, or -1. */
function divisionStart(bytes: Uint8Array, least: number, to: number): number {
  for (let from = Math.max(least, to - LONGEST); from <= to - 6; from++)
    if (bytes[from]! >= 0xe3 && divisions.has(bytes, from, to)) return from;
  return -1;
}

/** The name of a province or city without 省 or 市 right before. */
function shortBefore(bytes: Uint8Array, least: number, at: number): number {
  for (const length of [9, 6]) if (at - length >= least && SHORT.has(bytes, at - length, at)) return at - length;
  return at;
}

/** Three characters before the road's own, no more: where its name begins cannot be told. */
function roadStart(bytes: Uint8Array, least: number, road: number): number {
  let from = road;
  for (let n = 0; n < 3 && from - 3 >= least && hanAt(bytes, from - 3, road) !== 0; n++) from -= 3;
  return from;
}

/** A room's number behind the last unit: 13栋0492. */
function numberEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (isDigitByte(bytes[at]!) || bytes[at] === 0x2d || isLetterByte(bytes[at]!))) at += 1;
  return at;
}

/** `12 Main Street`, `221B Baker St.`: a number, one to four words with a capital, a kind of street. Its end, or 0. */
function latinAddressEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isDigitByte(bytes[i]!)) i += 1;
  if (i - at > 5) return 0;
  if (i < end && isLetterByte(bytes[i]!) && bytes[i + 1] === 0x20) i += 1;
  for (let words = 0; words < 5; words++) {
    if (bytes[i] !== 0x20 || i + 2 >= end) return 0;
    const from = i + 1;
    if (bytes[from]! < 0x41 || bytes[from]! > 0x5a) return 0;
    i = from;
    while (i < end && isLetterByte(bytes[i]!)) i += 1;
    if (words > 0 && isStreetWord(bytes, from, i)) return bytes[i] === 0x2e ? i + 1 : i;
  }
  return 0;
}
