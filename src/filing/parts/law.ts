import { type Block, cell, column, heading, join, note, number, plain, same, text, w } from '../document.ts';
import { factName, leavesCell, limited, type Plan, sourceNote, valueWords } from './common.ts';

/** What the law was found to say of what left, rule by rule, with the duties that come with it. */
export function lawPart(plan: Plan): Block[] {
  const { facts, names } = plan;
  const leaves = facts.sources.map((s) => s.leaf);
  const rules = limited(facts.rules);
  const blocks: Block[] = [
    heading(1, '附：各次判定所依据的规则', 'Annex: rules that the decisions rest on'),
    text(
      `法规包 ${facts.law.pack} ${facts.law.version}（${facts.law.hash}）。核实程度：V1 已核对官方全文；V2 官方问答或公告；V3 仅见二手资料；M 未核实；I 本工具的解释。`,
      `Pack ${facts.law.pack} ${facts.law.version} (${facts.law.hash}). How far each was checked: V1 official text read; V2 official notice or Q&A; V3 secondary material only; M not verified; I our interpretation.`,
    ),
    {
      kind: 'table',
      columns: [
        column('规则', 'Rule', 18),
        column('条文', 'Article', 24),
        column('理由（末次）', 'Because (latest)', 28),
        column('结论', 'Outcome', 14),
        column('核实', 'Checked', 6),
        column('账本叶', 'Leaves', 10),
      ],
      rows: rules.rows.map((r) => [
        cell(r.rule),
        cell(r.cite),
        cell({ zh: plain(r.because.zh), en: plain(r.because.en) }),
        cell(r.outcome === null ? '–' : names.outcome(r.outcome)),
        cell(r.sure),
        leavesCell(r.leaves),
      ]),
    },
    ...rules.more,
  ];
  if (facts.otherLaw.length > 0) {
    const n = number(facts.otherLaw.length);
    blocks.push(
      note(
        `其中 ${n} 次由另一版本的法规包判定；本文件的级别按现行版本重新计算。`,
        `${n} of them were decided by another version of the pack; grades in this document are computed by the present one.`,
      ),
    );
  }
  if (facts.otherLaws.length > 0) {
    const list = join(facts.otherLaws, w('、', ', '));
    blocks.push(
      note(
        `另有其他法域的规则同时适用，未列入本文件：${list.zh}。`,
        `Other laws applied as well and are not told of here: ${list.en}.`,
      ),
    );
  }
  blocks.push(sourceNote(plan, leaves));
  const duties = limited(facts.duties);
  if (facts.duties.length > 0) {
    blocks.push(
      heading(2, '随之产生的义务', 'Duties that come with them'),
      {
        kind: 'table',
        columns: [
          column('义务', 'Duty', 46),
          column('条文', 'Article', 28),
          column('核实', 'Checked', 8),
          column('期限', 'Due', 18),
        ],
        rows: duties.rows.map((d) => [
          cell(d.text),
          cell(d.cite),
          cell(d.sure),
          cell(d.due ?? w('法律未定日期', 'no date in the law')),
        ]),
      },
      ...duties.more,
    );
  }
  if (facts.assumed.length > 0) blocks.push(...assumed(plan));
  return blocks;
}

/** Defaults that decisions took because nobody said: to be confirmed, for a wrong one makes a wrong filing. */
function assumed({ facts, names, gaps }: Plan): Block[] {
  const { rows, more } = limited(facts.assumed);
  return [
    heading(2, '判定时采用默认值的事实', 'Facts that decisions took by default'),
    text(
      '以下事实无人申报，判定时采用默认值。默认值不是申报内容，提交前须逐项确认。',
      'Nobody declared these; decisions took the default. A default is no statement of the exporter: each has to be confirmed before filing.',
    ),
    {
      kind: 'answer',
      gap: gaps.add(
        'counsel',
        `确认判定所用的 ${facts.assumed.length} 项默认事实（见附件）`,
        `confirm the ${facts.assumed.length} facts that decisions took by default (annex)`,
      ),
    },
    {
      kind: 'table',
      columns: [column('事实', 'Fact', 52), column('默认值', 'Default', 20), column('账本叶', 'Leaves', 28)],
      rows: rows.map((a) => [
        cell(join([factName(a.fact), same(a.fact)])),
        cell(valueWords(a.value, names)),
        leavesCell(a.leaves),
      ]),
    },
    ...more,
  ];
}
