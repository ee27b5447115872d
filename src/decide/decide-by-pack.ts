/** One pack's answer to complete facts. Pure; `decide.ts` asks every pack that applies. */
import type { Flag, PackDecision } from '../model/decision.ts';
import type { Facts } from '../model/facts.ts';
import type { Kind } from '../model/kinds.ts';
import type { Permit } from '../model/permit.ts';
import type { DataClass, Sure } from '../model/words.ts';
import { validUntil } from './coverage.ts';
import { type Context, type Evaluation, evaluate } from './evaluate.ts';
import { dutiesOfPermit, explain } from './explain.ts';
import { assumedOf, type CompleteFacts } from './facts.ts';
import { grades } from './grades.ts';
import type { Pack } from './pack.ts';
import { permitAlerts } from './permit-alerts.ts';
import { type LawOfTheDay, select } from './select.ts';
import { judge } from './verdict.ts';

/**
 * Decides by one pack, whether or not it applies to the exporter.
 *
 * @throws DouaneError LAW_NO_RULES, LAW_CONDITION
 */
export function decideByPack(complete: CompleteFacts, pack: Pack, asOf: string): PackDecision {
  const { facts } = complete;
  const law = select(pack, asOf);
  const done = evaluate(facts, pack, law);
  const { verdict, permit, flags } = judge(facts, pack, law, done);
  const result = { ...(done.context.result as Context), permit: permit ?? '' };
  const judged = { ...done, context: { ...done.context, result } };
  const told = explain(pack, law, judged, permitContexts(facts, pack, asOf));
  return {
    pack: pack.id,
    version: pack.version,
    hash: pack.hash,
    name: pack.name.en,
    nameZh: pack.name.zh,
    outcome: done.outcome,
    byClass: done.byClass,
    verdict,
    reasons: told.reasons,
    flags: [
      ...told.flags,
      ...gradeFlags(complete, pack, asOf),
      ...flags,
      ...alertsOf(facts, pack, law, judged, permit),
      ...reviewFlag(pack, asOf),
    ],
    assumed: assumedOf(complete, law.factsRead),
    duties: told.duties,
    thresholds: told.thresholds,
    permit,
    counted: { ordinary: isCounted(done, 'ordinary'), sensitive: isCounted(done, 'sensitive') },
  };
}

/** Persons of a class are counted unless a rule that decided it takes them out of the count. */
function isCounted(done: Evaluation, name: DataClass): boolean {
  return !done.deciding.some((h) => h.scope === name && !h.version.counted);
}

/** The permits in hand as conditions read them. */
export function permitContexts(facts: Facts, pack: Pack, asOf: string): Context[] {
  return facts.held.permits.map((permit) => permitContext(permit, pack, asOf));
}

/** What has to be seen of the permit that covers the transfer. */
function alertsOf(facts: Facts, pack: Pack, law: LawOfTheDay, done: Evaluation, id: string | null): Flag[] {
  const permit = facts.held.permits.find((p) => p.id === id);
  if (permit === undefined) return [];
  const { duties } = dutiesOfPermit(pack, law, done, permitContext(permit, pack, law.asOf));
  return permitAlerts(permit, duties, validUntil(permit, pack, law.asOf).date, law.asOf);
}

/** A permit as conditions read it. */
export function permitContext(permit: Permit, pack: Pack, asOf: string): Context {
  return {
    id: permit.id,
    kind: permit.kind,
    issuedOn: permit.issuedOn ?? '',
    effectiveOn: permit.effectiveOn ?? '',
    filedOn: permit.filedOn ?? '',
    validUntil: validUntil(permit, pack, asOf).date ?? '',
    greaterBayArea: permit.greaterBayArea ?? false,
    body: permit.body ?? '',
  };
}

/** Kinds in the transfer whose grade nobody drew the consequence of, rests on unchecked guidance, or on our reading. */
function gradeFlags({ facts, given, implied }: CompleteFacts, pack: Pack, asOf: string): Flag[] {
  // A policy may leave grading to the law.
  if (pack.jurisdiction === null && !gradesAny(pack)) return [];
  const gradeOf = grades(pack, asOf);
  const unsure = (...labels: readonly Sure[]) => facts.data.kinds.filter((k) => labels.includes(gradeOf(k).sure));
  const name = (kinds: readonly Kind[]) => kinds.map((k) => `${k} ${gradeOf(k).grade} (${gradeOf(k).rule})`).join(', ');
  const flags: Flag[] = [];
  const sensitive = facts.data.kinds.filter((k) => gradeOf(k).grade === 'sensitive');
  if (sensitive.length > 0 && given.data?.sensitive === undefined && !implied.has('data.sensitive')) {
    flags.push({
      code: 'KINDS_SENSITIVE',
      text: `Kinds that are sensitive on that day are named, and nobody said whether sensitive data leave (data.sensitive): ${name(sensitive)}. The answer is for data that are not.`,
      textZh: `所列种类当日属敏感，但未说明是否含敏感个人信息（data.sensitive）：${name(sensitive)}。结论以不含敏感个人信息为前提。`,
    });
  }
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

const gradesAny = (pack: Pack): boolean =>
  [...pack.rules.values()].some((r) => r.versions.some((v) => v.grades.length > 0));

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
