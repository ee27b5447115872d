/**
 * A value taken apart for encryption: a number `rank` below `size`, and how to write the value with another number.
 * `tweak` names everything that stays as it is, so that equal numbers in different surroundings are encrypted apart.
 */
export interface Shape {
  readonly rank: bigint;
  readonly size: bigint;
  readonly tweak: string;
  readonly format: (rank: bigint) => string;
}

/** Takes a value apart, or gives null where it does not have this form. */
export type ShapeOf = (value: string) => Shape | null;

export const DIGITS = '0123456789';
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';

/** Alphabet of a character that stays. */
export const KEPT = null;
/** Alphabet of a character that `finish` computes from the others. */
export const COMPUTED = '';

/**
 * A shape over one alphabet for each character. `finish` writes the computed characters and leaves the others as
 * they are. Null where a character is not of its alphabet.
 */
export function mixedShape(
  name: string,
  chars: readonly string[],
  alphabets: readonly (string | null)[],
  finish: (chars: string[]) => void = () => {},
): Shape | null {
  let rank = 0n;
  let size = 1n;
  let tweak = `${name}\0`;
  for (let i = 0; i < chars.length; i++) {
    const alphabet = alphabets[i]!;
    if (alphabet === KEPT) tweak += chars[i]!;
    else if (alphabet === COMPUTED) tweak += '\u0001';
    else {
      const digit = alphabet.indexOf(chars[i]!);
      if (digit < 0) return null;
      tweak += `\u0002${alphabet.length}${alphabet.at(-1)}`;
      rank = rank * BigInt(alphabet.length) + BigInt(digit);
      size *= BigInt(alphabet.length);
    }
  }
  return {
    rank,
    size,
    tweak,
    format: (r) => {
      const out = [...chars];
      let rest = r;
      for (let i = out.length - 1; i >= 0; i--) {
        const alphabet = alphabets[i]!;
        if (alphabet === KEPT || alphabet === COMPUTED) continue;
        out[i] = alphabet[Number(rest % BigInt(alphabet.length))]!;
        rest /= BigInt(alphabet.length);
      }
      finish(out);
      return out.join('');
    },
  };
}
