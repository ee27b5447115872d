import { type Block, cell, column, plain, text } from '../document.ts';
import { leavesCell, limited, type Plan } from './common.ts';

/** What decisions flagged for counsel. */
export function flagsPart({ facts }: Plan): Block[] {
  if (facts.flags.length === 0) return [text('各次判定未提示其他事项。', 'The decisions flagged nothing.')];
  const { rows, more } = limited(facts.flags);
  return [
    {
      kind: 'table',
      columns: [column('提示', 'Flag', 26), column('内容', 'What it says', 56), column('账本叶', 'Leaves', 18)],
      rows: rows.map((f) => [cell(f.code), cell({ zh: plain(f.text.zh), en: plain(f.text.en) }), leavesCell(f.leaves)]),
    },
    ...more,
  ];
}
