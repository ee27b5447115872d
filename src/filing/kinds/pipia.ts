import { BASIS, basisNote } from '../basis.ts';
import { type Block, heading, text, w } from '../document.ts';
import { declaredCell, type Plan } from '../parts/common.ts';
import { fieldsPart, formatsPart, treatmentsPart } from '../parts/data.ts';
import { exporterPart, recipientPart } from '../parts/exporter.ts';
import { flagsPart } from '../parts/flags.ts';
import { permitsPart } from '../parts/permits.ts';
import { byRecipientPart, monthsPart, purposesPart, standingPart } from '../parts/persons.ts';

/** Impact assessment: the facts under each point of the law, and an open field for each assessment, which is never ours. */
export function planPipia(plan: Plan): Block[] {
  const { gaps } = plan;
  const assess = (zh: string, en: string): Block => ({ kind: 'answer', gap: gaps.add('counsel', zh, en) });
  return [
    ...exporterPart(plan, w('一、个人信息处理者基本情况', '1. Exporter')),
    ...recipientPart(plan, w('二、境外接收方情况', '2. Recipients abroad')),
    heading(1, '三、出境活动概况（实测）', '3. What leaves (measured)'),
    ...purposesPart(plan),
    ...monthsPart(plan),
    ...byRecipientPart(plan),
    ...standingPart(plan),
    ...permitsPart(plan),
    ...formatsPart(plan),
    heading(1, '四、逐项评估', '4. Assessment, point by point'),
    basisNote(BASIS.pipl55, BASIS.pipl56, BASIS.sc5),
    text(
      '每项先列实测或已申报的事实，再由出境方填写评估意见。评估意见不由本工具生成。',
      'Under each point stand the facts that were measured or declared; the assessment is the exporter’s to write. None is written by Douane.',
    ),

    heading(
      2,
      '（一）处理目的、范围、方式的合法性、正当性、必要性',
      '(1) Whether purpose, scope and manner are lawful, legitimate and necessary',
    ),
    {
      kind: 'form',
      rows: [
        [
          w('处理的合法性基础', 'Legal basis'),
          declaredCell(plan, 'purpose.legalBasis', () =>
            gaps.add('counsel', '个人信息处理的合法性基础', 'legal basis of the processing'),
          ),
        ],
        [
          w('是否确需提供', 'Really needed'),
          declaredCell(plan, 'purpose.necessary', () =>
            gaps.add('counsel', '是否确需向境外提供及其依据', 'whether the export is really needed, with the evidence'),
          ),
        ],
        [
          w('个人信息主体类别', 'Whose data'),
          declaredCell(plan, 'purpose.subjects', () => gaps.add('exporter', '个人信息主体类别', 'whose data they are')),
        ],
        [
          w('出境方式', 'Act'),
          declaredCell(plan, 'transfer.act', () =>
            gaps.add(
              'exporter',
              '出境方式（传输、远程访问或境外直接收集）',
              'how data leave: sent, reached or collected abroad',
            ),
          ),
        ],
      ],
    },
    assess(
      '评估意见：目的、范围、方式的合法性、正当性、必要性（逐字段说明必要性）',
      'assessment: lawful, legitimate and necessary, with the need of each field',
    ),
    assess('告知内容及单独同意的取得情况和证据', 'the notice that was given and the separate consent, with evidence'),

    heading(
      2,
      '（二）出境个人信息的规模、范围、种类、敏感程度及可能的风险',
      '(2) Volume, scope, kinds and sensitivity, and the risk that comes with them',
    ),
    ...fieldsPart(plan),
    assess(
      '评估意见：对个人信息权益的影响及安全风险',
      'assessment: the effect on the rights of persons, and the risks',
    ),

    heading(2, '（三）境外接收方的义务与保障能力', '(3) Duties of the recipient and its means to fulfil them'),
    {
      kind: 'answer',
      gap: gaps.add(
        'recipient',
        '境外接收方承诺承担的义务，以及履行义务的管理和技术措施、能力',
        'duties that the recipient undertakes, and its measures and means to fulfil them',
      ),
    },
    assess('评估意见：上述措施、能力能否保障安全', 'assessment: whether these keep the data safe'),

    heading(
      2,
      '（四）出境后被篡改、破坏、泄露、丢失、非法利用的风险及个人维权渠道',
      '(4) Risks after the export, and the channels for persons to use their rights',
    ),
    ...treatmentsPart(plan),
    {
      kind: 'answer',
      gap: gaps.add(
        'security',
        '传输链路及存储的安全措施（实测仅能证明出境前的处理，不能证明此项）',
        'security of transmission and storage (what is measured proves the treatment before leaving, not this)',
      ),
    },
    assess('评估意见：出境后的安全风险', 'assessment: risks after the export'),
    assess('个人行使权利的渠道及其是否通畅', 'the channels for persons to use their rights, and whether they work'),

    heading(
      2,
      '（五）接收方所在国家或者地区政策法规的影响',
      '(5) What the policy and law at the recipient mean for the contract',
    ),
    assess(
      `评估意见：所在国家或者地区（${places(plan).zh}）个人信息保护政策和法规对合同履行的影响`,
      `assessment: policy and law of ${places(plan).en} and their effect on the contract`,
    ),

    heading(2, '（六）其他可能影响出境安全的事项', '(6) Anything else'),
    ...flagsPart(plan),
    assess('评估意见：其他事项', 'assessment: anything else'),

    heading(1, '五、结论', '5. Conclusion'),
    assess(
      '评估结论：目的与方式是否合法、正当、必要；对个人权益的影响及安全风险；保护措施是否合法、有效并与风险程度相适应',
      'conclusion: whether purpose and manner are lawful, legitimate and necessary; effect and risks; whether measures are lawful, effective and fit the risk',
    ),
    assess(
      '评估负责人、日期、签字（评估报告和处理情况记录至少保存三年）',
      'who assessed, date and signature (report and record are kept for at least three years)',
    ),
  ];
}

function places({ facts, names }: Plan) {
  const list = [...new Set(facts.recipients.map((r) => r.place))].map(names.country);
  return { zh: list.map((p) => p.zh).join('、'), en: list.map((p) => p.en).join(', ') };
}
