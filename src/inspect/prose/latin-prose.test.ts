import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KIND_IDS } from '../../model/kinds.ts';
import { CellFindings, kindOf, percentIn } from '../cell-findings.ts';
import { latinWords, layOut } from '../tools/pack-latin-words.ts';
import { LatinProse } from './latin-prose.ts';
import { FIRST, LatinWords, step } from './latin-words.ts';

const prose = new LatinProse();
const out = new CellFindings();
function found(text: string, least = 50): string[] {
  const bytes = Buffer.from(text);
  out.clear();
  prose.find(bytes, 0, bytes.length, 3, 0, out);
  const list: string[] = [];
  for (let f = 0; f < out.count; f++) {
    expect(out.cell[f]).toBe(3);
    if (percentIn(out.info[f]!) >= least)
      list.push(`${KIND_IDS[kindOf(out.info[f]!)]}=${bytes.subarray(out.from[f], out.to[f])}`);
  }
  return list;
}

test.each([
  ['Please call Anthony Miller about the invoice', ['person.name=Anthony Miller']],
  ['My name is Kenjirou and I need help', ['person.name=Kenjirou']],
  ['"I am glad to hear that," says Björklund.', ['person.name=Björklund']],
  ['the parcel of Zdeňka Dvořáčková was returned to us', ['person.name=Zdeňka Dvořáčková']],
  ['it was signed by Jan van der Berg at noon', ['person.name=Jan van der Berg']],
  ["she met Siobhan O'Brien there", ["person.name=Siobhan O'Brien"]],
  ['have you been to an alexandra fowler concert before', ['person.name=alexandra fowler']],
  ['Dr. Fields is a 50 year old man who grew up in Runkelen.', ['person.name=Fields', 'place=Runkelen']],
  ["I'm originally from Malaysia", ['place=Malaysia']],
  ['he lives at 12 Main Street in town', ['address=12 Main Street']],
  ['deliver it to 95 Lille Vibyvej 8, Måløv today', ['address=95 Lille Vibyvej 8, Måløv']],
  ['the office is at Wiesenstrasse 31 now', ['address=Wiesenstrasse 31']],
  ['my zip code is 37773', ['address=37773']],
  ['why are you not answering at 449 4898', ['phone=449 4898']],
  ['you can call (11) 4706-6184 any time', ['phone=11) 4706-6184']],
  ['see https://www.example.com/a?b=c, it says more', ['url=https://www.example.com/a?b=c']],
  // A word that is a family's name, and a name above its address.
  ['Timothy Burns is a 67-year-old engineer', ['person.name=Timothy Burns']],
  [
    'Bonnie Langmoor\n21 Kildare Street\nBathford',
    ['address=21 Kildare Street\nBathford', 'person.name=Bonnie Langmoor'],
  ],
  ['Then he shouted at Kevin', ['person.name=Kevin']],
  ['the papers of the Helen Street office', []],
  // Firms, products, words, log lines and numbers are nobody.
  ['the Underwood Group and Morningstar Inc. are customers of the bank', []],
  ['How do I open my credit card statement?', []],
  ['INFO worker-3 took 120 ms, 55555 rows, offset 123456789', []],
  ['WARN Connection reset by peer while reading from socket, retry 3 of 5', []],
  ['your order number 4487123 was shipped on Monday in March', []],
])('%s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('a name in a label is shown, and does not count', () => {
  expect(found('Victoria Beckham Dress')).toEqual([]);
  expect(found('Victoria Beckham Dress', 1).join()).toContain('person.name');
});

test('findings lie in the value at characters, whatever the text, however long', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'John',
      ' ',
      'Smith',
      '12',
      'Main Street',
      ', ',
      '\n',
      'http://',
      'a.b',
      'Dr. ',
      'Måløv',
      "O'",
      '-',
      'call ',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
      const bytes = Buffer.concat([Buffer.from('x'), Buffer.from(parts.join('')), Buffer.from('x')]);
      out.clear();
      prose.find(bytes, 1, bytes.length - 1, 0, 0, out);
      for (let f = 0; f < out.count; f++) {
        expect(out.from[f]).toBeGreaterThanOrEqual(1);
        expect(out.to[f]).toBeLessThan(bytes.length);
        expect(out.to[f]).toBeGreaterThan(out.from[f]!);
        expect(bytes[out.from[f]!]! & 0xc0).not.toBe(0x80);
      }
    }),
    { numRuns: 300 },
  );
  expect(found(`${'the parcel was sent '.repeat(2000)} to Anthony Miller`)).toEqual(['person.name=Anthony Miller']);
});

test('the packed words are those of the lists, and no others', async () => {
  const { PACKED } = await import('./latin-words-packed.ts');
  const { brotliDecompressSync } = await import('node:zlib');
  const words = latinWords();
  expect(Buffer.compare(brotliDecompressSync(Buffer.from(PACKED, 'base64')), layOut(words))).toBe(0);
  const loaded = new LatinWords(PACKED);
  const known = new Map<number, number>();
  for (const [word, flags] of words) {
    const hash = [...word].reduce((h, c) => step(h, c.charCodeAt(0)), FIRST);
    if (!known.has(hash)) known.set(hash, flags);
  }
  for (const [hash, flags] of known) expect(loaded.flags(hash)).toBe(flags);
  for (let hash = 1, i = 0; i < 200_000; i++, hash = step(hash, i))
    if (loaded.flags(hash) !== (known.get(hash) ?? 0)) throw new Error(`the hash ${hash}`);
});
