import { BASIS, basisNote } from '../basis.ts';
import { type Block, type Cell, cell, heading, missing, number, text, w } from '../document.ts';
import { exporterCell, type Plan } from '../parts/common.ts';
import { fieldsPart } from '../parts/data.ts';
import { exporterPart, recipientPart } from '../parts/exporter.ts';
import { flagsPart } from '../parts/flags.ts';
import { byRecipientPart, monthsPart, purposesPart, standingPart } from '../parts/persons.ts';
import { importantForm } from './security-assessment.ts';

/** A platform with the personal information of more users than this applies for review before it lists abroad (art. 7). */
const USERS_FOR_REVIEW = 1_000_000;

/** Cybersecurity review before a listing in a foreign country: what is held, and what leaves. */
export function planListingReview(plan: Plan): Block[] {
  const { gaps } = plan;
  const ask = (zh: string, en: string): Block => ({ kind: 'answer', gap: gaps.add('counsel', zh, en) });
  return [
    basisNote(BASIS.review7),
    ...exporterPart(plan, w('一、申报单位情况', '1. Applicant')),
    heading(1, '二、是否达到申报条件', '2. Whether a review has to be applied for'),
    ...thresholdForm(plan),
    heading(1, '三、掌握的数据', '3. Data held'),
    text(
      '掌握的数据总量由申报单位申报；本工具只能证明出境的部分。',
      'What is held in all is for the applicant to declare; Douane proves only what left.',
    ),
    ...importantForm(plan),
    ask(
      '掌握的核心数据、重要数据及个人信息的种类、规模和存储地点',
      'kinds, volume and place of storage of the core data, important data and personal information held',
    ),
    heading(1, '四、已出境的数据（实测）', '4. What left (measured)'),
    ...purposesPart(plan),
    ...fieldsHeading(plan),
    ...monthsPart(plan),
    ...byRecipientPart(plan),
    ...standingPart(plan),
    ...recipientPart(plan, w('五、境外接收方', '5. Recipients abroad')),
    heading(1, '六、须由申报单位说明的事项', '6. For the applicant to say'),
    ask('影响或者可能影响国家安全的分析报告', 'analysis of how national security is or may be affected'),
    ask('拟提交的上市申请文件', 'the listing documents that are to be handed in'),
    ask(
      '上市后核心数据、重要数据或者大量个人信息被外国政府影响、控制、恶意利用的风险及应对措施',
      'the risk that core data, important data or much personal information are influenced, controlled or misused by a foreign government after listing, and what is done about it',
    ),
    ask(
      '上市过程中向境外提供或者公开的文件、资料及其保密审查情况',
      'documents given abroad or published for the listing, and how their secrecy was reviewed',
    ),
    heading(1, '七、判定提示', '7. What the decisions flagged'),
    ...flagsPart(plan),
  ];
}

const fieldsHeading = (plan: Plan): Block[] => [
  heading(2, '字段、种类与敏感程度', 'Fields, kinds, sensitivity'),
  ...fieldsPart(plan),
];

function thresholdForm(plan: Plan): Block[] {
  const { facts, gaps } = plan;
  const declared = (path: string, zh: string, en: string) =>
    exporterCell(plan, path, () => gaps.add('exporter', zh, en));
  const users = facts.exporter.declared.get('exporter.users');
  const compared = (): Cell => {
    if (typeof users !== 'number') {
      return missing(
        gaps.add(
          'exporter',
          '用户个人信息数量是否超过一百万',
          'whether it holds the personal information of more than 1,000,000 users',
        ),
      );
    }
    const n = number(users);
    const limit = number(USERS_FOR_REVIEW);
    if (users === USERS_FOR_REVIEW) {
      return {
        text: w(`申报值 ${n}，恰为 ${limit}`, `declared ${n}, exactly ${limit}`),
        gap: gaps.add('counsel', '恰为一百万时是否属于“超过”', 'whether exactly 1,000,000 is “more than” it'),
      };
    }
    return cell(
      users > USERS_FOR_REVIEW
        ? w(`超过（申报值 ${n}，条文数量 ${limit}）`, `more (declared ${n}, number of the article ${limit})`)
        : w(`未超过（申报值 ${n}，条文数量 ${limit}）`, `not more (declared ${n}, number of the article ${limit})`),
    );
  };
  return [
    {
      kind: 'form',
      rows: [
        [
          w('是否网络平台运营者', 'Operates a network platform'),
          declared('exporter.platform', '是否网络平台运营者', 'whether it operates a network platform'),
        ],
        [
          w('掌握个人信息的用户数（申报值）', 'Users whose personal information it holds (declared)'),
          declared('exporter.users', '掌握个人信息的用户数', 'number of users whose personal information it holds'),
        ],
        [w('是否超过一百万', 'More than 1,000,000'), compared()],
        [
          w('拟上市地', 'Where it is to be listed'),
          declared('exporter.listing', '拟上市的国家或者地区及交易所', 'country or region and exchange of the listing'),
        ],
        ...(facts.exporter.declared.get('exporter.listing') === 'hong-kong' ? [hongKong(plan)] : []),
        [
          w('已出境的自然人数（期间内去重，实测）', 'Persons whose data left in the period, each once (measured)'),
          cell(number(facts.total.persons)),
        ],
      ],
    },
  ];
}

const hongKong = ({ gaps }: Plan): readonly [typeof HONG_KONG, Cell] => [
  HONG_KONG,
  missing(
    gaps.add('counsel', '香港上市是否属于“赴国外上市”', 'whether a listing in Hong Kong is one “in a foreign country”'),
  ),
];
const HONG_KONG = w('香港上市', 'Listing in Hong Kong');
