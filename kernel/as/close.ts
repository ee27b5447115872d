/**
 * Closing a value: saying what all of it is, where its column says what it should be and nothing else can stand in it.
 * Each closer says yes to the plain way of writing only, and then exactly what the scanner and the fits in TypeScript
 * say (`src/inspect/closing.test.ts`); all else is left to them.
 */
import { HAN, HEALTH, NUMERALS, pairOf, REGIONS, WORTH } from './job';

// Closers; `src/inspect/closers.ts` has the same numbers.
export const NAME: u8 = 1;
export const MOBILE: u8 = 2;
export const RESIDENT_ID: u8 = 3;
export const DATE: u8 = 4;
export const CARD: u8 = 5;
export const KEY: u8 = 6;
export const ADDRESS: u8 = 7;
export const EMAIL: u8 = 8;
export const SEX: u8 = 9;

/** Longer keys are left to others. */
const LONGEST_KEY: u32 = 80;
const TEXT_OR_NUMBER: u8 = 1;

// Marks of Han characters, as in `src/inspect/names.ts`.
const COMMON: u8 = 1;
const COMPOUND_FIRST: u8 = 4;
const NEVER: u8 = 8;
const ORGANISATION_END: u8 = 32;
/** A word of health begins with the character. */
const BEGINS_HEALTH: u8 = 128;

/** Birth date in the value closed last, as yyyymmdd; 0 where there is none. */
export let birth: u32 = 0;

export function forget(): void {
  birth = 0;
}

/** The finding for the value `[from, from + size)`, or 0. `marked`: a form can begin in it; `worded`: it has words. */
// @ts-expect-error: decorator
@inline
export function close(closer: u8, from: usize, size: u32, marked: bool, worded: bool, type: u8): u32 {
  switch (closer) {
    case NAME:
      return name(from, size);
    case MOBILE:
      return size == 11 ? mobile(from) : 0;
    case RESIDENT_ID:
      return size == 18 ? residentId(from) : 0;
    case DATE:
      return size == 10 ? date(from) : 0;
    case CARD:
      return size == 19 || size == 16 ? card(from, size) : 0;
    case KEY: {
      if (size > LONGEST_KEY || type > TEXT_OR_NUMBER || worded) return 0;
      return isVisible(load<u8>(from)) && isVisible(load<u8>(from + size - 1)) ? worth(KEY, 0) : 0;
    }
    case ADDRESS:
      return !marked && size >= 6 && type <= TEXT_OR_NUMBER && load<u8>(from) >= 0xe3 && isPlain(from, size)
        ? worth(ADDRESS, 0)
        : 0;
    case EMAIL:
      return email(from, size) ? worth(EMAIL, 0) : 0;
    case SEX: {
      if (size != 3) return 0;
      const character = load<u16>(from) | (<u32>load<u8>(from + 2) << 16);
      return character == 0xb794e7 || character == 0xb3a5e5 ? worth(SEX, 0) : 0; // 男, 女
    }
    default:
      return 0;
  }
}

// @ts-expect-error: decorator
@inline
function worth(closer: u8, fit: i32): u32 {
  return load<u32>(WORTH + (<usize>closer << 4) + (<usize>fit << 2));
}

// @ts-expect-error: decorator
@inline
function isVisible(byte: u8): bool {
  return byte - 0x21 < 0x5e;
}

// @ts-expect-error: decorator
@inline
function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

/** Of eight bytes whether each is an ASCII digit. */
// @ts-expect-error: decorator
@inline
function areDigits8(eight: u64): bool {
  return (
    ((eight & 0xf0f0f0f0f0f0f0f0) | (((eight + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) == 0x3333333333333333
  );
}

// @ts-expect-error: decorator
@inline
function two(at: usize): u32 {
  return (<u32>load<u8>(at) - 0x30) * 10 + (<u32>load<u8>(at + 1) - 0x30);
}

/** Two to four Han characters (without those that begin in U+3xxx). */
function name(from: usize, size: u32): u32 {
  if (size != 6 && size != 9 && size != 12) return 0;
  let known = false;
  let never = false;
  let mark: u8 = 0;
  for (let i: u32 = 0; i < size; i += 3) {
    const lead = load<u8>(from + i);
    const second = load<u8>(from + i, 1);
    const third = load<u8>(from + i, 2);
    if (lead - 0xe4 > 5 || (second & 0xc0) != 0x80 || (third & 0xc0) != 0x80) return 0;
    mark = load<u8>(HAN + ((<u32>(lead & 0x0f) << 12) | (<u32>(second & 0x3f) << 6) | (third & 0x3f)));
    if (i == 0) {
      // Surnames of two characters are looked up elsewhere.
      if ((mark & COMPOUND_FIRST) != 0) return 0;
      known = (mark & COMMON) != 0 && size < 12;
    } else if ((mark & NEVER) != 0) never = true;
  }
  if (known && !never) return worth(NAME, 1);
  return size > 6 && (mark & ORGANISATION_END) != 0 ? 0 : worth(NAME, 0);
}

function mobile(from: usize): u32 {
  if (load<u8>(from) != 0x31 || load<u8>(from, 1) - 0x33 > 6) return 0;
  const rest = load<u64>(from, 3);
  if (!areDigits8(rest) || !isDigit(load<u8>(from, 2))) return 0;
  return worth(MOBILE, rest == <u64>load<u8>(from, 3) * 0x0101010101010101 ? 1 : 0);
}

function isCalendarDay(year: u32, month: u32, day: u32): bool {
  if (month - 1 > 11 || day - 1 > 30) return false;
  if (month == 2) {
    const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= (leap ? 29 : 28);
  }
  return day <= (((0x0a50 >> month) & 1) == 1 ? 30 : 31); // April, June, September, November
}

/** 17 digits and a check: region, birth date, ISO 7064 MOD 11-2 (GB 11643-1999). */
function residentId(from: usize): u32 {
  const first = load<u8>(from);
  const last = load<u8>(from, 17);
  if (first - 0x31 > 5 || !areDigits8(load<u64>(from)) || !areDigits8(load<u64>(from, 8)) || !isDigit(load<u8>(from, 16)))
    return 0;
  if (!isDigit(last) && (last | 0x20) != 0x78) return 0;
  const year = two(from + 6) * 100 + two(from + 8);
  const month = two(from + 10);
  const day = two(from + 12);
  if (year - 1850 > 249 || !isCalendarDay(year, month, day)) return 0;
  const region = two(from) * 10000 + two(from + 2) * 100 + two(from + 4);
  const isRegion = ((load<u8>(REGIONS + (region >> 3)) >> <u8>(region & 7)) & 1) == 1;
  // Weights 2^(17 - i) mod 11, so the sum is that of Horner's rule with 2.
  let sum: u32 = 0;
  for (let i: usize = 0; i < 17; i++) sum = (sum << 1) + (<u32>load<u8>(from + i) - 0x30);
  const check = (12 - ((sum << 1) % 11)) % 11;
  const checks = isDigit(last) ? check == <u32>last - 0x30 : check == 10;
  if (!checks && !isRegion) return 0;
  birth = year * 10000 + month * 100 + day;
  return worth(RESIDENT_ID, checks ? (isRegion ? 0 : 1) : 2);
}

/** 1990-01-02 and 1990/01/02. */
function date(from: usize): u32 {
  const sign = load<u8>(from, 4);
  if ((sign != 0x2d && sign != 0x2f) || load<u8>(from, 7) != sign) return 0;
  for (let i: usize = 0; i < 10; i++) if (i != 4 && i != 7 && !isDigit(load<u8>(from + i))) return 0;
  const year = two(from) * 100 + two(from + 2);
  const month = two(from + 5);
  const day = two(from + 8);
  if (year - 1850 > 250 || !isCalendarDay(year, month, day)) return 0;
  birth = year * 10000 + month * 100 + day;
  return worth(DATE, 0);
}

/** Luhn (ISO/IEC 7812-1, annex B) and an issuer's range: UnionPay 62, and of 16 digits Visa 4, Mastercard 51 to 55. */
function card(from: usize, size: u32): u32 {
  const begin = two(from);
  if (begin != 62 && (size != 16 || (begin - 40 > 9 && begin - 51 > 4))) return 0;
  if (!areDigits8(load<u64>(from)) || !areDigits8(load<u64>(from, 8))) return 0;
  for (let i: usize = 16; i < size; i++) if (!isDigit(load<u8>(from + i))) return 0;
  let sum: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    let d = <u32>load<u8>(from + i) - 0x30;
    if (((size - i) & 1) == 0) {
      d <<= 1;
      if (d > 9) d -= 9;
    }
    sum += d;
  }
  return sum % 10 == 0 ? worth(CARD, 0) : 0;
}

/** So many numerals, one behind the other, may be a number that is written out. */
const MANY_NUMERALS: i32 = 6;

/** An address may have letters, but no word of them, no word of health, and nothing that hides. */
function isPlain(from: usize, size: u32): bool {
  let letters = 0;
  let before: u32 = 0; // a character with which such a word begins
  let run = 0; // numerals and digits, one behind the other
  let numerals = false; // among them are numerals
  for (let i: u32 = 0; i < size; ) {
    const byte = load<u8>(from + i);
    if (byte >= 0x80) {
      if (byte - 0xe3 > 6 || i + 2 >= size) return false;
      const point =
        (<u32>(byte & 0x0f) << 12) | (<u32>(load<u8>(from + i, 1) & 0x3f) << 6) | <u32>(load<u8>(from + i, 2) & 0x3f);
      if (point < 0x3400) return false;
      if (((load<u8>(NUMERALS + (point >> 3)) >> <u8>(point & 7)) & 1) != 0) {
        run++;
        numerals = true;
        if (run >= MANY_NUMERALS) return false;
      } else {
        run = 0;
        numerals = false;
      }
      if (before != 0) {
        const pair = pairOf(before, point);
        if (((load<u8>(HEALTH + (pair >> 3)) >> <u8>(pair & 7)) & 1) != 0) return false;
      }
      before = (load<u8>(HAN + point) & BEGINS_HEALTH) != 0 ? point : 0;
      letters = 0;
      i += 3;
      continue;
    }
    before = 0;
    // Signs between which a number may stand in groups.
    if (byte == 0x2e || byte == 0x5f || byte == 0x2f) return false;
    if (byte - 0x30 < 10) {
      run++;
      if (numerals && run >= MANY_NUMERALS) return false;
    } else if (byte != 0x2d && byte != 0x20) {
      run = 0;
      numerals = false;
    }
    letters = (byte | 0x20) - 0x61 < 26 ? letters + 1 : 0;
    if (letters > 2) return false;
    i++;
  }
  return true;
}

const LONGEST_LOCAL: u32 = 15;
const MOST_DIGITS: u32 = 9;

/** Lower-case words and digits with a point between, `@`, labels of letters: `zhang.wei88@mail.example.cn`. */
function email(from: usize, size: u32): bool {
  let at: u32 = 0;
  let dot: u32 = 0;
  let digits: u32 = 0;
  let sign = true; // before the byte stands the beginning, a point or the @
  let letters = true; // so far the last label has no digit
  if (size > 64 || load<u8>(from) - 0x61 > 25) return false;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(from + i);
    if (byte - 0x61 <= 25) sign = false;
    else if (isDigit(byte)) {
      if (sign && at == 0) return false;
      sign = false;
      letters = false;
      digits += at == 0 ? 1 : 0;
    } else if (byte == 0x2e) {
      if (sign) return false;
      sign = true;
      letters = true;
      dot = i;
    } else if (byte == 0x40) {
      if (sign || at != 0 || i > LONGEST_LOCAL || digits > MOST_DIGITS) return false;
      at = i;
      sign = true;
    } else return false;
  }
  return at != 0 && dot > at && letters && size - dot > 2;
}
