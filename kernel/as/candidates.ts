/**
 * Marks where in a text a kind can begin that shows by its form, so that the scanner looks only there. AssemblyScript,
 * compiled to WebAssembly with SIMD by `npm run build:kernel`; the scanner in TypeScript is what it is held against:
 * a value in which the scanner finds something always has a mark (`src/inspect/candidates.test.ts`). It may mark more.
 *
 * The text is read once, 64 bytes at a time: a mask of 64 bits for each class of bytes, then forms as shifts of masks.
 * Forms run over the end of a block, so the masks of the next block are always at hand.
 */

/** Classes of one block of 64 bytes, a bit a byte. */
@unmanaged
class Block {
  digit: u64;
  upper: u64;
  lower: u64;
  /** Letters behind `f`. */
  beyond: u64;
  high: u64;
  dash: u64;
  dot: u64;
  colon: u64;
  space: u64;
  /** `)` */
  bracket: u64;
  plus: u64;
  at: u64;
  /** `_`, `/` and `=`: with letters, digits and `-.+` what tokens are made of. */
  tokenSign: u64;
  /** `\`, `%` and `&`, which begin escapes. */
  escape: u64;
  equals: u64;
  /** 0xef and 0xe2, which begin full-width and invisible characters. */
  odd: u64;
}

const a = changetype<Block>(memory.data(120, 16));
const b = changetype<Block>(memory.data(120, 16));

/** Length of an IBAN by the two letters of its country, 0 where there is none (ISO 13616 registry). */
const ibanLengths = memory.data<u8>([
  0, 0, 0, 24, 23, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 28,
  20, 0, 0, 0, 16, 0, 22, 22, 27, 0, 0, 0, 0, 0, 0, 0, 0, 29, 0, 0, 0, 0, 0, 0, 28, 0,
  0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 28, 24,
  0, 0, 0, 0, 22, 0, 0, 0, 0, 27, 18, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 20, 0, 29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 18, 0, 18, 0, 0, 0, 18, 0, 0, 27, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 22, 0, 0, 22, 0, 0, 0, 23, 0, 0, 18, 0, 0, 0, 0, 0, 27, 0, 28, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 21, 0, 0, 28, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 0, 23, 0, 26, 27, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 0, 0, 20,
  0, 28, 32, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 20, 21, 0, 0, 25, 0,
  0, 0, 27, 24, 22, 0, 0, 0, 0, 0, 19, 0, 0, 20, 0, 0, 0, 27, 0, 31, 30, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 18, 0, 0, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 28, 0, 0, 0, 0, 0, 0, 29, 25, 0, 0, 0, 0, 0, 0,
  29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0, 0, 22, 0, 33, 0, 0, 0, 0, 0,
  24, 0, 31, 18, 24, 0, 0, 0, 19, 0, 24, 0, 27, 0, 23, 0, 0, 0, 0, 25, 0, 28, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 24, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0, 0,
  29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  22, 0, 0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

// @ts-expect-error: decorator
@inline
function mask(v0: v128, v1: v128, v2: v128, v3: v128): u64 {
  return (
    u64(u32(i8x16.bitmask(v0))) |
    (u64(u32(i8x16.bitmask(v1))) << 16) |
    (u64(u32(i8x16.bitmask(v2))) << 32) |
    (u64(u32(i8x16.bitmask(v3))) << 48)
  );
}

// @ts-expect-error: decorator
@inline
function equal(v0: v128, v1: v128, v2: v128, v3: v128, byte: i8): u64 {
  const s = i8x16.splat(byte);
  return mask(i8x16.eq(v0, s), i8x16.eq(v1, s), i8x16.eq(v2, s), i8x16.eq(v3, s));
}

/** Bytes from `first` on, `count` of them. */
// @ts-expect-error: decorator
@inline
function among(v0: v128, v1: v128, v2: v128, v3: v128, first: i8, count: i8): u64 {
  // Signed and moved by 128: unsigned comparison is three instructions more on x86.
  const f = i8x16.splat(<i8>(first - 128));
  const n = i8x16.splat(<i8>(count - 128));
  return mask(
    i8x16.lt_s(i8x16.sub(v0, f), n),
    i8x16.lt_s(i8x16.sub(v1, f), n),
    i8x16.lt_s(i8x16.sub(v2, f), n),
    i8x16.lt_s(i8x16.sub(v3, f), n),
  );
}

/** Not zero where a byte is one of `%&)+@_/=\`, by tables of its two halves. */
// @ts-expect-error: decorator
@inline
function rare(v: v128): v128 {
  const low = i8x16.swizzle(i8x16(4, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 8, 2, 0, 9), v128.and(v, i8x16.splat(0x0f)));
  const high = i8x16.swizzle(i8x16(0, 0, 1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), i8x16.shr_u(v, 4));
  return v128.and(low, high);
}

function classify(from: usize, to: Block): void {
  const v0 = v128.load(from);
  const v1 = v128.load(from, 16);
  const v2 = v128.load(from, 32);
  const v3 = v128.load(from, 48);
  to.high = mask(v0, v1, v2, v3);
  to.digit = among(v0, v1, v2, v3, 0x30, 10);
  // ASCII letters differ from each other's case by this bit alone.
  const bit = i8x16.splat(0x20);
  const f0 = v128.or(v0, bit);
  const f1 = v128.or(v1, bit);
  const f2 = v128.or(v2, bit);
  const f3 = v128.or(v3, bit);
  const letter = among(f0, f1, f2, f3, 0x61, 26);
  const small = mask(i8x16.shl(v0, 2), i8x16.shl(v1, 2), i8x16.shl(v2, 2), i8x16.shl(v3, 2));
  to.beyond = among(f0, f1, f2, f3, 0x67, 20);
  to.upper = letter & ~small;
  to.lower = letter & small;
  to.dash = equal(v0, v1, v2, v3, 0x2d);
  to.dot = equal(v0, v1, v2, v3, 0x2e);
  to.colon = equal(v0, v1, v2, v3, 0x3a);
  to.space = equal(v0, v1, v2, v3, 0x20);
  to.bracket = 0;
  to.plus = 0;
  to.at = 0;
  to.tokenSign = 0;
  to.escape = 0;
  to.equals = 0;
  to.odd = to.high != 0 ? equal(v0, v1, v2, v3, <i8>0xef) | equal(v0, v1, v2, v3, <i8>0xe2) : 0;
  if (!v128.any_true(v128.or(v128.or(rare(v0), rare(v1)), v128.or(rare(v2), rare(v3))))) return;
  to.bracket = equal(v0, v1, v2, v3, 0x29);
  to.plus = equal(v0, v1, v2, v3, 0x2b);
  to.at = equal(v0, v1, v2, v3, 0x40);
  to.equals = equal(v0, v1, v2, v3, 0x3d);
  to.tokenSign = to.equals | equal(v0, v1, v2, v3, 0x5f) | equal(v0, v1, v2, v3, 0x2f);
  to.escape = equal(v0, v1, v2, v3, 0x25) | equal(v0, v1, v2, v3, 0x26) | equal(v0, v1, v2, v3, 0x5c);
}

/** The mask `k` bytes further on. */
// @ts-expect-error: decorator
@inline
function ahead(now: u64, next: u64, k: u64): u64 {
  return (now >> k) | (next << (64 - k));
}

/** The same, for any `k` below 64. */
// @ts-expect-error: decorator
@inline
function from(now: u64, next: u64, k: u64): u64 {
  return (now >> k) | ((next << 1) << (63 - k));
}

/** The first bit behind the longest stretch that is looked at for its letters. */
const MOST_PACKED: u64 = 1 << 24;

/** Where `count` (at most 32, two or more) of the class follow each other. The end of `next` reads as none. */
// @ts-expect-error: decorator
@inline
function runs8(now: u64, next: u64): u64 {
  let n = now & ahead(now, next, 1);
  let m = next & (next >> 1);
  n &= ahead(n, m, 2);
  m &= m >> 2;
  return n & ahead(n, m, 4);
}

/**
 * Sets the bits of `map` for the text `bytes[0, length)`, where a form can begin, and of `words`, where the text has
 * words: a character that is not ASCII, or a letter before a space. 128 bytes behind the text are overwritten with
 * zeros. Both maps have a bit a byte, lowest first, in whole words of 64.
 */
export function mark(bytes: usize, length: usize, map: usize, words: usize): void {
  memory.fill(bytes + length, 0, 128);
  let now = a;
  let next = b;
  classify(bytes, now);
  let letterBefore: u64 = 0; // the byte before the block is a letter or a digit
  let digitBefore: u64 = 0; // is a digit
  let lettersBefore: u64 = 0; // is a letter
  let packedBefore: u64 = 0; // can be of base64
  let highBefore: u64 = 0; // is not ASCII
  for (let at: usize = 0; at < length; at += 64) {
    classify(bytes + at + 64, next);
    const d = now.digit;
    const dn = next.digit;
    const word = d | now.upper | now.lower;
    const wordNext = dn | next.upper | next.lower;
    let found = now.at;

    // +86…
    found |= now.plus & ahead(d, dn, 1);
    // ----BEGIN
    found |= now.dash & ahead(now.dash, next.dash, 1);

    // Ten digits and more, with no letter before.
    let digits8: u64 = 0;
    const two = d & ahead(d, dn, 1);
    if (two != 0) {
      digits8 = runs8(d, dn);
      found |= digits8 & ahead(d, dn, 8) & ahead(d, dn, 9) & ~((word << 1) | letterBefore);
    }

    // And behind a letter, of lengths that a phone, a card or an ID has.
    let behind = digits8 & ((word << 1) | letterBefore) & ~((d << 1) | digitBefore);
    while (behind != 0) {
      const begin = ctz(behind);
      behind &= behind - 1;
      const rest = ~d >> begin;
      const size = rest != 0 ? ctz(rest) : 64 - begin + ctz(~dn);
      const start = load<u16>(bytes + at + <usize>begin);
      // 1…, or 86 before it
      if (size >= 16 || (size == 13 && start == 0x3638) || (size == 11 && (start & 0xff) == 0x31))
        found |= (<u64>1) << begin;
    }

    // Escapes: %31, &#49;, \u0031; two of =31 in quoted-printable.
    if (now.escape != 0) found |= now.escape;
    found |= now.equals & ahead(now.equals, next.equals, 3);
    // A full-width digit or letter, an invisible character: the kernel does not look which.
    let odd = now.odd;
    while (odd != 0) {
      const begin = ctz(odd);
      odd &= odd - 1;
      const point = load<u16>(bytes + at + <usize>begin + 1);
      const second = point & 0xff;
      const third = point >> 8;
      const lead = load<u8>(bytes + at + <usize>begin);
      if (
        lead == 0xe2
          ? second == 0x80 ? third < 0x96 || (third >= 0xa8 && third <= 0xaf) : second == 0x81
          : (second == 0xbc && ((third >= 0x90 && third < 0x9a) || third >= 0xa0)) || (second == 0xbd && third < 0x9b) || second == 0xbb
      )
        found |= (<u64>1) << begin;
    }

    // Digits one by one: 1 3 8 0.
    const lone = d & ahead(now.space | now.dash, next.space | next.dash, 1) & ahead(d, dn, 2);
    if (lone != 0) {
      const loneNext = dn & ((next.space | next.dash) >> 1) & (dn >> 2);
      found |= lone & ahead(lone, loneNext, 2) & ahead(lone, loneNext, 4);
    }

    // Groups of digits with a sign between that phones and IDs are not usually written with: 138.0013.8000.
    const sign = now.dot | now.tokenSign;
    if (sign != 0) {
      const signNext = next.dot | next.tokenSign;
      const apart = d & ahead(sign, signNext, 1) & ahead(d, dn, 2);
      const apartNext = dn & (signNext >> 1) & (dn >> 2);
      if (apart != 0) {
        // Between two signs stand four or eight digits: two prices, one behind the other, are no number.
        const twoNext = dn & (dn >> 1);
        const four = ahead(two, twoNext, 2) & ahead(two, twoNext, 4);
        const eight = ahead(two, twoNext, 6) & ahead(two, twoNext, 8);
        found |= apart & four & (ahead(apart, apartNext, 5) | (eight & ahead(apart, apartNext, 9)));
      }
    }

    // Digits in groups: a gap, then three digits at least.
    const gap = now.space | now.dash;
    const gapNext = next.space | next.dash;
    const ending = ahead(gap | now.bracket, gapNext | next.bracket, 1) & d;
    if (ending != 0) {
      const twoNext = dn & (dn >> 1);
      const three = two & ahead(d, dn, 2);
      const threeNext = twoNext & (dn >> 2);
      found |= ending & (ahead(three, threeNext, 2) | (ahead(gap, gapNext, 2) & ahead(three, threeNext, 3)));
    }

    // 1.2.3.4: two dots between digits, at most four bytes apart. 39.9042: four decimals.
    if ((now.dot | (next.dot & 0x1f)) != 0) {
      const dotted = d & ahead(now.dot, next.dot, 1) & ahead(d, dn, 2);
      if (dotted != 0) {
        const dottedNext = dn & (next.dot >> 1) & (dn >> 2);
        found |=
          dotted &
          (ahead(dotted, dottedNext, 2) | ahead(dotted, dottedNext, 3) | ahead(dotted, dottedNext, 4));
        found |= dotted & ahead(d, dn, 3) & ahead(d, dn, 4) & ahead(d, dn, 5);
      }
    }

    // 00:1a:…, 00-1a-…: four signs three bytes apart.
    const c = now.colon;
    const cn = next.colon;
    found |= c & ahead(c, cn, 1);
    // Times of day have two.
    if (popcnt(c) + popcnt(cn) > 3) {
      found |= c & ahead(c, cn, 3) & ahead(c, cn, 6) & ahead(c, cn, 9);
      // 2001:db8:0:…: five signs, each at most five bytes behind the last.
      let chain = c;
      let chainNext = cn;
      for (let k = 0; k < 4 && chain != 0; k++) {
        chain =
          c &
          (ahead(chain, chainNext, 1) |
            ahead(chain, chainNext, 2) |
            ahead(chain, chainNext, 3) |
            ahead(chain, chainNext, 4) |
            ahead(chain, chainNext, 5));
        chainNext =
          cn & ((chainNext >> 1) | (chainNext >> 2) | (chainNext >> 3) | (chainNext >> 4) | (chainNext >> 5));
      }
      found |= chain;
    }
    const h = now.dash;
    if (h != 0) {
      const hn = next.dash;
      found |= h & ahead(h, hn, 3) & ahead(h, hn, 6) & ahead(h, hn, 9);
    }

    // A plate's letter, behind a character that is not ASCII: what follows is a letter or digit, or a sign between.
    const agency = now.upper & ((now.high << 1) | highBefore);
    if (agency != 0) {
      const word2 = ahead(word, wordNext, 2);
      const high = now.high;
      const highNext = next.high;
      const sign = ahead(gap | now.dot, gapNext | next.dot, 1);
      const apart = ahead(high, highNext, 3) & ahead(word, wordNext, 4);
      found |=
        agency &
        (((ahead(word, wordNext, 1) | sign) & word2) |
          (ahead(high, highNext, 1) & ahead(high, highNext, 2) & (ahead(word, wordNext, 3) | apart)));
    }

    // Documents, vehicles and firms: a word of letters and digits of just the length.
    const words8 = runs8(word, wordNext);
    let begins = words8 & ahead(word, wordNext, 8) & ~((word << 1) | letterBefore);
    while (begins != 0) {
      const begin = ctz(begins);
      begins &= begins - 1;
      const rest = ~word >> begin;
      const size = rest != 0 ? ctz(rest) : 64 - begin + ctz(~wordNext);
      // A country's letters, two digits and just the length: an IBAN.
      if (size >= 15 && size <= 34) {
        const pair = load<u16>(bytes + at + <usize>begin) & 0xdfdf;
        const country = (<u32>(pair & 0xff) - 0x41) * 26 + (<u32>(pair >> 8) - 0x41);
        if (
          <u32>(pair & 0xff) - 0x41 < 26 &&
          <u32>(pair >> 8) - 0x41 < 26 &&
          load<u8>(ibanLengths + <usize>country) == <u8>size &&
          (((begin == 0 ? d : ahead(d, dn, begin)) >> 2) & 3) == 3
        ) {
          found |= (<u64>1) << begin;
          continue;
        }
      }
      if (size != 9 && size != 11 && size != 15 && size != 17 && size != 18) continue;
      const span = ((<u64>1) << size) - 1;
      const numbers = popcnt((begin == 0 ? d : ahead(d, dn, begin)) & span);
      const small = (begin == 0 ? now.lower : ahead(now.lower, next.lower, begin)) & span;
      if (small != 0 && size != 18) continue;
      if (size <= 11 && numbers < 7) continue;
      if (size == 15 && numbers != 12) continue;
      found |= (<u64>1) << begin;
    }

    // Base64 and hex: eleven such bytes and more, of both cases, or digits and letters of hex, or so many that they
    // are hardly anybody's code.
    const packed = word | now.plus | now.tokenSign | now.dash;
    const packedNext = wordNext | next.plus | next.tokenSign | next.dash;
    const eight = runs8(packed, packedNext);
    let packs = eight & ~((packed << 1) | packedBefore);
    if (packs != 0) {
      let m = packedNext & (packedNext >> 1);
      m &= m >> 2;
      m &= m >> 4;
      packs &= ahead(eight, m, 3);
      while (packs != 0) {
        const begin = ctz(packs);
        packs &= packs - 1;
        // At most 24 bytes of the stretch are looked at, by their masks.
        const rest = ~from(packed, packedNext, begin) | MOST_PACKED;
        const span = (rest & (0 - rest)) - 1;
        const upper = from(now.upper, next.upper, begin) & span;
        const lower = from(now.lower, next.lower, begin) & span;
        if (upper != 0 && lower != 0) {
          found |= (<u64>1) << begin;
          continue;
        }
        if ((upper | lower) == 0) continue;
        const beyond = from(now.beyond | ~word, next.beyond | ~wordNext, begin) & span;
        if (beyond == 0 || (span == MOST_PACKED - 1 && (from(d, dn, begin) & span) != 0)) found |= (<u64>1) << begin;
      }
    }
    packedBefore = packed >> 63;

    // Secrets: sixteen bytes of a token and more, and how they begin.
    const token = word | now.dash | now.dot | now.plus | now.tokenSign;
    const tokenNext = wordNext | next.dash | next.dot | next.plus | next.tokenSign;
    let tokens = runs8(token, tokenNext);
    if (tokens != 0) {
      let m = tokenNext & (tokenNext >> 1);
      m &= m >> 2;
      m &= m >> 4;
      tokens &= ahead(tokens, m, 8) & (now.upper | now.lower);
      while (tokens != 0) {
        const begin = ctz(tokens);
        tokens &= tokens - 1;
        const pair = load<u16>(bytes + at + <usize>begin);
        // ey, AK, AS, LT, gh, sk
        if (
          pair == 0x7965 ||
          pair == 0x4b41 ||
          pair == 0x5341 ||
          pair == 0x544c ||
          pair == 0x6867 ||
          pair == 0x6b73
        )
          found |= (<u64>1) << begin;
      }
    }

    store<u64>(map + (at >> 3), found);
    store<u64>(words + (at >> 3), now.high | (now.space & (((now.upper | now.lower) << 1) | lettersBefore)));
    lettersBefore = (now.upper | now.lower) >> 63;
    letterBefore = word >> 63;
    digitBefore = d >> 63;
    highBefore = now.high >> 63;
    const swap = now;
    now = next;
    next = swap;
  }
}
