import { type Block, type FilingDocument, Gaps, plain, type Words, w } from './document.ts';
import type { FilingFacts, FilingKind, Names } from './facts.ts';
import { planListingReview } from './kinds/listing-review.ts';
import { planPipia } from './kinds/pipia.ts';
import { planSecurityAssessment } from './kinds/security-assessment.ts';
import { planStandardContract } from './kinds/standard-contract.ts';
import type { Plan } from './parts/common.ts';
import { lawPart } from './parts/law.ts';
import { sourcesPart } from './parts/sources.ts';

const KINDS: Readonly<Record<FilingKind, { readonly title: Words; readonly plan: (plan: Plan) => Block[] }>> = {
  pipia: {
    title: w('个人信息保护影响评估报告（个人信息出境）', 'Personal information protection impact assessment (export)'),
    plan: planPipia,
  },
  'standard-contract': {
    title: w('个人信息出境标准合同备案材料', 'Filing of a standard contract for the export of personal information'),
    plan: planStandardContract,
  },
  'security-assessment': {
    title: w('数据出境安全评估申报材料', 'Declaration for the security assessment of a data export'),
    plan: planSecurityAssessment,
  },
  'listing-review': {
    title: w('网络安全审查申报材料（赴国外上市）', 'Application for cybersecurity review (listing abroad)'),
    plan: planListingReview,
  },
};

/**
 * Plans a filing: every number in it comes from the facts, and whatever no fact says is a numbered gap. Pure: same
 * facts, same document.
 *
 * @example
 * const document = planFiling(facts, names);
 * formatHtml(document, 'zh');
 */
export function planFiling(facts: FilingFacts, names: Names): FilingDocument {
  const gaps = new Gaps();
  const plan: Plan = { facts, names, gaps };
  const { title, plan: blocksOf } = KINDS[facts.kind];
  const blocks = [...blocksOf(plan), ...lawPart(plan), ...sourcesPart(plan)];
  const { since, until } = facts.period;
  const to = facts.recipient === null ? null : plain(facts.recipient);
  return {
    title,
    subtitle: w(
      `期间 ${since} 至 ${until}；编制日 ${facts.asOf}${to === null ? '' : `；境外接收方 ${to}`}`,
      `Period ${since} to ${until}; as of ${facts.asOf}${to === null ? '' : `; recipient ${to}`}`,
    ),
    day: facts.asOf,
    gaps: gaps.list,
    blocks,
  };
}
