import { createHash } from 'node:crypto';
import { DouaneError } from '../../model/errors.ts';
import type { Kind } from '../../model/kinds.ts';
import { FF1, MIN_DOMAIN } from '../ff1.ts';
import { Lru } from '../lru.ts';
import { canonicalIp } from '../normalise.ts';
import { SHAPES } from './kinds.ts';
import type { Shape, ShapeOf } from './shape.ts';

/** A value that took more steps has next to no others of its form. */
const MAX_WALK = 10_000;
const CACHED = 50_000;
/** Longest value in characters; no identifier is longer, and numbers of thousands of digits would take their time. */
const LONGEST = 256;

/**
 * Format-preserving encryption by kind: the result has the form of the kind, its check digits right and its fields
 * valid, and comes back with the key. The number that a value is, within the values of its form, is encrypted with
 * FF1 (NIST SP 800-38G) on so many bits, again and again until the result is such a number (cycle walking).
 *
 * What stays as it is (a card's issuer, a phone's operator, an e-mail's domain) is the tweak. Equal values give equal
 * results wherever they stand, so joins survive.
 */
export class Fpe {
  readonly #ff1: FF1;
  readonly #cache = new Lru<string>(CACHED);

  constructor(key: Uint8Array) {
    this.#ff1 = new FF1(key);
  }

  /** @throws DouaneError TREAT_NOT_POSSIBLE where the kind has no form, or the form has less than a million values. */
  encrypt(kind: Kind, value: string, path: string): string {
    return this.#cache.get(`${kind}\0${value}`, () => this.#walk(kind, value, path, false));
  }

  /** The value that was encrypted, in its plain spelling (capitals in codes, IPv6 in full). */
  decrypt(kind: Kind, value: string, path: string): string {
    return this.#walk(kind, value, path, true);
  }

  #walk(kind: Kind, value: string, path: string, inverse: boolean): string {
    const shapes = SHAPES[kind];
    if (shapes === undefined) throw notPossible(path, `a kind with a form to preserve, which ${kind} has not`);
    if (value.length > LONGEST) throw notPossible(path, `values of at most ${LONGEST} characters`);
    const text = plainSpelling(kind, value);
    const shape = firstShape(shapes, text);
    if (shape === null) throw notPossible(path, `values in the form of ${kind}`);
    if (shape.size < MIN_DOMAIN) throw notPossible(path, 'values of a form that has at least a million (SP 800-38G)');
    const bits = (shape.size - 1n).toString(2).length;
    const tweak = createHash('sha256').update(shape.tweak).digest().subarray(0, 8);
    let rank = shape.rank;
    for (let step = 0; step < MAX_WALK; step++) {
      rank = inverse ? this.#ff1.decryptBits(bits, rank, tweak) : this.#ff1.encryptBits(bits, rank, tweak);
      if (rank >= shape.size) continue;
      const result = shape.format(rank);
      // The result must be taken apart the same way, or nobody could undo it.
      const again = firstShape(shapes, result);
      if (again !== null && again.tweak === shape.tweak && again.size === shape.size && again.rank === rank)
        return result;
    }
    throw notPossible(path, `values in the form of ${kind}`);
  }
}

function firstShape(shapes: readonly ShapeOf[], text: string): Shape | null {
  for (const shapeOf of shapes) {
    const shape = shapeOf(text);
    // A form that does not write the value back as it is would lose something.
    if (shape !== null && shape.format(shape.rank) === text) return shape;
  }
  return null;
}

const CAPITALS: ReadonlySet<Kind> = new Set<Kind>([
  'cn.resident-id',
  'cn.social-security',
  'cn.hmt-residence',
  'cn.foreign-permanent-resident-id',
  'passport',
  'cn.hk-macau-permit',
  'cn.taiwan-permit',
  'cn.plate',
  'vin',
  'cn.uscc',
]);

function plainSpelling(kind: Kind, value: string): string {
  const text = value.trim();
  if (CAPITALS.has(kind)) return text.toUpperCase();
  return kind === 'ip' ? canonicalIp(text) : text;
}

function notPossible(path: string, expected: string): DouaneError {
  return new DouaneError('TREAT_NOT_POSSIBLE', { place: { name: path }, expected, got: 'fpe' });
}
