/**
 * Whether a leaf about to be recorded has the shape that `leaf-schema.ts` gives it. The same by hand, since loading
 * what schemas are made with takes longer than recording; a test holds that nothing passes here that the schema
 * refuses.
 */
import { OUTCOMES, VERDICTS } from '../model/words.ts';

type Check = (value: unknown) => boolean;
interface Shape {
  readonly [member: string]: Check | Shape;
}

const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const text =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const digest = text(/^[0-9a-f]{64}$/);
const country = text(/^[A-Z]{2}$/);
const short: Check = (value) => typeof value === 'string' && value.length >= 1 && value.length <= 200;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
/** An instant that exists, in UTC with milliseconds, exactly so written. */
const time: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/.test(value) &&
  date(value.slice(0, 10));
/** Leaf after leaf has the same one, and to ask for it takes long: what was found last is kept. */
let lastDate = '';
const date: Check = (value) => {
  if (value === lastDate) return true;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(value);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value) return false;
  lastDate = value;
  return true;
};

export const DECISION: Shape = {
  v: oneOf(1),
  type: oneOf('crossing', 'check'),
  transfer: short,
  at: time,
  asOf: date,
  from: country,
  to: country,
  verdict: oneOf(...VERDICTS),
  outcome: oneOf(...OUTCOMES),
  counts: {
    files: count,
    records: count,
    bytes: count,
    persons: { ordinary: count, sensitive: count, undetermined: count },
  },
  permit: orNull(short),
  law: short,
  content: digest,
  body: digest,
};

export const CLOSING: Shape = {
  v: oneOf(1),
  type: oneOf('closing'),
  transfer: short,
  at: time,
  of: count,
  end: oneOf('released', 'held', 'refused', 'broken'),
  counts: { files: count, records: count, bytes: count },
  content: digest,
  body: digest,
};

export const EVENT: Shape = {
  v: oneOf(1),
  type: oneOf('approval', 'denial', 'permit', 'erasure', 'loss'),
  transfer: orNull(short),
  permit: orNull(short),
  at: time,
  body: digest,
};

const kept = new WeakMap<Shape, readonly (readonly [string, Check | Shape])[]>();

function membersOf(shape: Shape) {
  let members = kept.get(shape);
  if (members === undefined) {
    members = Object.entries(shape);
    kept.set(shape, members);
  }
  return members;
}

/** Whether a value has these members and no others, each as it has to be. */
export function fits(value: unknown, shape: Shape): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = membersOf(shape);
  if (Reflect.ownKeys(value).length !== members.length) return false;
  for (const [name, check] of members) {
    if (!Object.hasOwn(value, name)) return false;
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (!(typeof check === 'function' ? check(member) : fits(member, check))) return false;
  }
  return true;
}
