import { FREQUENT_HAN } from './frequent-han.ts';
import { INVALID, legacyTable, NOT_REVERSIBLE } from './legacy-table.ts';

export interface ChineseFit {
  readonly encoding: 'gb18030' | 'big5';
  /** Logarithm of how likely these bytes are; of two encodings of the same bytes, the higher fits better. */
  readonly score: number;
  /** The same for one character beyond ASCII, on the average. */
  readonly perCharacter: number;
  /** Share of characters beyond ASCII that are none. */
  readonly invalid: number;
}

/**
 * Natural logarithms of the probability of one character of each class: what share of the text the class has,
 * divided by how many characters are in it. Running text has about three quarters of it in the commonest few
 * hundred characters, nearly all in the first plane of either standard (GB/T 2312 rows 16 to 55, Big5 0xA440 to
 * 0xC67E), about two in a hundred in the second, and next to nothing elsewhere.
 */
const FREQUENT = Math.log(0.75 / 1000);
const SYMBOL = Math.log(0.08 / 400);
const FIRST = Math.log(0.15 / 4500);
const SECOND = Math.log(0.019 / 5000);
const RARE = Math.log(0.001 / 20_000);
const NONE = -22;
const ASCII = Math.log(0.5 / 64);

/** How well bytes read as Chinese in an encoding. */
export function chineseFit(parts: readonly Uint8Array[], encoding: 'gb18030' | 'big5'): ChineseFit {
  const { double, fourBytes } = legacyTable(encoding);
  const classOf = encoding === 'gb18030' ? gbClass : big5Class;
  let score = 0;
  let beyond = 0;
  let characters = 0;
  let invalid = 0;
  for (const part of parts)
    for (let i = 0; i < part.length; ) {
      const lead = part[i]!;
      if (lead < 0x80) {
        score += ASCII;
        i++;
        continue;
      }
      if (i + 1 >= part.length) break;
      const trail = part[i + 1]!;
      let weight: number;
      if (fourBytes && trail >= 0x30 && trail <= 0x39) {
        if (i + 3 >= part.length) break;
        const code = fourBytes(lead, trail, part[i + 2]!, part[i + 3]!);
        weight = code === INVALID ? NONE : RARE;
        i += code === INVALID ? 1 : 4;
      } else {
        const code = double[(lead << 8) | trail]!;
        weight = code === INVALID ? NONE : FREQUENT_HAN.has(code % NOT_REVERSIBLE) ? FREQUENT : classOf(lead, trail);
        i += code === INVALID ? 1 : 2;
      }
      if (weight === NONE) invalid++;
      score += weight;
      beyond += weight;
      characters++;
    }
  return {
    encoding,
    score,
    perCharacter: characters === 0 ? 0 : beyond / characters,
    invalid: characters === 0 ? 0 : invalid / characters,
  };
}

function gbClass(lead: number, trail: number): number {
  if (trail < 0xa1 || lead < 0xa1) return RARE;
  if (lead <= 0xa3) return SYMBOL;
  if (lead >= 0xb0 && lead <= 0xd7) return FIRST;
  return lead >= 0xd8 && lead <= 0xf7 ? SECOND : RARE;
}

function big5Class(lead: number, trail: number): number {
  if (lead >= 0xa1 && lead <= 0xa3) return SYMBOL;
  if (lead >= 0xa4 && (lead < 0xc6 || (lead === 0xc6 && trail <= 0x7e))) return FIRST;
  return (lead >= 0xc9 && lead < 0xf9) || (lead === 0xf9 && trail <= 0xd5) ? SECOND : RARE;
}
