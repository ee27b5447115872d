import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DouaneError, ERRORS, type ErrorCode } from './errors.ts';

const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

test('docs/errors.md lists exactly the codes of the catalogue, with their texts and exit codes', () => {
  const rows = [...docs.matchAll(/^\| `([A-Z_]+)` \| (\d) \| (.+) \|$/gm)].map((m) => [m[1], Number(m[2]), m[3]]);
  const catalogue = Object.entries(ERRORS).map(([code, e]) => [code, e.fault === 'input' ? 2 : 1, e.text]);
  expect(rows).toEqual(catalogue);
});

test('a message gives code, place, expected and got, in that order', () => {
  const error = new DouaneError('INPUT_SYNTAX', {
    place: { file: 'a.json', line: 3, column: 7, byte: 41 },
    expected: 'a comma',
    got: 'a colon',
  });
  expect(error.message).toBe(
    'INPUT_SYNTAX: The input breaks the grammar of its format. At a.json, line 3, column 7, byte 41. Expected a comma. Got a colon.',
  );
  expect(error.exitCode).toBe(2);
});

test('every code ends with exit code 1 or 2', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) expect([1, 2]).toContain(new DouaneError(code).exitCode);
});
