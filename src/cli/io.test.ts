import { expect, test } from 'vitest';
import { shown } from './io.ts';

test('what would steer a terminal is shown and does nothing', () => {
  expect(shown('a\x1b]0;title\x07b')).toBe('a\\u001b]0;title\\u0007b');
  expect(shown('\u202egnp.exe')).toBe('\\u202egnp.exe');
  expect(shown('\x9b31m')).toBe('\\u009b31m');
  expect(shown('line\n\ttab 姓名 é')).toBe('line\n\ttab 姓名 é');
});

test('JSON means the same', () => {
  const value = { '\u202e': '\u2028\x7f' };
  expect(JSON.parse(shown(JSON.stringify(value)))).toEqual(value);
});
