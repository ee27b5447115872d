/**
 * Columns whose plain values the kernel closes, that is, says what all of a value is without looking for anything else
 * in it (`kernel/as/close.ts`), and what such a value is worth: the same that the scanner and the fits would say.
 */
import { KIND_INDEX, type Kind } from '../model/kinds.ts';
import { pack, WHOLE } from './cell-findings.ts';
import { ADDRESS_IN_SURE_COLUMN, BIRTH_DATE, KEY, NAME, NAME_SURE, SEX } from './fits.ts';
import { ROLE_INDEX, type Role } from './headers/roles.ts';
import { CHECKSUM, FORMAT, REGION } from './kinds/result.ts';

/** Closers as the kernel numbers them; 0 is none. */
const CLOSERS = {
  name: 1,
  telephone: 2,
  'resident-id': 3,
  'birth-date': 4,
  'bank-card': 5,
  'customer-key': 6,
  address: 7,
  email: 8,
  sex: 9,
} as const satisfies Partial<Record<Role, number>>;

/** By closer the kind that it says. */
export const CLOSED_KIND = new Uint8Array(Object.keys(CLOSERS).length + 1);
for (const [role, kind] of [
  ['name', 'person.name'],
  ['telephone', 'phone'],
  ['resident-id', 'cn.resident-id'],
  ['birth-date', 'birth-date'],
  ['bank-card', 'bank-card'],
  ['customer-key', 'customer-key'],
  ['address', 'address'],
  ['email', 'email'],
  ['sex', 'sex'],
] as const satisfies (readonly [keyof typeof CLOSERS, Kind])[])
  CLOSED_KIND[CLOSERS[role]] = KIND_INDEX[kind];

const finding = (kind: Kind, percent: number, evidence: number) => pack(KIND_INDEX[kind], percent, evidence);

/** Four a closer: worth by how well a value fits, in the kernel's order. */
export const WORTH = new Int32Array(4 * CLOSED_KIND.length);
const worth = (role: keyof typeof CLOSERS, fits: readonly number[]) =>
  WORTH.set(
    fits.map((fit) => fit | WHOLE),
    4 * CLOSERS[role],
  );
worth('name', [NAME, NAME_SURE]);
worth('telephone', [finding('phone', 85, FORMAT | REGION), finding('phone', 60, FORMAT | REGION)]);
worth('resident-id', [
  finding('cn.resident-id', 99, FORMAT | CHECKSUM | REGION),
  finding('cn.resident-id', 85, FORMAT | CHECKSUM),
  finding('cn.resident-id', 55, FORMAT | REGION),
]);
worth('birth-date', [BIRTH_DATE]);
worth('bank-card', [finding('bank-card', 95, FORMAT | CHECKSUM | REGION)]);
worth('customer-key', [KEY]);
worth('address', [ADDRESS_IN_SURE_COLUMN]);
worth('email', [finding('email', 97, FORMAT)]);
worth('sex', [SEX]);

const BY_ROLE = new Uint8Array(Object.keys(ROLE_INDEX).length);
for (const [role, closer] of Object.entries(CLOSERS)) BY_ROLE[ROLE_INDEX[role as Role]] = closer;

/** The closer for a column of the role that takes values which fit with at least `least` per cent. */
export function closerOf(role: number, least: number): number {
  // Where the header is not sure an address has to be told by its parts.
  return BY_ROLE[role] === CLOSERS.address && least > 0 ? 0 : BY_ROLE[role]!;
}
