/** From what the law asks for and what is in hand to a verdict. Pure. */
import type { Decision, Flag } from '../model/decision.ts';
import type { Facts } from '../model/facts.ts';
import type { HeldPermit } from '../model/permit.ts';
import { CLASSES, type Outcome } from '../model/words.ts';
import { coverage, validUntil } from './coverage.ts';
import { type Evaluation, holds } from './evaluate.ts';
import type { Pack } from './pack.ts';
import type { LawOfTheDay } from './select.ts';

/** Outcomes that ask for nothing more. */
const OPEN: ReadonlySet<Outcome> = new Set(['not-export', 'free', 'exempt', 'allowed']);
/** Outcomes that a named person may release by hand, with what the law asks for in their hands. */
const RELEASABLE: ReadonlySet<Outcome> = new Set([
  'standard-contract-or-certification',
  'safeguards',
  'restricted',
  'security-assessment',
  'approval',
]);
/** Outcomes that a permit can cover. */
const COVERABLE: ReadonlySet<Outcome> = new Set(['standard-contract-or-certification', 'security-assessment']);

export interface Judged {
  readonly verdict: Decision['verdict'];
  readonly permit: string | null;
  readonly flags: readonly Flag[];
}

/** Whether what the outcome asks for is in hand: a permit that covers it, what the rules themselves name, an approval. */
export function judge(facts: Facts, pack: Pack, law: LawOfTheDay, done: Evaluation): Judged {
  const { outcome } = done;
  if (OPEN.has(outcome)) return { verdict: 'pass', permit: null, flags: [] };
  if (outcome === 'prohibited') return { verdict: 'refuse', permit: null, flags: [] };
  if (isMet(done)) return { verdict: 'pass', permit: null, flags: [] };
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

/** Every class that asks for something, and the transfer itself, has it in hand by its own rules. */
function isMet({ deciding, context }: Evaluation): boolean {
  const asking = deciding.filter((h) => !OPEN.has(h.version.outcome!));
  return asking.every(({ rule, version: { met } }) => met !== null && holds(met, context, rule.id));
}

function notCovered(permit: HeldPermit, why: { code: string; text: string; textZh: string }): Flag {
  return { code: why.code, text: `Permit ${permit.id}: ${why.text}.`, textZh: `许可${permit.id}：${why.textZh}。` };
}

const OUTCOME_ZH: Readonly<Record<Outcome, string>> = {
  'not-export': '不属于数据出境',
  free: '无需任何机制',
  exempt: '豁免',
  allowed: '依减损情形允许',
  'standard-contract-or-certification': '标准合同备案或认证',
  safeguards: '适当保障措施及影响评估',
  restricted: '仅在满足安全要求时允许',
  'no-route': '须经机制但当日尚无可用途径',
  'security-assessment': '数据出境安全评估',
  approval: '主管机关批准',
  prohibited: '禁止',
};
