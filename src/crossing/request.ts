import type { Config, Lane } from '../config.ts';
import type { Flag } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import { type Format, type Overrun, PURPOSES, type Purpose, type Treatment } from '../model/words.ts';
import type { Input, SourceLimits } from '../source/source.ts';
import { DEFAULT_LIMITS } from '../source/source.ts';
import { zoneOf } from './time-zones.ts';

/** Treatments asked for: by field, the smallest that suffices, or none. */
export type TreatmentAsked = ReadonlyMap<string, Treatment> | 'auto' | null;

/** A named person's signed release of a held transfer, bound to the digest of its content. */
export interface Approval {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  /** Number of the authority's decision or of the filing, where there is one. */
  readonly reference: string | null;
  readonly digest: string;
}

/** Facts as a tree of plain values; what is absent takes its default and is listed as assumed. */
export interface FactTree {
  readonly [key: string]: unknown;
}

export { today, zoneOf } from './time-zones.ts';

/** All that is asked of one crossing, with every default already in place. Plain data: it is kept with a hold. */
export interface Request {
  readonly from: string;
  readonly to: string;
  readonly recipient: string;
  readonly purpose: Purpose;
  readonly lane: string | null;
  readonly asOf: string;
  readonly subject: readonly string[];
  readonly format: Format | null;
  readonly encoding: string | null;
  readonly treat: TreatmentAsked;
  readonly permit: string | null;
  /** What to do with a transfer that would overrun the budget of the permit that covers it. */
  readonly overrun: Overrun;
  /** Paths that may carry personal data; null for any. */
  readonly declaredFields: readonly string[] | null;
  readonly facts: FactTree;
  readonly limits: SourceLimits;
  readonly approval: Approval | null;
  /** Facts that nobody said and that are as a default has them. */
  readonly assumed?: readonly string[];
  /** What the caller said, but for treatments: with a later configuration it gives the facts of that day. */
  readonly asked: Omit<Asked, 'treat'>;
}

/** Further countries whose law was said to bind the exporter; what is no list is refused when the facts are checked. */
export function alsoUnder(facts: FactTree): readonly string[] {
  const named = (facts.exporter as { readonly alsoUnder?: unknown } | undefined)?.alsoUnder;
  return Array.isArray(named) ? named : [];
}

/** One crossing: what is asked of which inputs. */
export interface Crossing {
  readonly mode: 'check' | 'clear';
  readonly request: Request;
  readonly inputs: readonly Input[];
  /** Directory that released files go to; null for a check. */
  readonly out: string | null;
  /** The hold that the inputs come out of, when an approval sends them round again. */
  readonly held?: { readonly id: string; readonly path: string };
  /** What was found before it began and the answer has to say. */
  readonly notes?: readonly Flag[];
}

/** What the caller said, before configuration and defaults. */
export interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly recipient?: string;
  readonly purpose?: string;
  readonly lane?: string;
  readonly asOf?: string;
  readonly subject?: readonly string[];
  readonly format?: string;
  readonly encoding?: string;
  readonly treat?: TreatmentAsked;
  readonly permit?: string;
}

/**
 * Puts together what the caller, the lane and the configuration say; the caller wins over the lane, the lane over
 * the rest. Pure.
 *
 * @throws DouaneError CALL_MISSING without a destination, CALL_BAD_VALUE, CONFIG_UNKNOWN_LANE.
 */
export function planRequest(asked: Asked, config: Config, today: (zone: string) => string): Request {
  const lane = asked.lane === undefined ? undefined : findLane(config, asked.lane);
  const recipientKey = asked.recipient ?? lane?.recipient;
  const declared = recipientKey === undefined ? undefined : own(config.recipients, recipientKey);
  const declaredFrom = asked.from ?? lane?.from ?? config.exporter?.jurisdiction;
  const from = declaredFrom ?? 'CN';
  const to = asked.to ?? lane?.to ?? declared?.place;
  if (to === undefined) {
    throw new DouaneError('CALL_MISSING', {
      place: { name: '--to' },
      expected: 'the country it goes to, a lane, or a recipient that douane.yaml declares',
    });
  }
  const asOf = asked.asOf ?? today(zoneOf(from));
  if (!isDate(asOf)) {
    throw new DouaneError('CALL_BAD_VALUE', { place: { name: '--as-of' }, expected: 'a date as YYYY-MM-DD' });
  }
  const recipientName = declared?.name ?? recipientKey;
  const { treat: _, ...said } = asked;
  return {
    from,
    to,
    recipient: recipientName ?? 'not named',
    purpose: (asked.purpose as Purpose | undefined) ?? lane?.purpose ?? 'other',
    lane: asked.lane ?? null,
    asOf,
    subject: asked.subject ?? lane?.subject ?? [],
    format: (asked.format as Format | undefined) ?? null,
    encoding: asked.encoding ?? null,
    treat: asked.treat ?? treatOf(lane),
    permit: asked.permit ?? lane?.permit ?? null,
    overrun: lane?.overrun ?? 'hold-whole',
    declaredFields: lane?.fields ?? null,
    facts: merge(
      config.facts ?? {},
      { exporter: { ...(config.exporter?.name ? { name: config.exporter.name } : {}), ...config.exporter?.facts } },
      { recipient: { ...(recipientName ? { name: recipientName } : {}), ...declared?.facts } },
      lane?.facts ?? {},
      asked.purpose !== undefined || lane?.purpose !== undefined
        ? { purpose: { code: asked.purpose ?? lane?.purpose } }
        : {},
    ),
    limits: {
      record: config.limits?.recordBytes ?? DEFAULT_LIMITS.record,
      depth: config.limits?.depth ?? DEFAULT_LIMITS.depth,
      paths: config.limits?.paths ?? DEFAULT_LIMITS.paths,
      inflated: config.limits?.inflatedBytes ?? DEFAULT_LIMITS.inflated,
    },
    approval: null,
    assumed: [
      ...(declaredFrom === undefined ? ['exporter.jurisdiction'] : []),
      ...(recipientName === undefined ? ['recipient.name'] : []),
    ],
    asked: said,
  };
}

/**
 * A request that was kept, as it is today: by what the configuration says now of exporter, recipient and lane. What was
 * asked, and how it was to be treated, stays.
 *
 * @throws DouaneError HOLD_DESTINATION when it would go elsewhere now, and what {@link planRequest} throws.
 */
export function renewRequest(kept: Request, config: Config, today: (zone: string) => string): Request {
  const now = planRequest(kept.asked, config, today);
  if (now.from !== kept.from || now.to !== kept.to || now.recipient !== kept.recipient || now.purpose !== kept.purpose)
    throw new DouaneError('HOLD_DESTINATION', { expected: `${kept.to}, ${kept.recipient}, ${kept.purpose}` });
  const { facts, limits, declaredFields } = now;
  return { ...kept, facts, limits, declaredFields };
}

function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function findLane(config: Config, name: string): Lane {
  const lane = own(config.lanes, name);
  if (lane !== undefined) return lane;
  throw new DouaneError('CONFIG_UNKNOWN_LANE', {
    place: { name },
    expected: `one of: ${Object.keys(config.lanes ?? {}).join(', ') || 'none is declared'}`,
  });
}

function treatOf(lane: Lane | undefined): TreatmentAsked {
  if (lane?.treat === undefined) return null;
  return lane.treat === 'auto' ? 'auto' : new Map(Object.entries(lane.treat));
}

/** A real calendar date written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** Later trees win, leaf by leaf. */
function merge(...trees: readonly FactTree[]): FactTree {
  const out: Record<string, unknown> = {};
  for (const tree of trees) {
    for (const [key, value] of Object.entries(tree)) {
      if (key === '__proto__') continue;
      const before = out[key];
      out[key] = isTree(before) && isTree(value) ? merge(before, value) : value;
    }
  }
  return out;
}

function isTree(value: unknown): value is FactTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isPurpose = (text: string): text is Purpose => (PURPOSES as readonly string[]).includes(text);
