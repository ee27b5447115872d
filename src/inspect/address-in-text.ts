/**
 * Chinese addresses inside running text. A stretch of text is read for the parts of an address (divisions, towns, roads,
 * estates and buildings, numbers of houses and rooms); parts that follow each other closely are an address when there
 * are enough kinds of them.
 */
import { KIND_INDEX } from '../model/kinds.ts';
import { hanAt, isDigitByte, isLetterByte } from './bytes.ts';
import { type CellFindings, pack } from './cell-findings.ts';
import { DIVISIONS } from './divisions.ts';
import { EVIDENCE_BIT } from './kinds/result.ts';
import { WordTable } from './words/word-table.ts';

const ADDRESS = KIND_INDEX.address;
const divisions = new WordTable(DIVISIONS);
/** Divisions as they are named without 省, 市, 县 and 区: of two characters at least, as nobody is named. */
const SHORT = new WordTable(shortNames(DIVISIONS));

// Kinds of parts, as bits.
const DIVISION = 1;
const SHORT_DIVISION = 2;
const TOWN = 4;
const ROAD = 8;
const PLACE = 16;
const UNIT = 32;
const NUMBER = 64;
/** A number behind a road or building, without a word that says of what. */
const BARE = 128;

const single = new Uint8Array(0x10000);
const pairs = new Map<number, number>();
for (const [kind, list] of [
  [TOWN, '镇 乡 村 街道 庄 屯 苏木 团场'],
  [ROAD, '路 街 巷 弄 大道 大街 胡同 公路 街区 国道 省道 里弄'],
  [
    PLACE,
    '小区 花园 公寓 大厦 广场 商城 商厦 工业 科技园 产业园 工业园 创业园 新村 市场 中心 家园 别墅 宿舍 大楼 商务楼 庄园 校区 名苑 佳苑 嘉苑 雅苑 豪庭 华庭 华府 御园 山庄 新城 国际 苑 园区 学院 大学 中学 小学 幼儿园 医院 酒店 宾馆 超市 车站 仓库 门面 商铺 商行 店铺 步行街 农场 林场 社区 居委会 开发区 高新区 工业区 度假村 城中村 生活区 家属院 家属楼 购物城 批发城 建材城 电子城 服装城 皮革城 影城 阁 轩 府 湾 坊 邨',
  ],
] as const)
  for (const word of list.split(' ')) {
    // The last two characters tell.
    const points = [...word].map((c) => c.codePointAt(0)!);
    if (points.length === 1) single[points[0]!] = kind;
    else pairs.set(points.at(-2)! * 0x10000 + points.at(-1)!, kind);
  }
const units = new Uint8Array(0x10000);
for (const c of '号栋幢楼室层座號棟樓層弄组门梯排区期单院') units[c.codePointAt(0)!] = 1;
const divisionEnd = new Uint8Array(0x10000);
for (const c of '省市区县州盟旗') divisionEnd[c.codePointAt(0)!] = 1;
/** With these before it 路, 道 or 街 is no road: 线路, 铁路, 电路, 楼道, … */
const NO_ROAD = set('线铁电思出套链網网楼通频渠轨条');
/** What no name of a place is made of; also what leads to one. */
const STOPS = set('的了是被把说给我你他她它这那没也都就请');
/** What may lead to a name and may be in one: 到, 和. */
const LEADS = set('和与及等为将对从向到在往至于');
/** Hardly ever in a name. */
const IN_SENTENCE = set('为将于在从');
/** What follows 号 where it is of no house: 号线, 号码. */
const NO_UNIT = set('线码召角称称令外');
const FIRMS = set('司团厂行局部院会府所社处中店');
const NUMERALS = set('〇零一二三四五六七八九十百');
/**
 * By character: 0 when no part begins with it or is told by it, else 1, or the length of the longest division whose
 * name begins with it.
 */
const told = new Uint8Array(0x10000);
for (let point = 0; point < 0x10000; point++) if (single[point] !== 0 || NUMERALS[point] === 1) told[point] = 1;
for (const pair of pairs.keys()) told[Math.floor(pair / 0x10000)] = 1;
for (const name of DIVISIONS) {
  const point = name.codePointAt(0)!;
  told[point] = Math.max(told[point]!, name.length);
}
/** Most characters between two parts of one address. */
const APART = 12;
/** Most characters of a part's own name before what says its kind. */
const OWN_NAME = 8;
const MOST_CHARACTERS = 4096;
/** A longer value is no address alone. */
const MOST_ALONE = 60;

export class AddressInText {
  /** Where each character of the stretch begins, and its code point (ASCII too). */
  readonly #at = new Int32Array(MOST_CHARACTERS + 1);
  readonly #point = new Uint16Array(MOST_CHARACTERS + 1);
  #kinds = 0;
  #units = 0;
  #divisions = 0;
  #first = 0;
  #end = 0;
  /** The last part was a division without its kind, which may be the name of what follows: 东山路. */
  #shortFrom = -1;
  /** The stretch is the whole value. */
  #alone = false;
  /** It ends as the names of firms and offices do. */
  #isFirm = false;
  #length = 0;
  #from = 0;
  #to = 0;

  /** Adds the addresses in `bytes[start, end)`. */
  find(bytes: Uint8Array, start: number, end: number, cell: number, out: CellFindings): void {
    for (let i = start; i < end; ) {
      let n = 0;
      let han = 0;
      const from = i;
      while (i < end && n < MOST_CHARACTERS) {
        const b = bytes[i]!;
        const point = b < 0x80 ? (isOfAddress(b) ? b : 0) : hanAt(bytes, i, end);
        if (point === 0) break;
        if (point >= 0x80) han += 1;
        this.#at[n] = i;
        this.#point[n] = point;
        n += 1;
        i += point < 0x80 ? 1 : 3;
      }
      this.#at[n] = i;
      this.#alone = from === start && i === end && n <= MOST_ALONE;
      this.#isFirm = n > 1 && FIRMS[this.#point[n - 1]!] === 1;
      if (han > 2) this.#stretch(bytes, n, cell, out);
      if (i < end && n < MOST_CHARACTERS) i += widthAt(bytes, i);
    }
  }

  #stretch(bytes: Uint8Array, n: number, cell: number, out: CellFindings): void {
    this.#begin();
    this.#length = n;
    let stop = -1;
    let lead = -1;
    for (let i = 0; i < n; ) {
      const point = this.#point[i]!;
      if (STOPS[point] === 1) stop = i;
      else if (LEADS[point] === 1) lead = i;
      if (stop >= 0 || IN_SENTENCE[point] === 1) this.#alone = false;
      const kind = this.#part(bytes, i, n, Math.max(stop, lead));
      const from = this.#from;
      const to = this.#to;
      if (kind === 0) {
        i = to;
        continue;
      }
      if (this.#kinds !== 0 && (from - this.#end > APART || stop >= this.#end)) {
        this.#close(cell, out);
        this.#begin();
      }
      if (this.#kinds === 0) this.#first = from;
      if (kind === UNIT && this.#point[from]! < 0x41) this.#units += 1;
      if ((kind & (DIVISION | SHORT_DIVISION)) !== 0) this.#divisions += 1;
      this.#shortFrom = kind === SHORT_DIVISION ? from : -1;
      this.#kinds |= kind;
      this.#end = to;
      i = to;
    }
    if (this.#kinds !== 0) this.#close(cell, out);
  }

  #begin(): void {
    this.#kinds = 0;
    this.#units = 0;
    this.#divisions = 0;
    this.#end = 0;
    this.#shortFrom = -1;
  }

  /** Kind of the part that is told at character `i`, or 0; `#from` and `#to` say where it stands, or where to go on. */
  #part(bytes: Uint8Array, i: number, n: number, stop: number): number {
    const point = this.#point[i]!;
    this.#from = i;
    this.#to = i + 1;
    if (point < 0x80) return this.#numberPart(i, n);
    const flags = told[point]!;
    if (flags === 0) return 0;
    if (NUMERALS[point] === 1) {
      let to = i + 1;
      while (to < n && NUMERALS[this.#point[to]!] === 1) to += 1;
      if (!this.#isUnit(to, n)) return 0;
      this.#to = to + 1;
      return UNIT;
    }
    const known = flags > 1 ? this.#division(bytes, i, n, flags) : 0;
    if (known > 0) {
      this.#to = known;
      return divisionEnd[this.#point[known - 1]!] === 1 ? DIVISION : SHORT_DIVISION;
    }
    const pair = i + 1 < n ? pairs.get(point * 0x10000 + this.#point[i + 1]!) : undefined;
    const kind = pair ?? single[point]!;
    if (kind === 0) return 0;
    const before = this.#end === i && this.#shortFrom >= 0 ? this.#shortFrom : this.#end;
    const least = Math.max(stop + 1, before, i - OWN_NAME);
    // What says the kind of a place alone is no name of one.
    if (i - least < (pair === undefined && this.#kinds === 0 ? 2 : 1)) return 0;
    if (kind === ROAD && NO_ROAD[this.#point[i - 1]!] === 1) return 0;
    this.#from = this.#kinds === 0 ? Math.max(least, i - 4) : least;
    this.#to = i + (pair === undefined ? 1 : 2);
    return kind;
  }

  /** `212号`, `13-2021`, `B区`, `1202`. */
  #numberPart(i: number, n: number): number {
    let to = i;
    let digits = 0;
    let hyphens = 0;
    while (to < n && this.#point[to]! < 0x80) {
      const b = this.#point[to]!;
      if (isDigitByte(b)) digits += 1;
      else if (b === 0x2d || b === 0x23) hyphens += 1;
      else if (!isLetterByte(b)) break;
      to += 1;
    }
    if (to === i) return 0;
    this.#to = to;
    // 第3号 is a document or a turn.
    if (i > 0 && this.#point[i - 1] === 0x7b2c) return 0;
    if (this.#isUnit(to, n)) {
      this.#to = to + 1;
      return UNIT;
    }
    if (digits === 0 || this.#kinds === 0 || i - this.#end > 3) return 0;
    if (hyphens > 0) return NUMBER;
    return digits >= 2 && digits <= 6 ? BARE : 0;
  }

  /** Whether the character at `at` says of what the number before it is. */
  #isUnit(at: number, n: number): boolean {
    if (at >= n || units[this.#point[at]!] !== 1) return false;
    return at + 1 >= n || NO_UNIT[this.#point[at + 1]!] === 0;
  }

  /** End of the longest name of a division that begins at character `i`, of at most `longest`, or 0. */
  #division(bytes: Uint8Array, i: number, n: number, longest: number): number {
    const at = this.#at;
    for (let to = Math.min(n, i + longest); to >= i + 2; to--) {
      if (divisions.has(bytes, at[i]!, at[to]!)) return to;
      if (to - i <= 3 && SHORT.has(bytes, at[i]!, at[to]!)) return to;
    }
    return 0;
  }

  #close(cell: number, out: CellFindings): void {
    const percent = Math.max(this.#worth(), this.#alone ? this.#worthAlone() : 0);
    if (percent === 0) return;
    out.push(cell, this.#at[this.#first]!, this.#at[this.#end]!, pack(ADDRESS, percent, EVIDENCE_BIT.dictionary));
  }

  #worth(): number {
    const kinds = this.#kinds;
    const has = (kind: number) => (kinds & kind) !== 0;
    const streets = count(kinds & (TOWN | ROAD | PLACE));
    if (has(UNIT | NUMBER)) {
      if (has(DIVISION)) return 75;
      if (streets > 1 || (streets > 0 && (has(SHORT_DIVISION) || this.#units > 1))) return 65;
      if (has(ROAD) || (has(TOWN | PLACE) && has(NUMBER)) || (has(PLACE) && has(UNIT))) return 55;
      return streets > 0 || this.#units > 1 ? 52 : has(SHORT_DIVISION) ? 45 : 0;
    }
    if (has(DIVISION)) {
      if (has(ROAD) || streets > 1 || (streets > 0 && this.#divisions > 1)) return 62;
      return streets > 0 || has(BARE) ? 55 : this.#divisions > 1 ? 40 : 0;
    }
    if (has(ROAD) && streets > 1) return has(BARE) || has(SHORT_DIVISION) ? 58 : 54;
    if (streets > 0 && has(SHORT_DIVISION)) return has(BARE) || streets > 1 ? 55 : 45;
    if (streets > 1 && has(TOWN)) return 52;
    return has(ROAD) && has(BARE) ? 52 : 0;
  }

  /** A value that is nothing but such a stretch needs less: nobody writes a sentence without a comma. */
  #worthAlone(): number {
    const kinds = this.#kinds;
    const has = (kind: number) => (kinds & kind) !== 0;
    if (this.#isFirm && !has(TOWN | ROAD | UNIT | NUMBER)) return 0;
    if (has(DIVISION) && kinds !== DIVISION) return 55;
    // A division and a name behind it; the division alone is where something is, and nobody's door.
    if (kinds === DIVISION) return this.#end + 1 < this.#length ? 52 : 0;
    if (this.#divisions > 1 || (has(SHORT_DIVISION) && has(TOWN | ROAD | UNIT | NUMBER))) return 54;
    return (has(UNIT) && has(NUMBER)) || (has(TOWN) && (kinds & ~TOWN) !== 0) ? 53 : 0;
  }
}

function shortNames(names: readonly string[]): string[] {
  return names.filter((name) => /^.{2,3}[省市县区]$/u.test(name)).map((name) => name.slice(0, -1));
}

function set(characters: string): Uint8Array {
  const bits = new Uint8Array(0x10000);
  for (const c of characters) bits[c.codePointAt(0)!] = 1;
  return bits;
}

function count(kinds: number): number {
  let n = 0;
  for (let rest = kinds; rest !== 0; rest &= rest - 1) n += 1;
  return n;
}

/** Letters, digits and what stands between them in an address. */
const isOfAddress = (b: number): boolean =>
  isDigitByte(b) || isLetterByte(b) || b === 0x2d || b === 0x23 || b === 0x28 || b === 0x29 || b === 0x20 || b === 0x5f;

const widthAt = (bytes: Uint8Array, at: number): number =>
  bytes[at]! >= 0xf0 ? 4 : bytes[at]! >= 0xe0 ? 3 : bytes[at]! >= 0xc0 ? 2 : 1;
