/**
 * Values of every kind that shows by its form, in every disguise that inspection looks through: what the evasion test
 * and the scorecard run on. Made up by number, the same for the same number.
 */
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Kind } from '../../src/model/kinds.ts';
import { person } from '../support/people.ts';

export type Make = (text: string) => string;

const bytesOf = (text: string) => [...Buffer.from(text)];
const digitsAs =
  (list: string): Make =>
  (text) =>
    text.replaceAll(/\d/g, (d) => [...list][Number(d)]!);
/** Three digits, then fours: how phones are cut; IDs and cards are cut as they are by their makers. */
const cut =
  (sign: string): Make =>
  (text) =>
    text
      .replace(/^(\d{3})(\d{4})(\d{4})$/, `$1${sign}$2${sign}$3`)
      .replace(/^(\d{6})(\d{8})(\d{3}[\dX])$/, `$1${sign}$2${sign}$3`)
      .replace(/^(\d{4})(\d{4})(\d{4})(\d{4})(\d{0,3})$/, (_all, ...g: string[]) =>
        g
          .slice(0, 5)
          .filter((x) => x !== '')
          .join(sign),
      );
const between =
  (sign: string): Make =>
  (text) =>
    [...text].join(sign);
const full: Make = (text) =>
  [...text].map((c) => (/[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('');
const base64: Make = (text) => Buffer.from(text).toString('base64');
const packed =
  (pack: (bytes: Buffer) => Uint8Array): Make =>
  (text) =>
    Buffer.from(pack(Buffer.from(text))).toString('base64');
const unicode: Make = (text) =>
  [...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
const percent: Make = (text) =>
  bytesOf(text)
    .map((b) => `%${b.toString(16).padStart(2, '0')}`)
    .join('');

/** UTF-8 read as something else and written again. */
const garbled =
  (encoding: 'latin1' | 'windows-1252'): Make =>
  (text) =>
    encoding === 'latin1' ? Buffer.from(text).toString('latin1') : new TextDecoder(encoding).decode(Buffer.from(text));

/** Each says which kinds it is for: `numbers` have digits alone (an X at the end aside), `words` are in Chinese. */
export const DISGUISES: Readonly<
  Record<string, { readonly make: Make; readonly numbers?: true; readonly words?: true }>
> = {
  'full-width': { make: full },
  'Chinese numerals': { make: digitsAs('〇一二三四五六七八九'), numbers: true },
  'capital Chinese numerals': { make: digitsAs('零壹贰叁肆伍陆柒捌玖'), numbers: true },
  'zero-width spaces': { make: between('\u200b') },
  'zero-width joiners': { make: between('\u200d') },
  'byte-order marks': { make: between('\ufeff') },
  'soft hyphens': { make: between('\u00ad') },
  'spaces between digits': { make: between(' '), numbers: true },
  'spaces between groups': { make: cut(' '), numbers: true },
  'hyphens between groups': { make: cut('-'), numbers: true },
  'dots between groups': { make: cut('.'), numbers: true },
  'underscores between groups': { make: cut('_'), numbers: true },
  'slashes between groups': { make: cut('/'), numbers: true },
  'no-break spaces between groups': { make: cut('\u00a0'), numbers: true },
  'en dashes between groups': { make: cut('\u2013'), numbers: true },
  'ideographic spaces between groups': { make: cut('\u3000'), numbers: true },
  '\\u escapes': { make: unicode },
  'percent escapes': { make: percent },
  'percent escapes, twice': { make: (text) => percent(text).replaceAll('%', '%25') },
  'HTML entities': { make: (text) => [...text].map((c) => `&#${c.codePointAt(0)};`).join('') },
  'HTML entities in hex': { make: (text) => [...text].map((c) => `&#x${c.codePointAt(0)!.toString(16)};`).join('') },
  'quoted-printable': {
    make: (text) =>
      bytesOf(text)
        .map((b) => `=${b.toString(16).toUpperCase().padStart(2, '0')}`)
        .join(''),
  },
  base64: { make: base64 },
  base64url: { make: (text) => Buffer.from(text).toString('base64url') },
  'base64, twice': { make: (text) => base64(base64(text)) },
  hex: { make: (text) => Buffer.from(text).toString('hex') },
  'gzip in base64': { make: packed(gzipSync) },
  'zlib in base64': { make: packed(deflateSync) },
  'zstd in base64': { make: packed(zstdCompressSync) },
  JSON: { make: (text) => JSON.stringify({ note: { v: text } }) },
  'JSON in JSON': { make: (text) => JSON.stringify({ a: JSON.stringify({ v: text }) }) },
  'JSON in base64': { make: (text) => base64(JSON.stringify({ v: text })) },
  CSV: { make: (text) => `id,v\n1,${text}\n2,y` },
  'query string': { make: (text) => `a=1&v=${encodeURIComponent(text)}&b=2` },
  XML: { make: (text) => `<a><b>${text}</b></a>` },
  'UTF-8 read as Latin-1': { make: garbled('latin1'), words: true },
  'UTF-8 read as Windows-1252': { make: garbled('windows-1252'), words: true },
  'full-width in base64': { make: (text) => base64(full(text)) },
};

export const KINDS_MADE = [
  ...(['cn.resident-id', 'phone', 'email', 'bank-card', 'passport', 'cn.plate', 'cn.uscc', 'vin'] as const),
  ...(['us.ssn', 'account', 'ip', 'device.mac', 'device.imei', 'person.name', 'address', 'health'] as const),
  ...(['phone.landline', 'cn.hmt-residence', 'cn.foreign-permanent-resident-id', 'geo.point', 'secret'] as const),
] satisfies Kind[];

/** A value of the kind; plates and passports, which have no checksum, as they are written. */
export function madeValue(kind: (typeof KINDS_MADE)[number], n: number): string {
  const p = person(n);
  const pad = (x: number, width: number) => String(x).padStart(width, '0');
  switch (kind) {
    case 'cn.resident-id':
      return p.residentId;
    case 'phone':
      return p.phone;
    case 'email':
      return p.email;
    case 'bank-card':
      return p.card;
    case 'passport':
      return `E${pad(10_000_000 + ((n * 7919) % 80_000_000), 8)}`;
    case 'cn.plate':
      return `京${'ABCDEFGHJK'[n % 10]}${pad(10_000 + (n % 80_000), 5)}`;
    case 'cn.uscc':
      return ['91110000600037341L', '91350100M000100Y43'][n % 2]!;
    case 'vin':
      return '1M8GDM9AXKP042788';
    case 'us.ssn':
      return `${pad(100 + (n % 500), 3)}-${pad(10 + (n % 80), 2)}-${pad(1000 + (n % 8000), 4)}`;
    case 'account':
      return ['GB82WEST12345698765432', 'DE89370400440532013000'][n % 2]!;
    case 'ip':
      return `114.${n % 200}.${(n * 7) % 200}.${1 + (n % 200)}`;
    case 'person.name':
      return `请尽快联系${p.name}先生确认`;
    case 'address':
      return `浙江省${p.address}`;
    case 'health':
      return ['患者确诊肺癌晚期', '诊断为2型糖尿病'][n % 2]!;
    case 'phone.landline':
      return `010-6${pad((n * 7919) % 10_000_000, 7)}`;
    case 'cn.hmt-residence':
      return ['810000199408230021', '830000199201300022'][n % 2]!;
    case 'cn.foreign-permanent-resident-id':
      return '932682198501010017';
    case 'geo.point':
      return `39.${pad(9000 + (n % 900), 4)},116.${pad(4000 + (n % 900), 4)}`;
    case 'secret':
      return ['AKIAIOSFODNN7EXAMPLE', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'][n % 2]!;
    case 'device.imei':
      return '356938035643809';
    case 'device.mac':
      return `00:1a:2b:${pad(n % 90, 2)}:4d:5e`;
  }
}

const isWords = (kind: Kind): boolean => kind === 'person.name' || kind === 'address' || kind === 'health';
const isNumber = (kind: Kind): boolean => kind === 'cn.resident-id' || kind === 'phone' || kind === 'bank-card';

export interface Case {
  readonly kind: (typeof KINDS_MADE)[number];
  readonly disguise: string;
  readonly plain: string;
  readonly text: string;
}

/** Every kind in every disguise that it can have, `count` of each. */
export function cases(count: number): Case[] {
  return KINDS_MADE.flatMap((kind) =>
    Object.entries(DISGUISES)
      .filter(([, d]) => (d.numbers === undefined || isNumber(kind)) && (d.words === undefined || isWords(kind)))
      .flatMap(([disguise, { make }]) =>
        Array.from({ length: count }, (_, n) => {
          const plain = madeValue(kind, n + 1);
          return { kind, disguise, plain, text: make(plain) };
        }),
      ),
  );
}
