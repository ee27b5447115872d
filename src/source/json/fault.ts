import type { ErrorCode } from '../../model/errors.ts';

/**
 * A fault found while scanning, at a byte of the decoded text. The source turns it into a DouaneError with line
 * and column, which it counts only then: counting lines all along would cost a fifth of the speed.
 */
export class JsonFault extends Error {
  readonly code: ErrorCode;
  /** Byte in the decoded text, from 0. */
  readonly at: number;
  readonly expected: string | undefined;
  readonly got: string | undefined;

  constructor(code: ErrorCode, at: number, expected?: string, got?: string) {
    super(code);
    this.code = code;
    this.at = at;
    this.expected = expected;
    this.got = got;
  }
}

/** What a byte is, in words, without saying which one it is where it could be part of a value. */
export function describeByte(b: number): string {
  if (b >= 0x30 && b <= 0x39) return 'a digit';
  if ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a) return 'a letter';
  if (b >= 0x80) return 'a character outside ASCII';
  if (b === 0x0a) return 'the end of the line';
  if (b < 0x20 || b === 0x7f) return 'a control character';
  return NAMES[String.fromCharCode(b)] ?? 'a punctuation mark';
}

const NAMES: Readonly<Record<string, string>> = {
  '"': 'a quote',
  "'": 'an apostrophe',
  ',': 'a comma',
  ':': 'a colon',
  '{': 'the start of an object',
  '}': 'the end of an object',
  '[': 'the start of an array',
  ']': 'the end of an array',
  '\\': 'a backslash',
  '/': 'a slash',
  '-': 'a minus sign',
  '+': 'a plus sign',
  '.': 'a point',
};
