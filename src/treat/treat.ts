import { DouaneError } from '../model/errors.ts';
import type { Finding, Kind } from '../model/kinds.ts';
import type { Treatment } from '../model/words.ts';
import type { TreatContext, TreatKeys } from './context.ts';
import { ValueCipher } from './encrypt.ts';
import { Fpe } from './fpe/fpe.ts';
import { canGeneralise, generalise } from './generalise.ts';
import { mask, NOTHING } from './mask.ts';
import { Pseudonyms } from './pseudonym.ts';

/** What is made of the keys once, and the cache of format-preserving encryption; goes when the keys go. */
interface Tools {
  readonly pseudonyms: Pseudonyms;
  readonly tokens: Pseudonyms;
  readonly fpe: Fpe;
  readonly cipher: ValueCipher;
}
const toolsOf = new WeakMap<TreatKeys, Tools>();

function tools(keys: TreatKeys): Tools {
  let made = toolsOf.get(keys);
  if (made === undefined) {
    for (const key of [keys.pseudonym, keys.token, keys.fpe, keys.encrypt])
      if (key.length !== 32) throw new DouaneError('STATE_KEY', { expected: 'keys of 32 bytes' });
    made = {
      pseudonyms: new Pseudonyms(keys.pseudonym),
      tokens: new Pseudonyms(keys.token),
      fpe: new Fpe(keys.fpe),
      cipher: new ValueCipher(keys.encrypt),
    };
    toolsOf.set(keys, made);
  }
  return made;
}

/**
 * A whole value of `kind`, treated. An empty value stays empty. Pure, but for the nonce that `encrypt` draws from
 * `context.random`.
 *
 * @throws DouaneError TREAT_NOT_POSSIBLE where the treatment does not fit: `remove` (which the source does, with the
 * field), `fpe` without a form of a million values, `generalise` without a coarser form.
 *
 * @example
 * treatValue('phone', 'mask', '13800000000', context); // '138****0000'
 */
export function treatValue(kind: Kind, treatment: Treatment, value: string, context: TreatContext): string {
  if (value.trim() === '') return value;
  switch (treatment) {
    case 'mask':
      return mask(kind, value);
    case 'pseudonym':
      return tools(context.keys).pseudonyms.of(kind, value);
    case 'token':
      return tools(context.keys).tokens.token(kind, value, context.scope);
    case 'fpe':
      return tools(context.keys).fpe.encrypt(kind, value, context.path);
    case 'generalise':
      if (!canGeneralise(kind))
        throw notPossible(context.path, `a kind with a coarser form, which ${kind} has not`, treatment);
      return generalise(kind, value);
    case 'encrypt':
      return tools(context.keys).cipher.encrypt(value, context.random);
    case 'remove':
      throw notPossible(context.path, 'a treatment that leaves a value', treatment);
    default:
      return treatment satisfies never;
  }
}

/**
 * Free text `bytes[start, end)` with each finding treated where it stands and all else as it was. Findings have
 * offsets into `bytes` and may come in any order; of those that overlap the longest decides, and what others reach
 * beyond it is starred.
 */
export function treatText(
  bytes: Uint8Array,
  start: number,
  end: number,
  findings: readonly Pick<Finding, 'kind' | 'start' | 'end'>[],
  treatment: Treatment,
  context: TreatContext,
): Uint8Array {
  const inside = findings
    .map((f) => ({ kind: f.kind, start: Math.max(f.start, start), end: Math.min(f.end, end) }))
    .filter((f) => f.start < f.end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: Uint8Array[] = [];
  let done = start;
  for (let i = 0; i < inside.length; ) {
    // All that overlap, one after the other, are treated as one.
    let longest = inside[i]!;
    const from = longest.start;
    let to = longest.end;
    for (i += 1; i < inside.length && inside[i]!.start < to; i++) {
      const next = inside[i]!;
      if (next.end - next.start > longest.end - longest.start) longest = next;
      to = Math.max(to, next.end);
    }
    const text = utf8.decode(bytes.subarray(longest.start, longest.end));
    const treated =
      (from < longest.start ? NOTHING : '') +
      treatValue(longest.kind, treatment, text, context) +
      (longest.end < to ? NOTHING : '');
    parts.push(bytes.subarray(done, from), Buffer.from(treated));
    done = to;
  }
  parts.push(bytes.subarray(done, end));
  return Buffer.concat(parts);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The value that `encrypt` made `text` of. */
export function decryptValue(text: string, keys: TreatKeys): string {
  return tools(keys).cipher.decrypt(text);
}

/** The value that `fpe` made `value` of, in its plain spelling. */
export function fpeDecrypt(kind: Kind, value: string, keys: TreatKeys): string {
  return tools(keys).fpe.decrypt(kind, value, '');
}

function notPossible(path: string, expected: string, got: Treatment): DouaneError {
  return new DouaneError('TREAT_NOT_POSSIBLE', { place: { name: path }, expected, got });
}
