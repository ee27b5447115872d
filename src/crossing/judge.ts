import { decide, governing } from '../decide/decide.ts';
import { grades } from '../decide/grades.ts';
import type { CountRule } from '../decide/pack.ts';
import { withZoneList } from '../decide/zone-lists.ts';
import type { Decision, GradeOf } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import { KINDS } from '../model/kinds.ts';
import type { FieldFinding } from '../model/manifest.ts';
import type { HeldPermit, Permit } from '../model/permit.ts';
import { GRADES, type Grade, type Treatment } from '../model/words.ts';
import { type ClassCounts, countClasses, type FieldWeights } from '../persons/classes.ts';
import { isUsedByOthers, permitUse } from '../persons/store-sqlite.ts';
import { countTally } from '../persons/tally.ts';
import { listPermits } from '../state/store-permits.ts';
import { lowers } from '../treat/lowers.ts';
import type { Arrived } from './gather.ts';
import type { House } from './house.ts';
import type { FactTree, Request } from './request.ts';

/** What the law says of the transfer, with these treatments applied. */
export interface Judgement {
  readonly decision: Decision;
  readonly facts: FactsGiven;
  readonly counts: ClassCounts;
  readonly weights: FieldWeights;
  readonly gradeOf: GradeOf;
}

/** Below this a finding is shown and does not count. */
const PERSONAL_FROM = 0.5;
const FACE = /人脸|面部|face/i;

/** Whether a field holds personal data by the law of the day. */
export function isPersonal(field: FieldFinding, gradeOf: GradeOf): boolean {
  return (
    KINDS[field.kind].personal &&
    field.bit >= 0 &&
    field.confidence >= PERSONAL_FROM &&
    GRADES.indexOf(gradeOf(field.kind).grade) >= GRADES.indexOf('personal')
  );
}

/** Decides on the transfer as it would be with `treatments` applied. Reads the register of permits; changes nothing. */
export function judge(
  arrived: Arrived,
  request: Request,
  house: House,
  treatments: ReadonlyMap<string, Treatment>,
): Judgement {
  const gradeOf = grades(governing(house.packs, request.from), request.asOf);
  const weights = weigh(arrived.manifest.fields, gradeOf, treatments);
  const counts = countClasses(arrived.histogram, weights);
  const facts = withZoneList(
    factsOf(arrived, request, house, treatments, gradeOf, weights, counts),
    house.zoneLists,
    request.asOf,
    { fields: pathsLeft(arrived, treatments) },
  );
  return { decision: decide(facts, house.packs, request.asOf), facts, counts, weights, gradeOf };
}

/** Grade of what is left of a field once it is treated. */
export function gradeAfter(field: FieldFinding, gradeOf: GradeOf, treatment: Treatment | undefined): Grade {
  const { grade } = gradeOf(field.kind);
  if (treatment === undefined) return grade;
  if (treatment === 'remove') return 'none';
  // What is masked inside running text leaves the rest of the text behind.
  if (field.freeText) return grade;
  switch (lowers(field.kind, treatment)) {
    case 'gone':
      return 'none';
    case 'coarser':
      // Coordinates are sensitive for being precise; other kinds stay what they are when they are coarser.
      return field.kind === 'geo.point' && grade === 'sensitive' ? 'personal' : grade;
    default:
      return grade;
  }
}

function weigh(
  fields: readonly FieldFinding[],
  gradeOf: GradeOf,
  treatments: ReadonlyMap<string, Treatment>,
): FieldWeights {
  let personal = 0;
  let sensitive = 0;
  let removed = 0;
  for (const field of fields) {
    if (!isPersonal(field, gradeOf)) continue;
    const bit = 1 << field.bit;
    const grade = gradeAfter(field, gradeOf, treatments.get(field.path));
    if (grade === 'none') {
      removed |= bit;
      continue;
    }
    personal |= bit;
    if (GRADES.indexOf(grade) >= GRADES.indexOf('sensitive')) sensitive |= bit;
  }
  // Fields may share the last bit: it is gone only when all of them are.
  return { personal, sensitive, removed: removed & ~personal };
}

/** Every field that leaves, personal or not: a list may name data by the words of their columns. */
function pathsLeft({ manifest }: Arrived, treatments: ReadonlyMap<string, Treatment>): readonly string[] {
  const paths = [...manifest.fields.map((f) => f.path), ...manifest.otherPaths];
  return paths.filter((path) => treatments.get(path) !== 'remove');
}

function factsOf(
  arrived: Arrived,
  request: Request,
  house: House,
  treatments: ReadonlyMap<string, Treatment>,
  gradeOf: GradeOf,
  weights: FieldWeights,
  counts: ClassCounts,
): FactsGiven {
  const left = arrived.manifest.fields.filter(
    (f) => isPersonal(f, gradeOf) && gradeAfter(f, gradeOf, treatments.get(f.path)) !== 'none',
  );
  const given = request.facts as {
    readonly [group: string]: Record<string, unknown> | undefined;
  };
  const measured = {
    personal: counts.ordinary > 0,
    sensitive: counts.sensitive > 0,
    kinds: [...new Set(left.map((f) => f.kind))],
    fields: [...new Set(left.map((f) => f.path))],
    ...(arrived.histogram.entries.some((e) => e.minor) ? { under14: true, minors: true } : {}),
    ...(left.some((f) => f.kind === 'biometric' && FACE.test(f.path)) ? { faces: true } : {}),
  };
  return {
    ...withTallies(request.facts, arrived, gradeOf, weights),
    exporter: { jurisdiction: request.from, ...given.exporter },
    transfer: { ...given.transfer },
    recipient: { name: request.recipient, ...given.recipient, place: request.to },
    purpose: { ...given.purpose },
    data: { ...given.data, ...measured },
    counts: {
      currentOrdinary: counts.withHistory.ordinary,
      currentSensitive: counts.withHistory.sensitive,
      previousAll: counts.previous.any,
      previousSensitive: counts.previous.sensitive,
      inTransferOrdinary: counts.ordinary,
      inTransferSensitive: counts.sensitive,
    },
    held: { ...given.held, permits: permitsInHand(arrived, request, house, weights) },
    approval: request.approval,
  } as FactsGiven;
}

/** Fields that make up a count, by bit. */
export function bitsOf(arrived: Arrived, { kinds }: CountRule, gradeOf: GradeOf): number {
  let bits = 0;
  for (const field of arrived.manifest.fields) {
    if (isPersonal(field, gradeOf) && kinds.includes(field.kind)) bits |= 1 << field.bit;
  }
  return bits;
}

/** The facts with what was counted in the place of what was said, or what was said where it is more. */
function withTallies(given: FactTree, arrived: Arrived, gradeOf: GradeOf, weights: FieldWeights): FactTree {
  const out: Record<string, unknown> = { ...given };
  for (const { rule, tally } of arrived.tallies) {
    const [group, name] = rule.fact.split('.') as [string, string];
    const before = out[group] ?? {};
    // What is no group or no number is left for the check of the facts to refuse.
    if (typeof before !== 'object' || Array.isArray(before)) continue;
    const said = (before as Record<string, unknown>)[name] ?? 0;
    const counted = countTally(tally, bitsOf(arrived, rule, gradeOf), weights);
    out[group] = { ...before, [name]: typeof said === 'number' ? Math.max(said, counted) : said };
  }
  return out;
}

/** Permits that may be used, each with what this transfer would bring its use to. */
function permitsInHand(arrived: Arrived, request: Request, house: House, weights: FieldWeights): HeldPermit[] {
  return house.state.read((db) => {
    const all = listPermits<Permit>(db).map((s) => s.permit);
    const named = request.permit === null ? all : all.filter((p) => p.id === request.permit);
    if (request.permit !== null && named.length === 0) {
      throw new DouaneError('PERMIT_UNKNOWN', { place: { name: request.permit } });
    }
    const usable = named.filter((p) => !isUsedByOthers(db, arrived.exporter, p.id));
    if (request.permit !== null && usable.length === 0) {
      throw new DouaneError('PERMIT_UNKNOWN', { place: { name: request.permit }, expected: 'one of this exporter' });
    }
    return usable.map((permit) => ({
      ...permit,
      used: permitUse(db, arrived.exporter, permit.id, { plan: arrived.counter.plan(), weights }),
      ...(arrived.used.has(permit.id) ? { before: arrived.used.get(permit.id)! } : {}),
    }));
  });
}
