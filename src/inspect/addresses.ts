/** Postal addresses by their parts: division, road, number with unit; in English, number and kind of street. */
import { hanAt, isDigitByte, isLetterByte } from './bytes.ts';
import { wordTable } from './words/word-table.ts';

const DIVISION = 1;
const ROAD = 2;
const UNIT = 4;
/** What a Han character can end in an address. */
const ADDRESS_PART = new Uint8Array(0x10000);
for (const c of '省市区县州盟旗') ADDRESS_PART[c.codePointAt(0)!]! |= DIVISION;
for (const c of '路街道巷弄村镇乡里庄园苑厦場场') ADDRESS_PART[c.codePointAt(0)!]! |= ROAD;
for (const c of '号栋幢楼室座层號棟樓層弄组') ADDRESS_PART[c.codePointAt(0)!]! |= UNIT;

const streets = wordTable(
  'street st road rd avenue ave boulevard blvd lane ln drive dr court ct square sq place pl highway hwy parkway pkwy way terrace apartment apt suite ste floor building bldg strasse straße allee platz weg gasse rue via calle',
);

/** At least two of division, road and numbered unit, in that order of a Chinese address; or number and street in an English one. */
export function looksLikeAddress(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 9 || end - start > 600) return false;
  let seen = 0;
  let digits = false;
  let number = false;
  let word = -1;
  let street = false;
  for (let i = start; i <= end; i++) {
    const b = i < end ? bytes[i]! : 0x20;
    if (isLetterByte(b) || (b >= 0xc3 && b < 0xe0)) {
      if (word < 0) word = i;
      if (b >= 0xc3) i += 1;
      digits = false;
      continue;
    }
    if (word >= 0) {
      if (!street && streets.has(bytes, word, i)) street = true;
      word = -1;
    }
    if (isDigitByte(b)) {
      digits = true;
      number = true;
      continue;
    }
    if (b < 0x80) continue;
    const point = hanAt(bytes, i, end);
    if (point === 0) {
      digits = false;
      continue;
    }
    const part = ADDRESS_PART[point]!;
    if ((part & DIVISION) !== 0 && i > start) seen |= DIVISION;
    if ((part & ROAD) !== 0 && i > start) seen |= ROAD;
    if ((part & UNIT) !== 0 && digits) seen |= UNIT;
    digits = false;
    i += 2;
  }
  if (street && number) return true;
  return (seen & UNIT) !== 0 ? (seen & (ROAD | DIVISION)) !== 0 : seen === (DIVISION | ROAD);
}
