import { KINDS } from '../../model/kinds.ts';
import { GRADES } from '../../model/words.ts';
import { type Block, cell, column, heading, join, note, number, plain, same, text, w } from '../document.ts';
import type { FieldRow } from '../facts.ts';
import { count, leavesCell, limited, type Plan, sourceNote } from './common.ts';

/** Fields with what they hold, what the law makes of it, and how they were treated. Gravest first. */
export function fieldsPart(plan: Plan, which: 'all' | 'ordinary' | 'sensitive' = 'all'): Block[] {
  const grave = (f: FieldRow) => GRADES.indexOf(f.left) >= GRADES.indexOf('sensitive');
  const chosen = plan.facts.fields
    .filter((f) => which === 'all' || (f.left !== 'none' && grave(f) === (which === 'sensitive')))
    .toSorted(
      (a, b) => GRADES.indexOf(b.grade) - GRADES.indexOf(a.grade) || b.hits - a.hits || (a.path < b.path ? -1 : 1),
    );
  if (chosen.length === 0) {
    return [text('未在放行的数据中发现此类字段。', 'No such field was found in what was released.')];
  }
  const { rows, more } = limited(chosen);
  return [
    {
      kind: 'table',
      columns: [
        column('字段', 'Field', 20),
        column('个人信息种类', 'Kind', 18),
        column('级别', 'Grade', 12),
        column('出境前处理', 'Treatment', 14),
        column('出境时级别', 'Grade as it left', 12),
        column('含有该类信息的取值数', 'Values of that kind', 12, true),
        column('账本叶', 'Leaves', 12),
      ],
      rows: rows.map((f) => [
        cell(plain(f.path)),
        cell({ zh: KINDS[f.kind].zh, en: KINDS[f.kind].en }),
        cell(plan.names.grade(f.grade)),
        cell(f.treatment === null ? w('未处理，原样', 'none, as it was') : plan.names.treatment(f.treatment)),
        cell(f.left === 'none' ? w('未出境', 'did not leave') : plan.names.grade(f.left)),
        count(f.hits),
        leavesCell(f.leaves),
      ]),
    },
    ...more,
    note(
      '级别按各次传输当日的法律与标准确定；取值数为出境前检出数，不是人数。本表不含任何取值。',
      'Grades are by the law and standards of each transfer’s day; values are those found before treatment, not persons. No value stands in this table.',
    ),
    sourceNote(plan, sortedLeaves(chosen)),
  ];
}

const sortedLeaves = (rows: readonly FieldRow[]) => [...new Set(rows.flatMap((r) => r.leaves))].sort((a, b) => a - b);

/** What was done to the data before they left, as far as the ledger proves it. */
export function treatmentsPart(plan: Plan): Block[] {
  const treated = plan.facts.fields.filter((f) => f.treatment !== null);
  const blocks: Block[] = [heading(2, '出境前处理措施（实测）', 'Treatment before leaving (measured)')];
  if (treated.length === 0) {
    blocks.push(
      text(
        '期间内放行的数据均未由本系统处理，原样放行。',
        'Nothing that was released in the period was treated on its way out here.',
      ),
    );
    return blocks;
  }
  const { rows, more } = limited(treated);
  blocks.push(
    {
      kind: 'table',
      columns: [
        column('字段', 'Field', 30),
        column('个人信息种类', 'Kind', 25),
        column('处理', 'Treatment', 25),
        column('账本叶', 'Leaves', 20),
      ],
      rows: rows.map((f) => [
        cell(plain(f.path)),
        cell({ zh: KINDS[f.kind].zh, en: KINDS[f.kind].en }),
        cell(plan.names.treatment(f.treatment!)),
        leavesCell(f.leaves),
      ]),
    },
    ...more,
    sourceNote(plan, sortedLeaves(treated)),
  );
  return blocks;
}

const MAX_OTHER_PATHS = 100;

/** File formats, and the fields in which nothing personal was found. */
export function formatsPart(plan: Plan): Block[] {
  const { facts } = plan;
  const { rows, more } = limited(facts.formats);
  const blocks: Block[] = [
    heading(2, '数据格式', 'File formats'),
    {
      kind: 'table',
      columns: [
        column('格式', 'Format', 20),
        column('编码', 'Encoding', 20),
        column('压缩', 'Compression', 20),
        column('文件数', 'Files', 15, true),
        column('账本叶', 'Leaves', 25),
      ],
      rows: rows.map((f) => [
        cell(f.format),
        cell(f.encoding),
        cell(f.compression === 'none' ? w('无', 'none') : f.compression),
        count(f.files),
        leavesCell(f.leaves),
      ]),
    },
    ...more,
  ];
  if (facts.otherPaths.length > 0) {
    const shown = facts.otherPaths.slice(0, MAX_OTHER_PATHS).map((p) => same(plain(p)));
    const list = join(shown, w('、', ', '));
    const rest = facts.otherPaths.length - shown.length;
    blocks.push(
      text(
        `未发现个人信息的其他字段（${number(facts.otherPaths.length)} 个）：${list.zh}${rest > 0 ? ` 等（另有 ${number(rest)} 个）` : ''}。`,
        `Other fields, in which nothing personal was found (${number(facts.otherPaths.length)}): ${list.en}${rest > 0 ? ` and ${number(rest)} more` : ''}.`,
      ),
    );
  }
  blocks.push(
    sourceNote(
      plan,
      facts.sources.map((s) => s.leaf),
    ),
  );
  return blocks;
}
