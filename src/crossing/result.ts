import type { Flag } from '../model/decision.ts';
import { KINDS } from '../model/kinds.ts';
import type { CrossingResult, FieldResult, FieldTreatment, PersonsResult } from '../model/result.ts';
import type { Verdict } from '../model/words.ts';
import type { Arrived } from './gather.ts';
import { isPersonal } from './judge.ts';
import { lossFlags } from './loss-flags.ts';
import type { Recorded } from './recorded.ts';
import { type Crossing, type Request, today, zoneOf } from './request.ts';
import type { TreatmentPlan } from './treatment.ts';

/** Personal data in fields that the lane does not declare. */
export function undeclared(arrived: Arrived, plan: TreatmentPlan, request: Request): readonly string[] {
  if (request.declaredFields === null) return [];
  const declared = new Set(request.declaredFields);
  const paths = arrived.manifest.fields
    .filter((f) => isPersonal(f, plan.judged.gradeOf) && plan.apply.get(f.path) !== 'remove' && !declared.has(f.path))
    .map((f) => f.path);
  return [...new Set(paths)];
}

/** The verdict on what would leave: the law's, the lane's declaration, and whether anything is treated. */
export function verdictOf(arrived: Arrived, plan: TreatmentPlan, request: Request): Verdict {
  const { verdict } = plan.judged.decision;
  if (verdict !== 'pass') return verdict;
  if (arrived.part?.which === 'rest') return 'hold';
  if (request.approval === null && undeclared(arrived, plan, request).length > 0) return 'hold';
  return plan.apply.size > 0 ? 'treat' : 'pass';
}

export function treatedOf(plan: TreatmentPlan): FieldTreatment[] {
  return [...plan.apply].map(([path, treatment]) => ({ path, do: treatment }));
}

export function personsOf(arrived: Arrived, plan: TreatmentPlan): PersonsResult {
  const { counts, weights } = plan.judged;
  const { windows } = arrived;
  const wide = windows.since === windows.previousSince;
  return {
    thisTransfer: { ordinary: counts.ordinary, sensitive: counts.sensitive },
    withHistory: wide
      ? { ordinary: counts.previous.any, sensitive: counts.previous.sensitive }
      : { ...counts.withHistory },
    toldApartBy: arrived.toldApartBy,
    undetermined: arrived.counter.undetermined(weights.personal & ~weights.removed),
    since: windows.since,
    doubts: arrived.counter.doubts.map((d) => ({ code: `shared-${d.type}`, count: d.count })),
  };
}

/** The answer, but for what was released or held. */
export function resultOf(
  arrived: Arrived,
  plan: TreatmentPlan,
  recorded: Recorded,
  { mode, request, notes = [] }: Crossing,
  files: { readonly receipt: string; readonly report: string },
  now: Date,
): CrossingResult {
  const { decision, gradeOf } = plan.judged;
  const flags: Flag[] = [...decision.flags, ...plan.notes, ...lossFlags(arrived, decision.permit, request), ...notes];
  const more = undeclared(arrived, plan, request);
  if (more.length > 0) {
    flags.push({
      code: 'UNDECLARED_FIELDS',
      text: `Personal data in fields that the lane does not declare: ${more.join(', ')}.`,
      textZh: `以下字段含个人信息但未在通道中声明：${more.join('、')}。`,
    });
  }
  const doubtful = arrived.manifest.fields.filter(
    (f) => KINDS[f.kind].personal && !isPersonal(f, gradeOf) && f.hits > 0 && gradeOf(f.kind).grade !== 'none',
  );
  if (doubtful.length > 0) {
    const list = (zh: boolean) =>
      doubtful.map((f) => `${f.path} (${f.kind}, ${f.hits}${zh ? ' 处' : ' values'})`).join(zh ? '、' : ', ');
    flags.push({
      code: 'FINDINGS_IN_DOUBT',
      text: `Not counted, for they look like it by chance: ${list(false)}. Look at them, or remove the field.`,
      textZh: `以下内容疑似偶然相符，未计入：${list(true)}。请核对或删除该字段。`,
    });
  }
  const day = today(now, zoneOf(request.from));
  if (mode === 'clear' && request.asOf !== day) {
    flags.push({
      code: 'NOT_TODAY',
      text: `Decided and counted as of ${request.asOf}, as was asked for; it is ${day}. Thresholds of today were not looked at.`,
      textZh: `按指定日期 ${request.asOf} 判定并计数；今日为 ${day}，未按今日的门槛核对。`,
    });
  }
  for (const d of arrived.counter.doubts) {
    flags.push({
      code: 'PERSONS_IN_DOUBT',
      text: `${d.count} persons count only because an identifier (${d.type}) that several people share stood alone.`,
      textZh: `${d.count} 人因多人共用的标识符（${d.type}）单独出现而计入。`,
    });
  }
  return {
    schema: mode === 'check' ? 'douane.check/1' : 'douane.clear/1',
    transfer: recorded.transfer,
    asOf: request.asOf,
    verdict: recorded.verdict,
    outcome: decision.outcome,
    byClass: decision.byClass,
    records: arrived.manifest.records,
    bytes: arrived.manifest.bytes,
    persons: personsOf(arrived, plan),
    fields: arrived.manifest.fields.map((f): FieldResult => {
      const grade = isPersonal(f, gradeOf) ? gradeOf(f.kind).grade : 'none';
      return {
        path: f.path,
        kind: f.kind,
        grade,
        values: f.values,
        hits: f.hits,
        confidence: f.confidence,
        evidence: f.evidence,
        example: f.example,
      };
    }),
    inspection: arrived.manifest.looks,
    reasons: decision.reasons,
    flags,
    assumed: decision.assumed,
    duties: decision.duties,
    thresholds: decision.thresholds,
    laws: decision.laws,
    explanation: plan.explanation,
    treatment: plan.suggestion,
    treated: treatedOf(plan),
    asItIs:
      plan.apply.size === 0 ? null : { outcome: plan.asItIs.decision.outcome, byClass: plan.asItIs.decision.byClass },
    permit: decision.permit,
    receipt: files.receipt,
    report: files.report,
    law: decision.law,
    from: request.from,
    to: request.to,
    recipient: request.recipient,
    purpose: request.purpose,
    files: arrived.manifest.files.map(({ path, format, encoding, compression, records, bytes }) => ({
      path,
      format,
      encoding,
      compression,
      records,
      bytes,
    })),
  };
}
