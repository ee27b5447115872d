import { BASIS, basisNote } from '../basis.ts';
import { type Block, type Cell, cell, heading, missing, note, number, same, text, w } from '../document.ts';
import { declaredCell, type Plan } from '../parts/common.ts';
import { fieldsPart, formatsPart, treatmentsPart } from '../parts/data.ts';
import { exporterPart, recipientPart } from '../parts/exporter.ts';
import { permitsPart } from '../parts/permits.ts';
import { monthsPart, purposesPart, standingPart } from '../parts/persons.ts';

/** Filing of a standard contract: what its first appendix describes, and when the filing is due. */
export function planStandardContract(plan: Plan): Block[] {
  const { facts, gaps } = plan;
  const gap = (zh: string, en: string): Cell => missing(gaps.add('exporter', zh, en));
  const ask = (zh: string, en: string): Block => ({ kind: 'answer', gap: gaps.add('exporter', zh, en) });
  return [
    ...exporterPart(plan, w('一、个人信息处理者', '1. Exporter')),
    ...recipientPart(plan, w('二、境外接收方', '2. Recipient abroad')),
    heading(1, '三、备案期限', '3. When to file'),
    basisNote(BASIS.sc7),
    ...filingDates(plan),
    {
      kind: 'form',
      rows: [
        [
          w('合同编号与签署日期', 'Contract number and date'),
          gap('合同编号与签署日期', 'number and date of the contract'),
        ],
        [
          w('个人信息保护影响评估报告', 'Impact assessment report'),
          gap(
            '影响评估报告的编号、日期（须与合同一并备案）',
            'number and date of the impact assessment, which is filed with the contract',
          ),
        ],
      ],
    },
    heading(1, '四、个人信息出境说明（对应合同附录一）', '4. Description of the export (appendix 1 of the contract)'),
    text(
      '标题按公开的合同附录一内容以本工具的文字编列，提交时请誊入现行官方文本。',
      'Headings follow the public appendix 1 in our own words; carry them over into the official text in force.',
    ),
    heading(2, '（一）处理目的', '(1) Purpose'),
    ...purposesPart(plan).slice(1),
    ask('处理目的的具体描述', 'the purpose described in full'),
    heading(2, '（二）处理方式', '(2) Manner'),
    {
      kind: 'form',
      rows: [
        [
          w('出境方式', 'Act'),
          declaredCell(plan, 'transfer.act', () => gaps.add('exporter', '出境方式', 'how data leave')),
        ],
        [w('境外处理方式', 'Processing abroad'), gap('境外接收方的处理方式', 'how the recipient processes the data')],
      ],
    },
    heading(2, '（三）出境个人信息的规模', '(3) Volume'),
    ...monthsPart(plan),
    ask(
      '合同期内预计出境的规模（由出境方预估）',
      'volume expected over the term of the contract, as the exporter reckons it',
    ),
    heading(2, '（四）一般个人信息种类', '(4) Kinds of ordinary personal information'),
    ...fieldsPart(plan, 'ordinary'),
    heading(2, '（五）敏感个人信息种类', '(5) Kinds of sensitive personal information'),
    ...fieldsPart(plan, 'sensitive'),
    heading(2, '（六）向境外第三方再提供', '(6) Third parties abroad that it is passed on to'),
    basisNote(BASIS.scOnward),
    {
      kind: 'form',
      rows: [
        [
          w('再转移地（申报）', 'Countries it is passed on to (declared)'),
          declaredCell(plan, 'recipient.onwardPlaces', () =>
            gaps.add('recipient', '是否向境外第三方提供及所在地', 'whether third parties abroad receive it, and where'),
          ),
        ],
        [
          w('第三方名称及联系方式', 'Third parties and contact'),
          missing(
            gaps.add('recipient', '境外第三方名称及联系方式；没有的填“无”', 'third parties and contact, or “none”'),
          ),
        ],
      ],
    },
    heading(2, '（七）传输方式', '(7) Means of transmission'),
    ...formatsPart(plan).slice(1),
    ...treatmentsPart(plan),
    {
      kind: 'answer',
      gap: gaps.add('security', '传输链路、协议及加密方式', 'line, protocol and encryption of the transmission'),
    },
    heading(2, '（八）境外保存期限', '(8) Retention abroad'),
    {
      kind: 'answer',
      gap: gaps.add(
        'recipient',
        '境外保存期限（起止日期）及到期后的处理',
        'retention abroad, from when to when, and what happens then',
      ),
    },
    heading(2, '（九）境外保存地点', '(9) Place of storage'),
    {
      kind: 'answer',
      gap: gaps.add('recipient', '境外保存地点（国家、城市、机房）', 'place of storage: country, city, site'),
    },
    heading(2, '（十）其他事项', '(10) Anything else'),
    ask('其他需要说明的事项；没有的填“无”', 'anything else, or “none”'),
    heading(1, '五、适用条件核对', '5. Whether the standard contract is the route'),
    basisNote(BASIS.cbdf8),
    ...standingPart(plan),
    ...permitsPart(plan),
    note(
      `本工具仅列出累计数与法定数量（截至 ${facts.asOf}，${number(facts.window.counted.persons)} 人），是否适用由法务判断。`,
      `Only the count and the numbers of the law are given (${number(facts.window.counted.persons)} persons to ${facts.asOf}); whether the route is the right one is for counsel.`,
    ),
  ];
}

/** Ten working days from effect, by the holidays that are known. */
function filingDates({ facts, gaps }: Plan): Block[] {
  const contracts = facts.permits.filter((p) => p.permit.kind === 'standard-contract' && !p.ended);
  if (contracts.length === 0) {
    const gap = gaps.add(
      'exporter',
      '合同生效日期（备案期限自生效之日起算十个工作日）',
      'day the contract takes effect (it is filed within ten working days of it)',
    );
    return [{ kind: 'answer', gap }];
  }
  return contracts.map(({ permit, filingDue }) => {
    const effective = permit.effectiveOn;
    const due =
      filingDue === null
        ? missing(gaps.add('exporter', `合同 ${permit.id} 的备案期限`, `when contract ${permit.id} has to be filed`))
        : cell(
            filingDue.complete
              ? same(filingDue.date)
              : w(
                  `${filingDue.date}（该年度放假安排未知，仅按周末推算，须核对）`,
                  `${filingDue.date} (holidays of the year not known, reckoned with weekends only: check)`,
                ),
          );
    return {
      kind: 'form' as const,
      rows: [
        [w('合同编号', 'Contract'), cell(permit.id)],
        [
          w('生效日期', 'In effect since'),
          effective === undefined
            ? missing(gaps.add('exporter', `合同 ${permit.id} 的生效日期`, `day contract ${permit.id} takes effect`))
            : cell(effective),
        ],
        [w('备案期限', 'To be filed by'), due],
        [
          w('备案日期', 'Filed on'),
          permit.filedOn === undefined
            ? missing(
                gaps.add(
                  'exporter',
                  `合同 ${permit.id} 的备案日期（未登记）`,
                  `day contract ${permit.id} was filed (none is recorded)`,
                ),
              )
            : cell(permit.filedOn),
        ],
      ] as const,
    };
  });
}
