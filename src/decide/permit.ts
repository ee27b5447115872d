/** A permit as somebody writes it → a checked permit. Pure. */
import { createRequire } from 'node:module';
import { parseCountry } from '../model/countries.ts';
import { DouaneError, type Place } from '../model/errors.ts';
import { KIND_IDS } from '../model/kinds.ts';
import { PERMIT_KINDS, type Permit } from '../model/permit.ts';
import { GRADES, PURPOSES } from '../model/words.ts';
import { isDate } from './calendar.ts';

/** Made when the first permit is checked: most decisions have none, and loading Zod takes as long as deciding. */
export const permitSchema = once(() => {
  const { z } = createRequire(import.meta.url)('zod') as typeof import('zod');
  const date = z.string().refine(isDate, 'a date YYYY-MM-DD');
  const text = z.string().min(1).max(500);
  const persons = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

  return z
    .strictObject({
      id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'an id of letters, digits, dots, hyphens'),
      kind: z.enum(PERMIT_KINDS),
      issuedOn: date.optional(),
      effectiveOn: date.optional(),
      filedOn: date.optional(),
      validUntil: date.optional(),
      body: text.optional(),
      greaterBayArea: z.boolean().optional(),
      scope: z.strictObject({
        recipients: z.array(text).min(1).max(1000),
        places: z.array(z.string()).min(1).max(300),
        purposes: z.array(z.enum(PURPOSES)).min(1),
        grades: z.array(z.enum(GRADES)).min(1),
        fields: z.array(text).max(10_000).optional(),
        kinds: z.array(z.enum(KIND_IDS)).optional(),
      }),
      budget: z
        .strictObject({ persons: persons.optional(), sensitivePersons: persons.optional() })
        .refine((b) => b.persons !== undefined || b.sensitivePersons !== undefined, 'a number of persons')
        .optional(),
    })
    .refine((p) => p.kind === 'standard-contract' || p.issuedOn !== undefined, {
      path: ['issuedOn'],
      error: 'the day it was issued',
    })
    .refine((p) => p.kind !== 'standard-contract' || p.effectiveOn !== undefined, {
      path: ['effectiveOn'],
      error: 'the day the contract took effect',
    });
});

/** What Zod expected, without what it says of what it got: `expected` says only the first. */
function expectedOf(message: string): string {
  return message.replace(/^Invalid (?:input|option): expected /, '').replace(/, received \w+$/, '');
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * Checks a permit. Whatever its scope does not name is not covered, so no list of it may be empty.
 *
 * @throws DouaneError PERMIT_INVALID, CALL_UNKNOWN_COUNTRY
 */
export function parsePermit(value: unknown, place: Place = {}): Permit {
  const at = (name: string) => ({ ...place, name: [place.name, name].filter((n) => n).join('.') || 'permit' });
  const parsed = permitSchema().safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const name = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('.');
    throw new DouaneError('PERMIT_INVALID', { place: at(name), expected: expectedOf(issue.message) });
  }
  for (const [i, code] of parsed.data.scope.places.entries()) parseCountry(code, at(`scope.places[${i}]`));
  return parsed.data as Permit;
}
