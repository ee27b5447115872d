import { type Check, check, FORMAT } from './result.ts';

/** Secrets by their form: PEM private keys (RFC 7468), JSON web tokens (RFC 7519), cloud access keys. */
const MARKS: readonly [mark: string, least: number][] = [
  ['-----BEGIN ', 40],
  ['eyJ', 40],
  ['AKIA', 20],
  ['ASIA', 20],
  ['LTAI', 16],
  ['AKID', 20],
  ['ghp_', 40],
  ['sk-', 23],
];
const marks = MARKS.map(([mark, least]) => ({ bytes: Buffer.from(mark), least }));

/** First bytes that a secret can begin with, for a quick no. */
export const SECRET_FIRST = new Uint8Array(256);
for (const m of marks) SECRET_FIRST[m.bytes[0]!] = 1;

const isTokenByte = (b: number): boolean =>
  (b >= 0x30 && b <= 0x39) ||
  ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a) ||
  b === 0x5f ||
  b === 0x2d ||
  b === 0x2e ||
  b === 0x2b ||
  b === 0x2f ||
  b === 0x3d;

/** End of a secret that begins at `at`, or 0. */
export function secretEnd(bytes: Uint8Array, at: number, end: number): number {
  for (const { bytes: mark, least } of marks) {
    if (end - at < least || !startsWith(bytes, at, mark)) continue;
    if (mark[0] === 0x2d) return isPrivateKey(bytes, at + mark.length, end) ? end : 0;
    let stop = at + mark.length;
    while (stop < end && isTokenByte(bytes[stop]!)) stop += 1;
    if (stop - at < least) return 0;
    if (mark[0] === 0x65 && !hasTwoDots(bytes, at, stop)) return 0;
    return stop;
  }
  return 0;
}

export const SECRET: Check = check(92, FORMAT);

function startsWith(bytes: Uint8Array, at: number, mark: Uint8Array): boolean {
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark[i]) return false;
  return true;
}

const KEY = Buffer.from('PRIVATE KEY-----');
function isPrivateKey(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < at + 16 && i + KEY.length <= end; i++) if (startsWith(bytes, i, KEY)) return true;
  return false;
}

function hasTwoDots(bytes: Uint8Array, at: number, end: number): boolean {
  let dots = 0;
  for (let i = at; i < end; i++) if (bytes[i] === 0x2e) dots += 1;
  return dots === 2;
}
