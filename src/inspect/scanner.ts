/**
 * The byte scanner: finds every kind that shows by its form inside one value, without making a string. It walks
 * the value once, cuts it into runs of letters and digits, and asks a kind's checker only for runs of a length that
 * the kind can have. Where candidates overlap the more certain kind wins: resident ID, then organisation code,
 * vehicle number, device number, card.
 */
import { KIND_INDEX } from '../model/kinds.ts';
import { checkBankCard } from './kinds/bank-card.ts';
import { checkImei, checkImsi, checkMac } from './kinds/device.ts';
import { isDigit } from './kinds/digits.ts';
import { emailEnd, emailStart } from './kinds/email.ts';
import { GEO_PAIR, geoPairEnd } from './kinds/geo.ts';
import { beginsIban, IBAN, IBAN_LEAST, ibanEnd } from './kinds/iban.ts';
import { checkIpv4, IPV6, ipv4End, ipv6End } from './kinds/ip.ts';
import { checkLandline, checkMobile, dottedPhoneEnd, extensionEnd, isAreaCode } from './kinds/phone.ts';
import { checkPlate, isPlateProvince } from './kinds/plate.ts';
import {
  checkAnnouncedId,
  checkForeignPermanentResident,
  checkHmtResidence,
  checkResidentId15,
  checkResidentId18,
} from './kinds/resident-id.ts';
import { CHECKSUM, type Check, check, evidenceOf, FORMAT, percentOf } from './kinds/result.ts';
import { SECRET, SECRET_FIRST, secretEnd } from './kinds/secret.ts';
import { isSsn, SSN, SSN_LENGTH } from './kinds/ssn.ts';
import {
  checkForeignPermanentResidentOld,
  checkHkMacauPermit,
  checkPassport,
  checkTaiwanPermit,
} from './kinds/travel-document.ts';
import { checkUscc } from './kinds/uscc.ts';
import { checkVin } from './kinds/vin.ts';

/** Most findings kept of one value; beyond it `overflow` is set and the value counts as full of them. */
export const MAX_FINDINGS = 4096;
/** A candidate below this is no finding without a header that says so. */
const LEAST = 25;
/** Digits of one run that are looked through for joined numbers. */
const MOST_JOINED = 4096;

const DIGIT = 0;
const UPPER = 1;
const LOWER = 2;
const OTHER = 3;
const AT = 4;
const PLUS = 5;
const DASH = 6;
const CLASS = new Uint8Array(256).fill(OTHER);
for (let b = 0x30; b <= 0x39; b++) CLASS[b] = DIGIT;
for (let b = 0x41; b <= 0x5a; b++) CLASS[b] = UPPER;
for (let b = 0x61; b <= 0x7a; b++) CLASS[b] = LOWER;
CLASS[0x40] = AT;
CLASS[0x2b] = PLUS;
CLASS[0x2d] = DASH;

const RESIDENT_ID = KIND_INDEX['cn.resident-id'];
const PHONE = KIND_INDEX.phone;
const LANDLINE = KIND_INDEX['phone.landline'];
const CARD = KIND_INDEX['bank-card'];
const ACCOUNT = KIND_INDEX.account;

export class Scanner {
  readonly kind = new Uint8Array(MAX_FINDINGS);
  readonly from = new Int32Array(MAX_FINDINGS);
  readonly to = new Int32Array(MAX_FINDINGS);
  /** Per cent. */
  readonly confidence = new Uint8Array(MAX_FINDINGS);
  readonly evidence = new Uint8Array(MAX_FINDINGS);
  overflow = false;
  #n = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  readonly #joined = new Uint8Array(24);
  readonly #groups = new Uint8Array(8);

  /** Findings in `bytes[start, end)`, in order and not overlapping; their number. The arrays hold them until the next call. */
  scan(bytes: Uint8Array, start: number, end: number): number {
    this.#n = 0;
    this.overflow = false;
    if (end - start < 6) return 0;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    let i = start;
    while (i < end) {
      let c = CLASS[bytes[i]!]!;
      if (c < OTHER) {
        const from = i;
        let digits = 0;
        let lower = 0;
        do {
          if (c === DIGIT) digits += 1;
          else if (c === LOWER) lower += 1;
          i += 1;
          c = i < end ? CLASS[bytes[i]!]! : OTHER;
        } while (c < OTHER);
        const length = i - from;
        if (digits === length) i = this.#digits(from, i);
        else if (digits === 0) {
          if (length > 15) i = this.#word(from, i, 0, lower);
          else if (
            c !== OTHER ||
            i === end ||
            bytes[i] === 0x3a ||
            bytes[i] === 0xc2 ||
            bytes[i] === 0xe2 ||
            SECRET_FIRST[bytes[from]!] === 1
          )
            i = this.#letters(from, i);
        } else i = this.#word(from, i, digits, lower);
      } else if (c === OTHER) {
        i += 1;
        // Han text holds nothing of this by itself; a plate begins with a letter behind it.
        while (i < end && bytes[i]! >= 0x80) i += 1;
      } else if (c === AT) i = this.#at(i);
      else if (c === PLUS) i = this.#plus(i);
      else i = this.#dash(i);
    }
    return this.#n;
  }

  #push(kind: number, from: number, to: number, c: Check): boolean {
    if (percentOf(c) < LEAST) return false;
    const n = this.#n;
    if (n === MAX_FINDINGS) {
      this.overflow = true;
      return true;
    }
    this.kind[n] = kind;
    this.from[n] = from;
    this.to[n] = to;
    this.confidence[n] = percentOf(c);
    this.evidence[n] = evidenceOf(c);
    this.#n = n + 1;
    return true;
  }

  /** Joined to something by an underscore, a hyphen or a decimal point: part of a longer number or code. */
  #isGlued(from: number, to: number): boolean {
    const bytes = this.#bytes;
    if (from > this.#start) {
      const b = bytes[from - 1]!;
      if (b === 0x5f) return true;
      if ((b === 0x2d || b === 0x2e) && from - 1 > this.#start && CLASS[bytes[from - 2]!]! < OTHER) return true;
    }
    if (to < this.#end) {
      const b = bytes[to]!;
      if (b === 0x5f) return true;
      if ((b === 0x2d || b === 0x2e) && to + 1 < this.#end && CLASS[bytes[to + 1]!]! < OTHER) return true;
    }
    return false;
  }

  /** A run of digits alone. Gives where to go on. */
  #digits(from: number, to: number): number {
    const bytes = this.#bytes;
    const length = to - from;
    if (length < 7) {
      if (to >= this.#end) return to;
      const next = bytes[to]!;
      // What most often follows is a price, a date or a time: turned away before anything is joined.
      if (next === 0x2e) return length <= 3 && this.#end - from >= 7 ? this.#dotted(from, to) : to;
      if (next === 0x20 || next === 0x2d || next === 0x29) {
        if (length === 3 && isSsn(bytes, from, this.#end) && !this.#isGlued(from, from + SSN_LENGTH)) {
          this.#push(KIND_INDEX['us.ssn'], from, from + SSN_LENGTH, SSN);
          return from + SSN_LENGTH;
        }
        return length > 1 && mayGoOn(bytes, to, this.#end, length) ? this.#grouped(from, to) : to;
      }
      if (next === 0x3a) {
        return length <= 4 && (this.#end - from >= 15 || bytes[to + 1] === 0x3a) ? this.#colons(from, to) : to;
      }
      return to;
    }
    if (length === 8 && to < this.#end && bytes[to] === 0x20) return to;
    if (this.#isGlued(from, to)) {
      // Only what a checksum makes certain, and a mobile number that a slash or extension follows, counts here.
      if (length === 18) this.#pushCertain(from, to);
      return to;
    }
    switch (length) {
      case 10:
      case 12:
        this.#push(LANDLINE, from, to, checkLandline(bytes, from, length, false));
        break;
      case 11:
        if (bytes[from] === 0x30) this.#push(LANDLINE, from, to, checkLandline(bytes, from, 11, false));
        else this.#push(PHONE, from, to, checkMobile(bytes, from));
        break;
      case 13:
        if (bytes[from] === 0x38 && bytes[from + 1] === 0x36) this.#push(PHONE, from, to, checkMobile(bytes, from + 2));
        else this.#push(CARD, from, to, checkBankCard(bytes, from, 13));
        break;
      case 15:
        if (this.#push(RESIDENT_ID, from, to, checkResidentId15(bytes, from))) break;
        if (this.#push(KIND_INDEX['device.imsi'], from, to, checkImsi(bytes, from))) break;
        if (this.#push(KIND_INDEX['device.imei'], from, to, checkImei(bytes, from))) break;
        this.#push(CARD, from, to, checkBankCard(bytes, from, 15));
        break;
      case 16:
        if (bytes[from] === 0x32 && bytes[from + 1] === 0x30 && bytes[from + 2] === 0x38 && bytes[from + 3] === 0x38) {
          this.#push(KIND_INDEX['alipay-id'], from, to, check(65, FORMAT));
        } else this.#push(CARD, from, to, checkBankCard(bytes, from, 16));
        break;
      case 18:
        this.#eighteen(from, to);
        break;
      case 14:
      case 17:
      case 19:
        this.#push(CARD, from, to, checkBankCard(bytes, from, length));
        break;
      default:
        if (length > 19) this.#joined18(from, to);
        break;
    }
    return to;
  }

  #eighteen(from: number, to: number): void {
    const bytes = this.#bytes;
    const first = bytes[from]!;
    if (first === 0x38) {
      if (this.#push(KIND_INDEX['cn.hmt-residence'], from, to, checkHmtResidence(bytes, from))) return;
    } else if (first === 0x39) {
      if (
        this.#push(KIND_INDEX['cn.foreign-permanent-resident-id'], from, to, checkForeignPermanentResident(bytes, from))
      )
        return;
    } else if (this.#push(RESIDENT_ID, from, to, checkResidentId18(bytes, from))) return;
    // Of numbers with an issuer's range and Luhn one in 31 passes the other check: no organisation's begins so.
    const card = isDigit(bytes[to - 1]!) ? checkBankCard(bytes, from, 18) : 0;
    if (percentOf(card) >= 80 && this.#push(CARD, from, to, card)) return;
    if (this.#push(KIND_INDEX['cn.uscc'], from, to, checkUscc(bytes, from))) return;
    if (this.#push(CARD, from, to, card)) return;
    if (from > this.#start) this.#push(RESIDENT_ID, from, to, checkAnnouncedId(bytes, this.#start, from));
  }

  #pushCertain(from: number, to: number): boolean {
    const c = checkResidentId18(this.#bytes, from);
    return (evidenceOf(c) & CHECKSUM) !== 0 && this.#push(RESIDENT_ID, from, to, c);
  }

  /** A run of letters and digits. */
  #word(from: number, to: number, digits: number, lower: number): number {
    const bytes = this.#bytes;
    const length = to - from;
    if (SECRET_FIRST[bytes[from]!] === 1) {
      const end = secretEnd(bytes, from, this.#end);
      if (end !== 0) {
        this.#push(KIND_INDEX.secret, from, end, SECRET);
        return end;
      }
    }
    if (to < this.#end && bytes[to] === 0x3a && length <= 4) return this.#colons(from, to);
    if (length === 2 && to < this.#end && bytes[to] === 0x2d) {
      const mac = checkMac(bytes, from, this.#end);
      if (mac !== 0) {
        this.#push(KIND_INDEX['device.mac'], from, from + 17, mac);
        return from + 17;
      }
    }
    if (from > this.#start && bytes[from - 1]! >= 0x80) {
      const end = this.#plate(from);
      if (end !== 0) return end;
    }
    if (length >= 4 && digits >= 2 && beginsIban(bytes, from) && (length >= IBAN_LEAST || bytes[to] === 0x20)) {
      const end = ibanEnd(bytes, from, this.#end);
      if (end >= to) {
        this.#push(ACCOUNT, from, end, IBAN);
        return end;
      }
    }
    if (length < 9 || length > 18) return this.#inside(from, to, digits);
    if (this.#isGlued(from, to)) {
      if (length === 18 && digits === 17) this.#pushCertain(from, to);
      return to;
    }
    const found = this.#n;
    if (lower > 0 && !(length === 18 && digits === 17)) return this.#inside(from, to, digits);
    switch (length) {
      case 9:
      case 11:
        if (digits < 7) break;
        if (this.#push(KIND_INDEX.passport, from, to, checkPassport(bytes, from, length))) break;
        if (this.#push(KIND_INDEX['cn.hk-macau-permit'], from, to, checkHkMacauPermit(bytes, from, length))) break;
        this.#push(KIND_INDEX['cn.taiwan-permit'], from, to, checkTaiwanPermit(bytes, from, length));
        break;
      case 15:
        this.#push(
          KIND_INDEX['cn.foreign-permanent-resident-id'],
          from,
          to,
          checkForeignPermanentResidentOld(bytes, from, 15),
        );
        break;
      case 17:
        this.#push(KIND_INDEX.vin, from, to, checkVin(bytes, from));
        break;
      case 18:
        if (digits === 17) this.#eighteen(from, to);
        else this.#push(KIND_INDEX['cn.uscc'], from, to, checkUscc(bytes, from));
        break;
      default:
        break;
    }
    return this.#n > found ? to : this.#inside(from, to, digits);
  }

  /**
   * What stands beside letters with nothing between, `ID110105…` or `Tel138…`: runs of digits of just the length. Only a
   * resident ID is certain there; others are as likely part of a code.
   */
  #inside(from: number, to: number, digits: number): number {
    const bytes = this.#bytes;
    if (digits < 11) return to;
    for (let i = from; i < to; ) {
      if (!isDigit(bytes[i]!)) {
        i += 1;
        continue;
      }
      const begin = i;
      while (i < to && isDigit(bytes[i]!)) i += 1;
      const length = i - begin;
      if (length === 17 && i < to && (bytes[i]! | 0x20) === 0x78 && this.#pushCertain(begin, i + 1)) i += 1;
      else if (length === 18) this.#pushCertain(begin, i);
      else if (length > 18) this.#joined18(begin, i);
      // Digits on both sides of letters are a code or a hash.
      else if (length !== digits) continue;
      else if (length === 11) this.#pushInside(PHONE, begin, i, checkMobile(bytes, begin), 85);
      else if (length === 13 && bytes[begin] === 0x38 && bytes[begin + 1] === 0x36)
        this.#pushInside(PHONE, begin, i, checkMobile(bytes, begin + 2), 85);
      if (length >= 16 && length <= 19 && (this.#n === 0 || this.to[this.#n - 1]! <= begin))
        this.#pushInside(CARD, begin, i, checkBankCard(bytes, begin, length), 95);
    }
    return to;
  }

  /** With `least` of its own, a little above an even chance. */
  #pushInside(kind: number, from: number, to: number, c: Check, least: number): void {
    if (percentOf(c) >= least) this.#push(kind, from, to, check(55, evidenceOf(c)));
  }

  /** Resident IDs in a longer run of digits: what passes region, date and check is none by chance. */
  #joined18(from: number, to: number): void {
    const stop = Math.min(to, from + MOST_JOINED) - 18;
    for (let i = from; i <= stop; ) i += this.#pushCertain(i, i + 18) ? 18 : 1;
  }

  /** A run of letters alone: a plate's agency letter, the start of a MAC or IPv6 address or of a secret. */
  #letters(from: number, to: number): number {
    const bytes = this.#bytes;
    if (SECRET_FIRST[bytes[from]!] === 1) {
      const end = secretEnd(bytes, from, this.#end);
      if (end !== 0) {
        this.#push(KIND_INDEX.secret, from, end, SECRET);
        return end;
      }
      if (to - from === 4 && to < this.#end && bytes[to] === 0x5f) return to;
    }
    if (to < this.#end && bytes[to] === 0x3a && to - from <= 4) return this.#colons(from, to);
    if (to - from === 2 && to < this.#end && bytes[to] === 0x2d) {
      const mac = checkMac(bytes, from, this.#end);
      if (mac !== 0) {
        this.#push(KIND_INDEX['device.mac'], from, from + 17, mac);
        return from + 17;
      }
    }
    if (from > this.#start && bytes[from - 1]! >= 0x80) {
      const end = this.#plate(from);
      if (end !== 0) return end;
    }
    return to;
  }

  #plate(letter: number): number {
    if (letter - 3 < this.#start || !isPlateProvince(this.#bytes, letter - 3)) return 0;
    const plate = checkPlate(this.#bytes, letter - 3, this.#end);
    if (plate === null) return 0;
    const end = letter - 3 + plate.length;
    if (end < this.#end && CLASS[this.#bytes[end]!]! < OTHER) return 0;
    this.#push(KIND_INDEX['cn.plate'], letter - 3, end, plate.check);
    return end;
  }

  #dotted(from: number, to: number): number {
    const bytes = this.#bytes;
    const before = from > this.#start ? bytes[from - 1]! : 0;
    if (before === 0x2e || before === 0x5f) return to;
    const ip = ipv4End(bytes, from, this.#end);
    if (ip !== 0) {
      if ((before | 0x20) !== 0x76) this.#push(KIND_INDEX.ip, from, ip, checkIpv4(bytes, from, ip));
      return ip;
    }
    const american = to - from === 3 ? dottedPhoneEnd(bytes, from, this.#end) : 0;
    if (american > 0 && this.#push(PHONE, from, american, check(60, FORMAT))) return american;
    const start = before === 0x2d ? from - 1 : from;
    const pair = this.#end - start < 13 ? 0 : geoPairEnd(bytes, start, this.#end);
    if (pair === 0) return to;
    this.#push(KIND_INDEX['geo.point'], start, pair, GEO_PAIR);
    return pair;
  }

  #colons(from: number, to: number): number {
    const bytes = this.#bytes;
    if (to - from === 2) {
      const mac = checkMac(bytes, from, this.#end);
      if (mac !== 0) {
        this.#push(KIND_INDEX['device.mac'], from, from + 17, mac);
        return from + 17;
      }
    }
    const end = ipv6End(bytes, from, this.#end);
    if (end === 0) return to;
    this.#push(KIND_INDEX.ip, from, end, IPV6);
    return end;
  }

  /** Digits in groups: 138 0013 8000, 6222 0212 …, 010-12345678, (0571) 8888 8888, 86-138…. */
  #grouped(from: number, to: number): number {
    const bytes = this.#bytes;
    const joined = this.#joined;
    const groups = this.#groups;
    if (to - from === 2 && bytes[to] === 0x2d) {
      const mac = checkMac(bytes, from, this.#end);
      if (mac !== 0 && this.#push(KIND_INDEX['device.mac'], from, from + 17, mac)) return from + 17;
    }
    let n = 0;
    let count = 0;
    let i = from;
    let end = to;
    for (;;) {
      const begin = i;
      while (i < this.#end && isDigit(bytes[i]!) && n < 24) joined[n++] = bytes[i++]!;
      groups[count++] = i - begin;
      end = i;
      if (n >= 20 || count === 8 || i >= this.#end) break;
      let gap = i;
      if (bytes[gap] === 0x29) gap += 1;
      if (gap < this.#end && (bytes[gap] === 0x20 || bytes[gap] === 0x2d)) gap += 1;
      if (gap === i || gap >= this.#end || !isDigit(bytes[gap]!)) break;
      i = gap;
    }
    if (count < 2) return to;
    const after = end < this.#end ? bytes[end]! : 0;
    if (from > this.#start && bytes[from - 1] === 0x2d) return to;
    const upperX = (after | 0x20) === 0x78 && n === 17;
    const extension = (after | 0x20) === 0x78 ? extensionEnd(bytes, end, this.#end) : end;
    if (CLASS[after]! < OTHER && after !== 0 && !upperX && extension === end) return to;
    if (extension > end) return this.#american(from, extension, count) || to;
    const [a, b, c, d] = groups;
    if ((n === 18 || upperX) && a === 6 && b === 8) {
      if (upperX) joined[n] = after;
      const id = checkResidentId18(joined, 0);
      const stop = upperX ? end + 1 : end;
      if (id !== 0 && this.#push(RESIDENT_ID, from, stop, id)) return stop;
    }
    if (n === 11 && a === 3 && b === 4 && c === 4 && this.#push(PHONE, from, end, checkMobile(joined, 0))) return end;
    const country =
      (a === 2 && joined[0] === 0x38 && joined[1] === 0x36) ||
      (a === 4 && joined[0] === 0x30 && joined[1] === 0x30 && joined[2] === 0x38 && joined[3] === 0x36);
    if (country && n - a! === 11 && ((count === 2 && b === 11) || (b === 3 && c === 4 && d === 4))) {
      if (this.#push(PHONE, from, end, checkMobile(joined, a!))) return end;
    }
    if (a === 4 && b === 4 && c === 4 && n >= 13) {
      const card = checkBankCard(joined, 0, n);
      if (card !== 0 && this.#push(CARD, from, end, card)) return end;
    }
    // The number may be followed by an extension of up to four digits.
    if (isAreaCode(bytes, from, a!)) {
      let total = a! + b!;
      let used = 2;
      if (b! < 7 && count > 2) {
        total += c!;
        used = 3;
      }
      const landline = checkLandline(joined, 0, total, true);
      if (landline !== 0 && (count === used || (count === used + 1 && groups[used]! <= 4))) {
        const start = from > this.#start && bytes[from - 1] === 0x28 ? from - 1 : from;
        if (this.#push(LANDLINE, start, end, landline)) return end;
      }
    }
    return this.#american(from, end, count) || to;
  }

  /**
   * A number of the North American plan (ITU-T E.164, NANPA) as it is mostly written: groups of three, three and four
   * with hyphens, dots or brackets, perhaps 001 before. `#grouped` has just read the groups. Gives the end, or 0.
   */
  #american(from: number, end: number, count: number): number {
    const [a, b, c, d] = this.#groups;
    const bytes = this.#bytes;
    const abroad = count === 4 && a === 3 && bytes[from] === 0x30 && bytes[from + 1] === 0x30;
    if (!(abroad ? b === 3 && c === 3 && d === 4 : count === 3 && a === 3 && b === 3 && c === 4)) return 0;
    // Groups with nothing but spaces between are any numbers.
    const gap = bytes[from + 3]!;
    if (gap === 0x20) return 0;
    const bracket = gap === 0x29 && from > this.#start && bytes[from - 1] === 0x28;
    return this.#push(PHONE, bracket ? from - 1 : from, end, check(abroad || bracket ? 75 : 60, FORMAT)) ? end : 0;
  }

  #at(at: number): number {
    const bytes = this.#bytes;
    const n = this.#n;
    const from = emailStart(bytes, n > 0 && this.kind[n - 1] === KIND_INDEX.email ? this.to[n - 1]! : this.#start, at);
    if (from === at) return at + 1;
    const end = emailEnd(bytes, at, this.#end);
    if (end === 0) return at + 1;
    // What was found inside the local part is part of the address.
    while (this.#n > 0 && this.to[this.#n - 1]! > from) this.#n -= 1;
    this.#push(KIND_INDEX.email, from, end, check(97, FORMAT));
    return end;
  }

  /** A number in international form (ITU-T E.164): + and 8 to 15 digits, with spaces, hyphens or brackets between. */
  #plus(at: number): number {
    const bytes = this.#bytes;
    if (at > this.#start && CLASS[bytes[at - 1]!]! < OTHER) return at + 1;
    let digits = 0;
    let end = at + 1;
    let gap = 0;
    for (let i = at + 1; i < this.#end && digits <= 15; i++) {
      const b = bytes[i]!;
      if (isDigit(b)) {
        if (digits === 0 && b === 0x30) return at + 1;
        digits += 1;
        gap = 0;
        end = i + 1;
      } else if ((b === 0x20 || b === 0x2d || b === 0x28 || b === 0x29) && digits > 0) {
        gap += 1;
        if (gap > 2) break;
      } else break;
    }
    if (end < this.#end && (bytes[end]! | 0x20) === 0x78) end = extensionEnd(bytes, end, this.#end);
    if (digits < 8 || digits > 15 || (end < this.#end && CLASS[bytes[end]!]! < OTHER)) return at + 1;
    this.#push(PHONE, at, end, check(88, FORMAT));
    return end;
  }

  #dash(at: number): number {
    if (this.#bytes[at + 1] !== 0x2d || this.#end - at < 40) return at + 1;
    const end = secretEnd(this.#bytes, at, this.#end);
    if (end === 0) return at + 1;
    this.#push(KIND_INDEX.secret, at, end, SECRET);
    return end;
  }
}

/**
 * Whether a group of digits that ends at `to` can be the first of a number written in groups: three more digits must
 * follow the gap, but for a MAC address. A date or a time has two.
 */
function mayGoOn(bytes: Uint8Array, to: number, end: number, length: number): boolean {
  let at = to + 1;
  if (length === 2 && bytes[to] === 0x2d && end - to >= 15) return true;
  if (bytes[at] === 0x20 || bytes[at] === 0x2d) at += 1;
  return at + 3 <= end && isDigit(bytes[at]!) && isDigit(bytes[at + 1]!) && isDigit(bytes[at + 2]!);
}
