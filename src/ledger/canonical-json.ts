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
  if (Number.isSafeInteger(value)) return String(value);
  if (value === null) return 'null';
  // Scalars are not asked how deep they are: what may not hold any is left to where they are.
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return write(value, '', '', depth);
  let out = '';
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) out += (i === 0 ? '' : ',') + compact(value[i], depth + 1);
    return `[${out}]`;
  }
  const names = Object.keys(value);
  sort(names);
  for (const name of names) {
    if (name === '__proto__') throw new TypeError('a member named __proto__');
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) out += `${out === '' ? '' : ','}${named(name)}${compact(member, depth + 1)}`;
  }
  return `{${out}}`;
}

/** Members of leaves and bodies have few names; those of what is recorded may have any, so not all are kept. */
const kept = new Map<string, string>();
const MOST_KEPT = 1_000;

/** The name of a member and its colon. */
function named(name: string): string {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const text = `${compact(name, 0)}:`;
  if (kept.size < MOST_KEPT && name.length <= 64) kept.set(name, text);
  return text;
}

/** By UTF-16 code units. For as few as there mostly are, insertion takes half as long as the sort of arrays. */
function sort(names: string[]): void {
  if (names.length > MANY) {
    names.sort();
    return;
  }
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let at = i;
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!;
    names[at] = name;
  }
}
const MANY = 24;

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
