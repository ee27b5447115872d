import { type Block, cell, column, heading, note, number, plain, text } from '../document.ts';
import type { Persons } from '../facts.ts';
import { count, leavesCell, limited, type Plan, sourceNote } from './common.ts';

const numbers = (p: Persons) => [count(p.persons), count(p.sensitive), count(p.persons - p.sensitive)];
const PERSONS = [
  column('人数（去重）', 'Distinct persons', 14, true),
  column('其中涉及敏感个人信息', 'of them with sensitive data', 14, true),
  column('其中仅一般个人信息', 'of them with ordinary data only', 14, true),
];

/** Distinct persons by month and over the whole period. */
export function monthsPart(plan: Plan): Block[] {
  const { facts } = plan;
  const leaves = facts.sources.map((s) => s.leaf);
  return [
    heading(2, '按月去重人数', 'Distinct persons by month'),
    text(
      '同一自然人在一个月内无论出境几次只计一次；在整个期间内也只计一次，因此各月之和不等于期间合计。月份以该次传输计数所属日期为准。',
      'A natural person counts once in a month however often data of theirs left, and once in the whole period: the months do not add up to it. The month is that of the day which the transfer counts for.',
    ),
    {
      kind: 'table',
      columns: [
        column('月份', 'Month', 12),
        ...PERSONS,
        column('记录数', 'Records', 14, true),
        column('放行次数', 'Releases', 10, true),
        column('账本叶', 'Leaves', 22),
      ],
      rows: facts.months.map((m) => [
        cell(m.month),
        ...numbers(m.distinct),
        count(m.records),
        count(m.leaves.length),
        leavesCell(m.leaves),
      ]),
      total: [
        cell({ zh: '期间合计（去重）', en: 'Whole period, each once' }),
        ...numbers(facts.total),
        count(facts.records),
        count(leaves.length),
        leavesCell(leaves),
      ],
    },
    ...doubtNotes(plan),
    sourceNote(plan, leaves),
  ];
}

function doubtNotes({ facts }: Plan): Block[] {
  const notes: Block[] = [];
  if (facts.undetermined > 0) {
    const n = number(facts.undetermined);
    notes.push(
      note(
        `有 ${n} 条记录无任何可辨识标识，按每条一人计入（各次传输之和）。`,
        `${n} records had no identifier at all and count one person each (summed over transfers).`,
      ),
    );
  }
  if (facts.underFourteen.length > 0) {
    const n = number(facts.underFourteen.length);
    notes.push(
      note(
        `有 ${n} 次传输中含不满十四周岁未成年人，其个人信息均计为敏感个人信息。`,
        `${n} transfers had persons under 14, all of whose data counts as sensitive.`,
      ),
    );
  }
  return notes;
}

/** Distinct persons by recipient. */
export function byRecipientPart(plan: Plan): Block[] {
  const { rows, more } = limited(plan.facts.recipients);
  return [
    heading(2, '按境外接收方', 'By recipient'),
    {
      kind: 'table',
      columns: [
        column('境外接收方', 'Recipient', 24),
        column('国家或地区', 'Country', 14),
        column('首次—末次', 'First – last', 16),
        ...PERSONS.map((c) => ({ ...c, width: 11 })),
        column('账本叶', 'Leaves', 13),
      ],
      rows: rows.map((r) => [
        cell(plain(r.name)),
        cell(plan.names.country(r.place)),
        cell(`${r.first}\n${r.last}`),
        ...numbers(r.distinct),
        leavesCell(r.leaves),
      ]),
    },
    ...more,
    note(
      '同一自然人的信息提供给多个接收方的，在每个接收方各计一次。',
      'A person whose data went to several recipients counts once with each.',
    ),
    sourceNote(
      plan,
      plan.facts.sources.map((s) => s.leaf),
    ),
  ];
}

/** Purposes and lanes, with their persons. */
export function purposesPart(plan: Plan): Block[] {
  const { rows, more } = limited(plan.facts.purposes);
  return [
    heading(2, '出境目的与业务场景', 'Purposes and flows'),
    {
      kind: 'table',
      columns: [
        column('目的（申报类别）', 'Purpose (declared class)', 26),
        column('通道', 'Lane', 16),
        column('境外接收方', 'Recipient', 20),
        column('记录数', 'Records', 10, true),
        column('人数（去重）', 'Distinct persons', 10, true),
        column('账本叶', 'Leaves', 18),
      ],
      rows: rows.map((p) => [
        cell(plan.names.purpose(p.purpose)),
        cell(p.lane === null ? { zh: '未使用通道', en: 'no lane' } : plain(p.lane)),
        cell(plain(p.recipient)),
        count(p.records),
        count(p.distinct.persons),
        leavesCell(p.leaves),
      ]),
    },
    ...more,
    sourceNote(
      plan,
      plan.facts.sources.map((s) => s.leaf),
    ),
  ];
}

/** Where the exporter stands against the numbers of the law: all recipients, the law's own window. */
export function standingPart(plan: Plan): Block[] {
  const { window, asOf } = plan.facts;
  const counted = { ordinary: window.counted.persons, sensitive: window.counted.sensitive, important: null };
  const blocks: Block[] = [
    heading(2, '法定计数窗口内累计', 'Standing in the window that the law counts'),
    text(
      `自 ${window.since} 起至 ${asOf} 止，按法律计数口径累计（全部接收方；依法不计入的除外）：${number(window.counted.persons)} 人，其中涉及敏感个人信息 ${number(window.counted.sensitive)} 人。`,
      `From ${window.since} to ${asOf}, as the law counts (all recipients, without what it exempts from counting): ${number(window.counted.persons)} persons, ${number(window.counted.sensitive)} of them with sensitive data.`,
    ),
  ];
  if (window.thresholds.length > 0) {
    blocks.push({
      kind: 'table',
      columns: [
        column('规则', 'Rule', 22),
        column('含义', 'Meaning', 40),
        column('法定数量', 'Number of the law', 18, true),
        column('目前累计', 'Counted', 20, true),
      ],
      rows: window.thresholds.map((t) => {
        const n = counted[t.class];
        return [cell(t.rule), cell(t.label), count(t.limit), n === null ? cell('–') : count(n)];
      }),
    });
  }
  blocks.push(
    note(
      '本项按登记簿全部已记录的出境计算，含已记录但未送达的传输，与放行时判定所用口径一致；一人同时涉及两类信息的，两类各计一次。',
      'Computed from all that the register has recorded, also what was recorded and did not arrive, as decisions count it; a person with both classes of data counts in both.',
    ),
  );
  return blocks;
}
