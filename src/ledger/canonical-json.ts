/**
 * JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it: members sorted by UTF-16 code units, no
 * white space, numbers and strings as ECMAScript prints them. Equal values have equal bytes. Members that are
 * `undefined` are left out. With `indent` the same order and tokens, with line breaks for people.
 *
 * @throws TypeError for what JSON cannot say without loss: a number that is not finite, a lone surrogate, a bigint, a
 * function, a nesting beyond {@link MAX_DEPTH}, a member named `__proto__` (which copies of an object lose).
 */
export function canonicalJson(value: unknown, indent = ''): string {
  return indent === '' ? compact(value, 0) : write(value, indent, '', 0);
}

/** Strings that JSON writes as they are, which nearly all of ours are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** As {@link write} without indent, in a third of its time. */
function compact(value: unknown, depth: number): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (value === null) return 'null';
  if (value === true) return 'true';
  if (value === false) return 'false';
  // Scalars are not asked how deep they are: what may not hold any is left to where they are.
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return write(value, '', '', depth);
  let out = '';
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) out += (i === 0 ? '' : ',') + compact(value[i], depth + 1);
    return `[${out}]`;
  }
  const { names, heads } = orderOf(Object.keys(value));
  for (let i = 0; i < names.length; i++) {
    const member = (value as Record<string, unknown>)[names[i]!];
    if (member === undefined) continue;
    // Where those before were undefined, there is no comma.
    const head = out === '' && i > 0 ? heads[i]!.slice(1) : heads[i]!;
    out += head + compact(member, depth + 1);
  }
  return `{${out}}`;
}

/** Names of an object's members as they come, in canonical order, and written, with the comma before and the colon. */
interface Order {
  readonly came: readonly string[];
  readonly names: readonly string[];
  readonly heads: readonly string[];
}

/**
 * What is recorded has few shapes: to find one again takes half as long as to sort its names. Members of a body may
 * have any names, so few are kept: by the name that comes first, to be found by whoever compares a few.
 */
const kept = new Map<string, Order[]>();
const MOST_FIRST = 256;
const MOST_OF_ONE = 8;
const MOST_NAMES = 32;
const MOST_CHARACTERS = 64;

function orderOf(came: readonly string[]): Order {
  const known = kept.get(came[0] ?? '');
  if (known !== undefined) for (const order of known) if (isSame(order.came, came)) return order;
  if (came.includes('__proto__')) throw new TypeError('a member named __proto__');
  const names = came.toSorted();
  const order = { came, names, heads: names.map((name, i) => `${i === 0 ? '' : ','}${compact(name, 0)}:`) };
  const isSmall = came.length <= MOST_NAMES && came.every((name) => name.length <= MOST_CHARACTERS);
  if (isSmall && known === undefined && kept.size < MOST_FIRST) kept.set(came[0] ?? '', [order]);
  else if (isSmall && known !== undefined && known.length < MOST_OF_ONE) known.push(order);
  return order;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Deeper values are refused, so that a hostile receipt cannot use up the stack. */
export const MAX_DEPTH = 64;

function write(value: unknown, indent: string, margin: string, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError('nested too deep for canonical JSON');
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no canonical JSON');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Object.hasOwn(value, '__proto__')) throw new TypeError('a member named __proto__');
      const inner = margin + indent;
      const items = Array.isArray(value)
        ? value.map((item) => write(item, indent, inner, depth + 1))
        : Object.keys(value)
            .sort()
            .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
            .map(
              (key) =>
                `${write(key, '', '', depth)}:${indent === '' ? '' : ' '}${write((value as Record<string, unknown>)[key], indent, inner, depth + 1)}`,
            );
      const [open, close] = Array.isArray(value) ? '[]' : '{}';
      if (items.length === 0) return `${open}${close}`;
      return indent === ''
        ? `${open}${items.join(',')}${close}`
        : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`;
    }
    default:
      throw new TypeError(`a ${typeof value} has no canonical JSON`);
  }
}

/**
 * The value of JSON text that is canonical but for white space between tokens. So there is one reading of it: no
 * member twice, no second spelling of a number or string, and every bit that is not such white space matters.
 *
 * @throws SyntaxError or TypeError for any other text.
 */
export function parseCanonicalJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (canonicalJson(value) !== withoutSpace(text)) throw new SyntaxError('not canonical JSON');
  return value;
}

/** Strings as they are, white space between tokens away. */
const withoutSpace = (text: string) => text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\n\r]+/g, '$1');
