import { canonicalJson, MAX_DEPTH } from './canonical-json.ts';

/**
 * The value of a text that is canonical JSON to the last byte, found out in a third of the time that writing it anew
 * takes: what JSON.stringify prints is canonical where members come in order and no string has a lone surrogate.
 *
 * @throws SyntaxError or TypeError for any other text.
 */
export function parseCanonicalText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (JSON.stringify(value) === text && isOrdered(value, 0)) return value;
  // Names that are numbers are enumerated out of order: the slow way tells.
  if (canonicalJson(value) === text) return value;
  throw new SyntaxError('not canonical JSON');
}

function isOrdered(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isOrdered(item, depth + 1));
  let before = '';
  for (const name in value) {
    if (name < before || name === '__proto__' || !name.isWellFormed()) return false;
    if (!isOrdered((value as Record<string, unknown>)[name], depth + 1)) return false;
    before = name;
  }
  return true;
}
