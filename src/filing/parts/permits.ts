import { type Block, cell, column, heading, join, note, number, plain, same, text, w } from '../document.ts';
import type { Persons } from '../facts.ts';
import { limited, type Plan, sourceNote } from './common.ts';

const PERMIT = {
  'security-assessment': w('数据出境安全评估', 'security assessment'),
  'standard-contract': w('个人信息出境标准合同', 'standard contract'),
  certification: w('个人信息保护认证', 'certification'),
} as const;

/** Permits in hand and what is used of them. */
export function permitsPart(plan: Plan): Block[] {
  const { permits, window } = plan.facts;
  const blocks: Block[] = [heading(2, '已取得的许可及使用情况', 'Permits in hand and what is used of them')];
  if (permits.length === 0) {
    blocks.push(text('状态中未登记任何许可。', 'No permit is in the state.'));
    return blocks;
  }
  const { rows, more } = limited(permits);
  const budget = (n: number | undefined) =>
    n === undefined || n === Number.MAX_SAFE_INTEGER ? w('未载明', 'none named') : same(number(n));
  const pair = (p: Persons) =>
    w(
      `${number(p.persons)} 人\n其中敏感 ${number(p.sensitive)} 人`,
      `${number(p.persons)}\nsensitive ${number(p.sensitive)}`,
    );
  blocks.push(
    {
      kind: 'table',
      columns: [
        column('编号与类型', 'Number and kind', 20),
        column('日期', 'Dates', 20),
        column('范围', 'Scope', 22),
        column('许可人数', 'Persons allowed', 12, true),
        column('累计使用（去重）', 'Used, each once', 13, true),
        column('窗口内放行（去重）', 'Released in the window', 13, true),
      ],
      rows: rows.map(({ permit: p, validUntil, ended, used, inWindow }) => [
        cell(join([same(p.id), PERMIT[p.kind], ...(ended ? [w('已收回', 'taken back')] : [])])),
        cell(
          join([
            ...(p.issuedOn === undefined ? [] : [w(`出具 ${p.issuedOn}`, `issued ${p.issuedOn}`)]),
            ...(p.effectiveOn === undefined ? [] : [w(`生效 ${p.effectiveOn}`, `in effect ${p.effectiveOn}`)]),
            ...(p.filedOn === undefined ? [] : [w(`备案 ${p.filedOn}`, `filed ${p.filedOn}`)]),
            validUntil === null ? w('无已知届满日', 'no end known') : w(`至 ${validUntil}`, `until ${validUntil}`),
          ]),
        ),
        cell(
          join([
            same(plain(p.scope.recipients.join(', '))),
            join(p.scope.places.map(plan.names.country), w('、', ', ')),
            join(p.scope.purposes.map(plan.names.purpose), w('；', '; ')),
            join(p.scope.grades.map(plan.names.grade), w('、', ', ')),
          ]),
        ),
        cell(
          join([
            budget(p.budget?.persons),
            ...(p.budget?.sensitivePersons === undefined
              ? []
              : [w(`其中敏感 ${number(p.budget.sensitivePersons)}`, `sensitive ${number(p.budget.sensitivePersons)}`)]),
          ]),
        ),
        cell(pair(used)),
        cell(pair(inWindow)),
      ]),
    },
    ...more,
    note(
      `“累计使用”自许可登记起计；“窗口内放行”自 ${window.since} 起计。`,
      `“Used” is since the permit was added; “released in the window” since ${window.since}.`,
    ),
    sourceNote(
      plan,
      [...new Set(permits.flatMap((p) => p.inWindow.leaves))].sort((a, b) => a - b),
    ),
  );
  return blocks;
}
