import { DouaneError } from '../../model/errors.ts';
import type { Codec } from './codec.ts';
import { legacyCodec } from './legacy.ts';
import { checkUtf8 } from './utf8.ts';
import { decodeUtf16, utf16Encoder } from './utf16.ts';

/** Names that a caller may use, by what the house calls the encoding (labels of the WHATWG Encoding Standard §4.2). */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  'utf-8': ['utf8', 'unicode-1-1-utf-8', 'ascii', 'us-ascii'],
  'utf-16le': ['utf-16', 'utf16', 'utf16le', 'ucs-2', 'unicode'],
  'utf-16be': ['utf16be', 'unicodefffe'],
  gb18030: ['gbk', 'gb2312', 'cp936', 'ms936', 'windows-936', 'euc-cn', 'x-gbk', 'chinese'],
  big5: ['big5-hkscs', 'cp950', 'ms950', 'windows-950', 'x-x-big5', 'big5hkscs'],
  'windows-1252': ['cp1252', 'x-cp1252'],
  'iso-8859-1': ['latin1', 'iso8859-1', 'l1'],
  'iso-8859-15': ['latin9', 'iso8859-15'],
};

/** The house's name for an encoding that a caller named; CALL_BAD_VALUE if it is none we read. */
export function encodingNamed(label: string): string {
  const wanted = label.trim().toLowerCase().replaceAll('_', '-');
  for (const [name, labels] of Object.entries(LABELS)) if (name === wanted || labels.includes(wanted)) return name;
  throw new DouaneError('CALL_BAD_VALUE', {
    place: { name: '--encoding' },
    expected: `one of ${Object.keys(LABELS).join(', ')}`,
  });
}

const UTF8: Codec = {
  bom: Uint8Array.of(0xef, 0xbb, 0xbf),
  decode: (blocks, { name, base }) => checkUtf8(blocks, name, base),
  encoder: (out) => ({
    write: (bytes) => out.write(bytes),
    end: async () => {},
  }),
};

/** The codec of an encoding by the house's name. */
export function codecOf(encoding: string): Codec {
  switch (encoding) {
    case 'utf-8':
      return UTF8;
    case 'utf-16le':
    case 'utf-16be': {
      const big = encoding === 'utf-16be';
      return {
        bom: big ? Uint8Array.of(0xfe, 0xff) : Uint8Array.of(0xff, 0xfe),
        decode: (blocks, { name, base }) => decodeUtf16(blocks, name, base, big),
        encoder: (out) => utf16Encoder(out, big),
      };
    }
    default:
      return legacyCodec(encoding);
  }
}
