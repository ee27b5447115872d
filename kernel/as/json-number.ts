/** Numbers of RFC 8259 §6. */

/** Position behind the number at `at`, or 0 where there is none. */
// @ts-expect-error: decorator
@inline
export function afterNumber(at: usize): usize {
  const digits: u32 = i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(10)));
  let i: u32 = u32(load<u8>(at) == 0x2d);
  let run = ctz(~(digits >> i));
  if (run == 0 || (run > 1 && load<u8>(at + i) == 0x30)) return 0;
  i += run;
  if (i < 15 && load<u8>(at + i) == 0x2e) {
    i += 1;
    run = ctz(~(digits >> i));
    if (run == 0) return 0;
    i += run;
  }
  // A number that may go on behind these 16 bytes, or has an exponent.
  if (i >= 15 || (load<u8>(at + i) | 0x20) == 0x65) return afterLongNumber(at);
  return at + i;
}

function afterLongNumber(at: usize): usize {
  let q = at;
  if (load<u8>(q) == 0x2d) q++;
  if (load<u8>(q) == 0x30) q++;
  else {
    const digits = afterDigits(q);
    if (digits == q) return 0;
    q = digits;
  }
  if (load<u8>(q) == 0x2e) {
    const digits = afterDigits(++q);
    if (digits == q) return 0;
    q = digits;
  }
  if ((load<u8>(q) | 0x20) == 0x65) {
    const sign = load<u8>(++q);
    if (sign == 0x2b || sign == 0x2d) q++;
    const digits = afterDigits(q);
    if (digits == q) return 0;
    q = digits;
  }
  return q;
}

function afterDigits(at: usize): usize {
  while (<u32>load<u8>(at) - 0x30 < 10) at++;
  return at;
}
