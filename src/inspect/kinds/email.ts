/**
 * E-mail address in practice (RFC 5321, 4.1.2; RFC 6531 for letters beyond ASCII): grows from an `@` to both sides.
 */
const LOCAL = new Uint8Array(256);
const DOMAIN = new Uint8Array(256);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') {
  LOCAL[c.charCodeAt(0)] = 1;
  DOMAIN[c.charCodeAt(0)] = 1;
}
for (const c of "._%+-'/=") LOCAL[c.charCodeAt(0)] = 1;
for (const c of '.-') DOMAIN[c.charCodeAt(0)] = 1;

/** First byte of the address whose `@` is at `at`, not before `from`; `at` itself when there is no local part. */
export function emailStart(bytes: Uint8Array, from: number, at: number): number {
  let start = at;
  const least = at - 64 > from ? at - 64 : from;
  while (start > least && LOCAL[bytes[start - 1]!] === 1) start -= 1;
  while (
    start < at &&
    (bytes[start] === 0x2e || bytes[start] === 0x27 || bytes[start] === 0x2f || bytes[start] === 0x3d)
  )
    start += 1;
  return start;
}

/** End of the address, or 0 when what follows the `@` is no domain name with a top level of letters. */
export function emailEnd(bytes: Uint8Array, at: number, end: number): number {
  let stop = at + 1;
  const most = at + 254 < end ? at + 254 : end;
  let dot = 0;
  while (stop < most && DOMAIN[bytes[stop]!] === 1) {
    if (bytes[stop] === 0x2e) {
      if (stop === at + 1 || bytes[stop - 1] === 0x2e) return 0;
      dot = stop;
    }
    stop += 1;
  }
  while (stop > at + 1 && (bytes[stop - 1] === 0x2e || bytes[stop - 1] === 0x2d)) {
    stop -= 1;
    if (stop === dot) {
      dot = 0;
      for (let i = stop - 1; i > at; i--) {
        if (bytes[i] === 0x2e) {
          dot = i;
          break;
        }
      }
    }
  }
  if (dot === 0 || stop - dot < 3) return 0;
  for (let i = dot + 1; i < stop; i++) {
    const c = bytes[i]! | 0x20;
    if (c < 0x61 || c > 0x7a) return 0;
  }
  return stop;
}
