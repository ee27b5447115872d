import { DouaneError } from '../model/errors.ts';
import { TREATMENTS, type Treatment } from '../model/words.ts';

/** Hashes that people ask for by name. Identifiers have so few values that all of them can be hashed and compared. */
const UNKEYED =
  /^(?:hash(?:ed|ing)?|md[245]|sha(?:-?(?:1|2|3|224|256|384|512))?|sha3-?\d*|sm3|crc-?(?:16|32|64)|blake[23]?[bs]?|xxhash|murmur\d?|ripemd-?\d*|base64)$/i;

/**
 * Parses what `--treat` was given: `FIELD=WHAT`, as often as wanted, or `auto` alone. The field is all before the
 * last `=`.
 *
 * @throws DouaneError TREAT_UNKEYED_HASH for a hash without a key; CALL_BAD_VALUE for any other word that is not known,
 * for a field twice with different words, and for `auto` beside fields.
 *
 * @example
 * parseTreatments(['手机=mask', '/user/phone=remove']); // Map { '手机' → 'mask', '/user/phone' → 'remove' }
 */
export function parseTreatments(list: readonly string[]): 'auto' | ReadonlyMap<string, Treatment> {
  const fields = new Map<string, Treatment>();
  for (const text of list) {
    if (text === 'auto') continue;
    const equals = text.lastIndexOf('=');
    if (equals < 1) throw badValue('auto, or FIELD=WHAT', 'something else');
    const field = text.slice(0, equals);
    const treatment = parseTreatment(text.slice(equals + 1), field);
    if (fields.has(field) && fields.get(field) !== treatment)
      throw badValue(`one treatment for ${field}`, `${fields.get(field)} and ${treatment}`);
    fields.set(field, treatment);
  }
  if (!list.includes('auto')) return fields;
  if (fields.size > 0) throw badValue('auto alone, or fields', 'both');
  return 'auto';
}

/** One word of treatment, for `field`. */
export function parseTreatment(word: string, field: string): Treatment {
  const known = TREATMENTS.find((t) => t === word);
  if (known !== undefined) return known;
  if (UNKEYED.test(word))
    throw new DouaneError('TREAT_UNKEYED_HASH', {
      place: { name: field },
      expected: 'pseudonym or token, which are hashes with a key',
      got: word,
    });
  throw badValue(`one of: ${TREATMENTS.join(', ')}`, 'another word', field);
}

function badValue(expected: string, got: string, name = '--treat'): DouaneError {
  return new DouaneError('CALL_BAD_VALUE', { place: { name }, expected, got });
}
