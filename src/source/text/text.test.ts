import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { fileText } from '../file-text.ts';
import { cutBefore } from './cut.ts';
import { openText } from './text.ts';

function open(text: string, window?: number, blockSize?: number) {
  const input = inputOf(Buffer.from(text), 'a.txt');
  const stream = fileText(input, {
    compression: 'none',
    encoding: 'utf-8',
    bom: 0,
    inflated: 1e9,
    ...(blockSize ? { blockSize } : {}),
  });
  const shape = { format: 'text', encoding: 'utf-8', compression: 'none' } as const;
  return openText(stream, { file: 0, shape, ...(window ? { blockSize: window } : {}) });
}
const linesOf = async (text: string, window?: number) =>
  (await collect(await open(text, window))).map((row) => {
    expect(row.map((cell) => cell.path)).toEqual(['text']);
    return row[0]!.text;
  });
const rewritten = async (...args: Parameters<typeof open>) =>
  Buffer.from(await rewrite(await open(...args))).toString();

test('a line is a row, blank lines too', async () => {
  expect(await linesOf('张三\r\n\n13800138000\n')).toEqual(['张三', '', '13800138000']);
  expect(await linesOf('a\nb')).toEqual(['a', 'b']);
  expect(await linesOf('a\rb\rc')).toEqual(['a', 'b', 'c']);
  expect(await linesOf('a\rb\nc')).toEqual(['a\rb', 'c']);
});

test('whatever the window: nothing is lost, nothing cut inside a character, and it comes out as it was', async () => {
  const texts = fc.array(fc.constantFrom('a', '张', '𠮷', 'é', ' ', '\n', '\r\n', '，', ',', '13800138000'), {
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.integer({ min: 4, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      async (parts, window, size) => {
        const text = parts.join('');
        expect((await linesOf(text, window)).join('')).toBe(text.replace(/\r?\n/g, ''));
        expect(await rewritten(text, window, size)).toBe(text);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a line longer than a window is cut where its parts end', async () => {
  const words = Array.from({ length: 500 }, (_, i) => `phone1380013${8000 + i}`);
  for (const separator of [' ', '，', ',', '。']) {
    const rows = await linesOf(words.join(separator), 300);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.flatMap((row) => row!.split(separator)).filter((word) => word !== '')).toEqual(words);
  }
});

test('where to cut', () => {
  const cut = (text: string, length?: number) => {
    const bytes = Buffer.from(text);
    return bytes.subarray(0, cutBefore(bytes, length ?? bytes.length)).toString();
  };
  expect(cut('张三 李四，王')).toBe('张三 ');
  expect(cut('张三，李四,王')).toBe('张三，');
  expect(cut('a,b;c')).toBe('a,b;');
  expect(cut('张三李四')).toBe('张三李四');
  expect(cut('张三李四', 11)).toBe('张三李');
  expect(cut('𠮷𠮷', 7)).toBe('𠮷');
});

test('edits and removal', async () => {
  const source = await open('call 13800138000\r\nnothing\n\nend');
  const out = await rewrite(source, (_path, text) => text.replace('13800138000', '***'));
  expect(Buffer.from(out).toString()).toBe('call ***\r\nnothing\n\nend');
  const gone = await rewrite(await open('a\r\nb\n\nc'), undefined, ['text']);
  expect(Buffer.from(gone).toString()).toBe('\r\n\n\n');
});
