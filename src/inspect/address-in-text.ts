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
/** With these before it 路 or 道 is no road: 线路, 铁路, 电路, 楼道, … */
const NO_ROAD: ReadonlySet<number> = new Set([...'线铁电思出套半链網网楼通频渠轨'].map((c) => c.codePointAt(0)!));
/** What leads to a place and is no part of its name. */
const TO: ReadonlySet<number> = new Set([...'到在往至于从'].map((c) => c.codePointAt(0)!));
/** Longest name of a division that is looked for, in bytes. */
const LONGEST = 30;
/** What follows a division in an address begins within eight characters. */
const NEAR = 24;

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
    let units = 0;
    /** End of the known division; a road's own character with a number right behind. */
    let knownEnd = -1;
    let numbered = false;
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
        if (known >= 0 && (part & DIVISION) !== 0 && (knownEnd < 0 || i - knownEnd <= NEAR)) knownEnd = i + 3;
        if ((part & ROAD) !== 0 && i > at && !NO_ROAD.has(hanAt(bytes, i - 3, end))) {
          // With a division the road that is near it, else the last: its number stands behind it.
          if (road < 0 || (division < 0 && unit < 0)) road = i;
        }
        if ((part & UNIT) !== 0 && (digits || unit === i)) {
          if (unit !== i) units += 1;
          if (road >= 0 && isNumber(bytes, road + 3, i)) numbered = true;
          unit = i + 3;
        }
      }
      digits = false;
      i += 3;
    }
    if (unit > 0 && (division >= 0 || road >= 0)) {
      const from = division >= 0 ? shortBefore(bytes, at, division) : Math.max(at, roadStart(bytes, at, road));
      const percent = known >= 0 ? 75 : (division >= 0 && road >= 0) || numbered || units > 1 ? 55 : 40;
      if (from < unit) out.push(cell, from, numberEnd(bytes, unit, i), pack(ADDRESS, percent, EVIDENCE_BIT.dictionary));
    } else if (known >= 0 && road > knownEnd && road - knownEnd <= NEAR)
      out.push(
        cell,
        shortBefore(bytes, at, known),
        roadEnd(bytes, road, i),
        pack(ADDRESS, 55, EVIDENCE_BIT.dictionary),
      );
    return i > at ? i : at + (bytes[at]! >= 0xf0 ? 4 : bytes[at]! >= 0xe0 ? 3 : bytes[at]! >= 0xc0 ? 2 : 1);
  }
}

/** Digits, letters and hyphens, and at least one. */
function isNumber(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++)
    if (!isDigitByte(bytes[i]!) && !isLetterByte(bytes[i]!) && bytes[i] !== 0x2d) return false;
  return end > at;
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
  for (let n = 0; n < 3 && from - 3 >= least && hanAt(bytes, from - 3, road) !== 0; n++) {
    if (TO.has(hanAt(bytes, from - 3, road))) break;
    from -= 3;
  }
  return from;
}

/** Behind the road's own character, or both of 街道. */
function roadEnd(bytes: Uint8Array, road: number, end: number): number {
  const next = hanAt(bytes, road + 3, end);
  return next !== 0 && (ADDRESS_PART[next]! & ROAD) !== 0 ? road + 6 : road + 3;
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
