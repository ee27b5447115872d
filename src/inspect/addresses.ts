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
  'street st road rd avenue ave boulevard blvd bld lane ln drive dr court ct square sq place pl highway hwy parkway pkwy pike trail trl circle cir plaza broadway crescent close mews gardens grove way terrace apartment apt suite ste floor building bldg strasse straße str allee platz weg gasse rue quai cours impasse chemin route via viale corso piazza calle carrer avenida paseo rua travessa ulica ul',
);
/** What the name of a street ends in where both are one word: `Lohmühlenstraße`, `Kerkstraat`, `Storgatan`. */
const STREET_ENDS = 'straße strasse straat gatan vägen vejen veien gade platz allee gasse laan weg'
  .split(' ')
  .map((w) => Buffer.from(w));
/** Two-letter codes of the states of the United States (USPS Publication 28, appendix B). */
const states = wordTable(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY',
);
/** A number and its street stand at most so many words apart. */
const MOST_APART = 5;
/** Digits of a house's number or a code at most. */
const MOST_NUMBER = 6;
const ZIP_DIGITS = 5;

/** At least two of division, road and numbered unit, in that order of a Chinese address; or number and street, or state and code, in one of Latin script. */
export function looksLikeAddress(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 9 || end - start > 600) return false;
  let seen = 0;
  let digits = false;
  let run = 0;
  let words = 0;
  let number = -MOST_APART - 1;
  let street = -MOST_APART - 1;
  let state = -1;
  let word = -1;
  for (let i = start; i <= end; i++) {
    const b = i < end ? bytes[i]! : 0x20;
    if (isLetterByte(b) || (b >= 0xc3 && b < 0xe0)) {
      if (word < 0) word = i;
      if (b >= 0xc3) i += 1;
      digits = false;
      run = 0;
      continue;
    }
    if (word >= 0) {
      words += 1;
      if (streets.has(bytes, word, i) || endsInStreet(bytes, word, i)) street = words;
      if (street - number <= MOST_APART && street > 0) return true;
      if (i - word === 2 && states.has(bytes, word, i)) state = words;
      word = -1;
    }
    if (isDigitByte(b)) {
      digits = true;
      run += 1;
      continue;
    }
    if (run > 0 && run <= MOST_NUMBER) {
      number = words;
      if (street > 0 && number - street <= MOST_APART) return true;
      if (run === ZIP_DIGITS && state === words && words > 1) return true;
    }
    run = 0;
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
  return (seen & UNIT) !== 0 ? (seen & (ROAD | DIVISION)) !== 0 : seen === (DIVISION | ROAD);
}

function endsInStreet(bytes: Uint8Array, start: number, end: number): boolean {
  return STREET_ENDS.some((ending) => {
    if (end - start < ending.length + 2) return false;
    for (let k = 0; k < ending.length; k++) if (bytes[end - ending.length + k] !== ending[k]) return false;
    return true;
  });
}
