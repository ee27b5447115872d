import { type Block, cell, column, heading, join, note, number, same, text, w } from '../document.ts';
import { count, type Plan } from './common.ts';

const MAX_SOURCES = 1000;

/** By what an auditor finds every leaf again, and what is not in the filing. */
export function sourcesPart(plan: Plan): Block[] {
  const { facts } = plan;
  const shown = facts.sources.slice(0, MAX_SOURCES);
  const rest = facts.sources.length - shown.length;
  const others = Object.entries(facts.others).map(([status, n]) => {
    const words = OTHERS[status] ?? same(status);
    return w(`${words.zh} ${number(n)} 次`, `${number(n)} ${words.en}`);
  });
  if (facts.elsewhere.exporter > 0)
    others.push(
      w(
        `其他出境方已放行 ${number(facts.elsewhere.exporter)} 次`,
        `${number(facts.elsewhere.exporter)} released of other exporters`,
      ),
    );
  if (facts.elsewhere.origin > 0)
    others.push(
      w(
        `自其他法域已放行 ${number(facts.elsewhere.origin)} 次`,
        `${number(facts.elsewhere.origin)} released from other countries`,
      ),
    );
  if (facts.elsewhere.recipient > 0)
    others.push(
      w(
        `其他接收方已放行 ${number(facts.elsewhere.recipient)} 次`,
        `${number(facts.elsewhere.recipient)} released to other recipients`,
      ),
    );
  const left = others.length === 0 ? w('无', 'none') : join(others, w('；', '; '));
  return [
    heading(1, '附表：计算来源', 'Annex: what all this was computed from'),
    text(
      '本文件的全部数字由下列账本条目计算得出，账本全部条目均已重新计算并与签名头核对，每一条目均与其承诺值核对一致。审计人可凭传输编号取得凭证，离线验证并重新计算。完整清单另见同目录下的 CSV 文件。',
      'Every number of this document was computed from these leaves, of which each was held against what it commits to; the root of the whole ledger was computed again and is the one signed. With the id of a transfer an auditor gets its receipt, verifies it offline and computes again. The whole list is in the CSV file beside this one.',
    ),
    {
      kind: 'form',
      rows: [[w('账本签名头（检查点）', 'Signed head of the ledger (checkpoint)'), cell(facts.ledger.note.trimEnd())]],
    },
    {
      kind: 'table',
      columns: [
        column('传输编号', 'Transfer', 34),
        column('日期', 'Day', 14),
        column('账本叶', 'Leaf', 10, true),
        column('放行叶', 'Closing leaf', 10, true),
        column('记录数', 'Records', 12, true),
        column('人数', 'Persons', 10, true),
        column('其中敏感', 'Sensitive', 10, true),
      ],
      rows: shown.map((s) => [
        cell(s.transfer),
        cell(s.day),
        cell(String(s.leaf)),
        cell(String(s.closing)),
        count(s.records),
        count(s.recorded.persons),
        count(s.recorded.sensitive),
      ]),
    },
    ...(rest > 0 ? [note(`另有 ${number(rest)} 条见 CSV 文件。`, `${number(rest)} more in the CSV file.`)] : []),
    note(
      `期间内未列入的传输：${left.zh}。检查、留置、拒绝和中断的传输不计入本文件。`,
      `Transfers of the period that are not in here: ${left.en}. What was only checked, held, refused or broken off does not count in this document.`,
    ),
  ];
}

const OTHERS: Readonly<Record<string, { zh: string; en: string }>> = {
  checked: w('仅检查', 'only checked'),
  held: w('留置', 'held'),
  refused: w('拒绝', 'refused'),
  broken: w('中断', 'broken off'),
  recorded: w('未完成', 'unfinished'),
};
