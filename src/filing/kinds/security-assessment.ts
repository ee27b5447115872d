import { BASIS, basisNote } from '../basis.ts';
import { type Block, type Cell, cell, column, heading, missing, note, number, text, w } from '../document.ts';
import { declaredCell, type Plan, sourceNote } from '../parts/common.ts';
import { fieldsPart, formatsPart, treatmentsPart } from '../parts/data.ts';
import { exporterPart, recipientPart } from '../parts/exporter.ts';
import { flagsPart } from '../parts/flags.ts';
import { permitsPart } from '../parts/permits.ts';
import { byRecipientPart, monthsPart, purposesPart, standingPart } from '../parts/persons.ts';

/** Declaration for the security assessment: what it describes, with the forecast left to the exporter. */
export function planSecurityAssessment(plan: Plan): Block[] {
  const { gaps } = plan;
  const gap = (zh: string, en: string): Cell => missing(gaps.add('exporter', zh, en));
  const ask = (zh: string, en: string): Block => ({ kind: 'answer', gap: gaps.add('exporter', zh, en) });
  return [
    basisNote(BASIS.cbdf7, BASIS.sa),
    ...exporterPart(plan, w('一、数据处理者情况', '1. Exporter')),
    ...recipientPart(plan, w('二、境外接收方情况', '2. Recipients abroad')),
    heading(1, '三、拟出境数据情况', '3. Data that leave'),
    ...purposesPart(plan),
    ask(
      '出境业务的具体描述、目的、范围、方式及其合法性、正当性、必要性',
      'the business in full: purpose, scope, manner, and why they are lawful, legitimate and necessary',
    ),
    heading(2, '个人信息：字段、种类与敏感程度', 'Personal information: fields, kinds, sensitivity'),
    ...fieldsPart(plan),
    heading(2, '重要数据与核心数据', 'Important and core data'),
    ...importantForm(plan),
    ...monthsPart(plan),
    ...byRecipientPart(plan),
    ...formatsPart(plan),
    ...treatmentsPart(plan),
    heading(1, '四、累计数量', '4. Volumes'),
    ...standingPart(plan),
    heading(2, '本年度已通过标准合同或认证出境的数量', 'What left in the window under contract or certification'),
    basisNote(BASIS.countCross),
    ...lightVolumes(plan),
    ...permitsPart(plan),
    heading(2, '预计数量（由出境方填写）', 'Forecast (for the exporter to fill in)'),
    {
      kind: 'table',
      columns: [
        column('时间', 'When', 22),
        column('个人信息（人）', 'Personal information, persons', 26),
        column('敏感个人信息（人）', 'Sensitive, persons', 26),
        column('重要数据', 'Important data', 26),
      ],
      rows: [
        ['第一年', 'first year'],
        ['第二年', 'second year'],
        ['第三年', 'third year'],
      ].map(([zh, en]) => [
        cell(w(zh!, en!)),
        gap(`${zh}预计出境的个人信息人数`, `persons expected in the ${en}`),
        gap(`${zh}预计出境的敏感个人信息人数`, `persons with sensitive data expected in the ${en}`),
        gap(`${zh}预计出境的重要数据数量`, `important data expected in the ${en}`),
      ]),
    },
    heading(1, '五、须随附的材料', '5. What goes with it'),
    {
      kind: 'form',
      rows: [
        [
          w('出境风险自评估报告', 'Self-assessment report'),
          gap('数据出境风险自评估报告', 'self-assessment of the risks of the export'),
        ],
        [
          w('与境外接收方拟订立的法律文件', 'Legal document with the recipient'),
          missing(
            gaps.add('counsel', '与境外接收方拟订立的法律文件', 'legal document to be concluded with the recipient'),
          ),
        ],
        [
          w('境外保存期限、地点及到期处理', 'Retention, place and what follows'),
          missing(
            gaps.add('recipient', '境外保存期限、地点及到期后的处理', 'retention abroad, place, and what happens then'),
          ),
        ],
        [
          w('传输链路与安全保障措施', 'Line and security measures'),
          missing(gaps.add('security', '传输链路、数据中心及安全保障措施', 'line, data centres and security measures')),
        ],
        [
          w('所在国家或者地区政策法规的影响', 'Policy and law at the recipient'),
          missing(
            gaps.add(
              'counsel',
              '接收方所在国家或者地区数据安全保护政策法规及环境的影响',
              'policy, law and setting at the recipient and what they mean',
            ),
          ),
        ],
        [
          w('出境方安全保障能力及近年合规情况', 'The exporter’s own means, and its record'),
          missing(
            gaps.add(
              'security',
              '出境方数据安全保障能力，近年数据安全事件及处罚情况',
              'the exporter’s means to keep data safe; incidents and penalties of recent years',
            ),
          ),
        ],
      ],
    },
    heading(1, '六、判定提示', '6. What the decisions flagged'),
    ...flagsPart(plan),
  ];
}

/** What was declared of important data; whether data are important is said by an authority, never measured. */
export function importantForm(plan: Plan): Block[] {
  const { gaps } = plan;
  return [
    text(
      '是否属于重要数据以主管部门的告知或者公开发布为准，无法由实测得出；以下仅列已申报的内容。',
      'Whether data are important is for an authority to notify or publish and cannot be measured; here stands only what was declared.',
    ),
    {
      kind: 'form',
      rows: [
        [
          w('含重要数据', 'Important data'),
          declaredCell(plan, 'data.important', () =>
            gaps.add('counsel', '出境数据是否含重要数据', 'whether important data leave'),
          ),
        ],
        [
          w('重要数据认定状态', 'How it became important'),
          declaredCell(plan, 'data.importantStatus', () =>
            gaps.add(
              'counsel',
              '重要数据的认定状态（告知或公布的文件及日期）',
              'how the data became important, with the notice and its date',
            ),
          ),
        ],
        [
          w('含核心数据或国家秘密', 'Core data or state secrets'),
          declaredCell(plan, 'data.core', () =>
            gaps.add('counsel', '出境数据是否含核心数据或者国家秘密', 'whether core data or state secrets leave'),
          ),
        ],
      ],
    },
  ];
}

function lightVolumes(plan: Plan): Block[] {
  const { lightPermits, since } = plan.facts.window;
  const n = number(lightPermits.persons);
  const s = number(lightPermits.sensitive);
  return [
    text(
      `自 ${since} 起，依据标准合同或认证已放行 ${n} 人（去重），其中涉及敏感个人信息 ${s} 人。年内达到安全评估数量的，此前数量应一并纳入评估范围。`,
      `Since ${since} data of ${n} persons left under a standard contract or a certification, each counted once, ${s} of them with sensitive data. Where the numbers of the assessment are reached within the year these are assessed with the rest.`,
    ),
    ...(lightPermits.leaves.length > 0
      ? [sourceNote(plan, lightPermits.leaves)]
      : [note('窗口内没有依据标准合同或认证放行的传输。', 'Nothing was released under one in the window.')]),
  ];
}
