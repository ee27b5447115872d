/** May it pass, and why: facts and the law of a day → a decision. Pure: same input, same bytes. */
import type { Decision, Flag } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { Facts, FactsGiven } from '../model/facts.ts';
import type { Kind } from '../model/kinds.ts';
import type { HeldPermit } from '../model/permit.ts';
import { CLASSES, type DataClass, OUTCOMES, type Outcome, type Sure } from '../model/words.ts';
import { coverage, validUntil } from './coverage.ts';
import { type Context, type Evaluation, evaluate } from './evaluate.ts';
import { explain } from './explain.ts';
import { completeFacts } from './facts.ts';
import { grades } from './grades.ts';
import type { Pack } from './pack.ts';
import { type LawOfTheDay, select } from './select.ts';

/**
 * Decides a transfer by the law of a day. Facts that were not given take their defaults and are listed.
 *
 * @throws DouaneError LAW_FACTS_INVALID, CALL_UNKNOWN_COUNTRY, CALL_BAD_VALUE, LAW_NO_RULES, LAW_CONDITION. Without a
 * decision nothing may leave.
 * @example
 * const decision = decide({ recipient: { place: 'DE' }, counts: { currentOrdinary: 1980 } }, pack, '2026-11-23');
 */
export function decide(given: FactsGiven, pack: Pack, asOf: string): Decision {
  const { facts, assumed } = completeFacts(given);
  if (facts.exporter.jurisdiction !== pack.jurisdiction) {
    throw new DouaneError('LAW_NO_RULES', {
      place: { name: 'exporter.jurisdiction' },
      expected: pack.jurisdiction,
      got: facts.exporter.jurisdiction,
    });
  }
  const law = select(pack, asOf);
  const done = evaluate(facts, pack, law);
  const { verdict, permit, flags } = judge(facts, pack, law, done);
  const result = { ...(done.context.result as Context), permit: permit ?? '' };
  const judged = { ...done, context: { ...done.context, result } };
  const told = explain(pack, law, judged, permitContexts(facts, pack, asOf));
  return {
    asOf,
    outcome: done.outcome,
    byClass: done.byClass,
    verdict,
    reasons: told.reasons,
    flags: [...told.flags, ...gradeFlags(facts, pack, asOf), ...flags, ...reviewFlag(pack, asOf)],
    assumed: assumed.filter((a) => law.factsRead.has(a.fact)),
    duties: told.duties,
    thresholds: told.thresholds,
    permit,
    counted: { ordinary: isCounted(done, 'ordinary'), sensitive: isCounted(done, 'sensitive') },
    law: { pack: pack.id, version: pack.version, hash: pack.hash },
  };
}

/** Outcomes that ask for nothing more. */
const OPEN: ReadonlySet<Outcome> = new Set(['not-export', 'free', 'exempt']);
/** Outcomes that a named person may release by hand, with what the law asks for in their hands. */
const RELEASABLE: ReadonlySet<Outcome> = new Set([
  'standard-contract-or-certification',
  'security-assessment',
  'approval',
]);
/** Outcomes that a permit can cover. */
const COVERABLE: ReadonlySet<Outcome> = new Set(['standard-contract-or-certification', 'security-assessment']);

interface Judged {
  readonly verdict: Decision['verdict'];
  readonly permit: string | null;
  readonly flags: readonly Flag[];
}

function judge(facts: Facts, pack: Pack, law: LawOfTheDay, done: Evaluation): Judged {
  const { outcome } = done;
  if (OPEN.has(outcome)) return { verdict: 'pass', permit: null, flags: [] };
  if (outcome === 'prohibited') return { verdict: 'refuse', permit: null, flags: [] };
  const flags: Flag[] = [];
  if (COVERABLE.has(outcome)) {
    const bodies = law.parameters.get('certificationBodies');
    const classes = CLASSES.filter((c) => done.byClass[c] !== null && !OPEN.has(done.byClass[c]));
    for (const permit of facts.held.permits) {
      const need = {
        outcome,
        classes,
        asOf: law.asOf,
        validUntil: validUntil(permit, pack, law.asOf).date,
        certificationBodies: Array.isArray(bodies) ? bodies : null,
      };
      const covered = coverage(permit, need, facts);
      if (covered.kind === 'covered') return { verdict: 'pass', permit: permit.id, flags: [] };
      flags.push(...covered.why.map((w) => notCovered(permit, w)));
    }
  }
  if (facts.approval !== null && RELEASABLE.has(outcome)) {
    flags.push({
      code: 'RELEASED_BY_APPROVAL',
      text: `Released by a named person's approval; the law still asks for: ${outcome}.`,
      textZh: `经指定人员批准放行；法定要求仍为：${OUTCOME_ZH[outcome]}。`,
    });
    return { verdict: 'pass', permit: null, flags };
  }
  return { verdict: 'hold', permit: null, flags };
}

function notCovered(permit: HeldPermit, why: { code: string; text: string; textZh: string }): Flag {
  return { code: why.code, text: `Permit ${permit.id}: ${why.text}.`, textZh: `许可${permit.id}：${why.textZh}。` };
}

export const OUTCOME_ZH: Readonly<Record<Outcome, string>> = {
  'not-export': '不属于数据出境',
  free: '无需任何机制',
  exempt: '豁免',
  'standard-contract-or-certification': '标准合同备案或认证',
  'no-route': '须经机制但当日尚无可用途径',
  'security-assessment': '数据出境安全评估',
  approval: '主管机关批准',
  prohibited: '禁止',
};

/** Persons of a class are counted unless a rule that decided it takes them out of the count. */
function isCounted(done: Evaluation, name: DataClass): boolean {
  return !done.deciding.some((h) => h.scope === name && !h.version.counted);
}

function permitContexts(facts: Facts, pack: Pack, asOf: string): Context[] {
  return facts.held.permits.map((permit) => ({
    id: permit.id,
    kind: permit.kind,
    issuedOn: permit.issuedOn ?? '',
    effectiveOn: permit.effectiveOn ?? '',
    filedOn: permit.filedOn ?? '',
    validUntil: validUntil(permit, pack, asOf).date ?? '',
    greaterBayArea: permit.greaterBayArea ?? false,
    body: permit.body ?? '',
  }));
}

/** Kinds in the transfer whose grade rests on guidance that was not checked, or on our reading. */
function gradeFlags(facts: Facts, pack: Pack, asOf: string): Flag[] {
  const gradeOf = grades(pack, asOf);
  const unsure = (...labels: readonly Sure[]) => facts.data.kinds.filter((k) => labels.includes(gradeOf(k).sure));
  const name = (kinds: readonly Kind[]) => kinds.map((k) => `${k} ${gradeOf(k).grade} (${gradeOf(k).rule})`).join(', ');
  const flags: Flag[] = [];
  const unverified = unsure('V3', 'M');
  if (unverified.length > 0) {
    flags.push({
      code: 'GRADE_UNVERIFIED',
      text: `Grades not checked against the official text: ${name(unverified)}.`,
      textZh: `下列级别未经官方文本核对：${name(unverified)}。`,
    });
  }
  const read = unsure('I');
  if (read.length > 0) {
    flags.push({
      code: 'GRADE_INTERPRETATION',
      text: `Grades by our reading of the law: ${name(read)}.`,
      textZh: `下列级别系对法律的解释：${name(read)}。`,
    });
  }
  return flags;
}

/** Law after the last review may have changed: said, not hidden. */
function reviewFlag(pack: Pack, asOf: string): Flag[] {
  if (asOf <= pack.reviewed) return [];
  return [
    {
      code: 'AFTER_REVIEW',
      text: `The rules were last reviewed on ${pack.reviewed}; the law of ${asOf} may differ.`,
      textZh: `规则最近核对于${pack.reviewed}，${asOf}的法律可能已有变化。`,
    },
  ];
}

/** Position of an outcome in the order of severity. */
export function severity(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}
