import { FACTS } from '../../model/facts.ts';
import {
  type Block,
  type Cell,
  cell,
  type Gap,
  type Gaps,
  join,
  leafRanges,
  missing,
  note,
  number,
  plain,
  same,
  type Words,
  w,
} from '../document.ts';
import type { FilingFacts, Names } from '../facts.ts';

/** What every part of a filing is planned with. */
export interface Plan {
  readonly facts: FilingFacts;
  readonly names: Names;
  readonly gaps: Gaps;
}

/** Rows that a table shows; the rest is counted below it. */
const MAX_ROWS = 500;

/** Which leaves a table was computed from, so that whoever doubts it can compute it again. */
export function sourceNote({ facts }: Plan, leaves: readonly number[]): Block {
  const ranges = leafRanges(leaves);
  const n = number(leaves.length);
  return note(
    `数据来源：账本叶 ${ranges.zh}（共 ${n} 次放行），截至检查点 ${facts.ledger.size}；传输编号见附表。`,
    `Source: ledger leaves ${ranges.en} (${n} released), under checkpoint ${facts.ledger.size}; ids of transfers in the annex.`,
  );
}

export function limited<T>(rows: readonly T[]): { readonly rows: readonly T[]; readonly more: readonly Block[] } {
  if (rows.length <= MAX_ROWS) return { rows, more: [] };
  const rest = number(rows.length - MAX_ROWS);
  return {
    rows: rows.slice(0, MAX_ROWS),
    more: [
      note(
        `另有 ${rest} 行未列出，载于各次传输的凭证。`,
        `${rest} more rows are left out here; the receipts of the transfers have them.`,
      ),
    ],
  };
}

export const leavesCell = (leaves: readonly number[]): Cell => cell(leafRanges(leaves, 6));
export const count = (n: number): Cell => cell(number(n));

/** Values of facts in words. */
const VALUES: Readonly<Record<string, Words>> = {
  true: w('是', 'yes'),
  false: w('否', 'no'),
  transmit: w('传输或存储至境外', 'sent or stored abroad'),
  'remote-access': w('境外远程访问', 'reached from abroad'),
  'direct-collection': w('境外直接收集', 'collected from abroad'),
  'not-stated': w('未说明', 'not stated'),
  consent: w('取得个人同意', 'consent'),
  contract: w('订立、履行个人作为一方的合同所必需', 'contract of the individual'),
  hr: w('依法实施人力资源管理所必需', 'human resources'),
  'statutory-duty': w('履行法定职责或者法定义务所必需', 'statutory duty'),
  emergency: w('应对突发公共卫生事件或者紧急情况', 'emergency'),
  news: w('新闻报道、舆论监督', 'news reporting'),
  'already-public': w('处理已公开的个人信息', 'already public'),
  'other-law': w('法律、行政法规规定的其他情形', 'another law'),
  customers: w('客户', 'customers'),
  employees: w('员工', 'employees'),
  applicants: w('求职者', 'applicants'),
  none: w('无', 'none'),
  other: w('其他', 'other'),
  'not-asked': w('未申请', 'not asked'),
  granted: w('已批准', 'granted'),
  refused: w('未批准', 'refused'),
  'self-filed': w('自行识别申报', 'filed by the exporter itself'),
  notified: w('主管部门告知', 'notified by an authority'),
  published: w('主管部门公开发布', 'published by an authority'),
  domestic: w('境内', 'domestic'),
  foreign: w('国外', 'foreign country'),
  'hong-kong': w('香港', 'Hong Kong'),
};

/** A value of a fact as somebody declared it. */
export function valueWords(value: unknown, names: Names): Words {
  if (Array.isArray(value)) {
    if (value.length === 0) return w('无', 'none');
    return join(
      value.map((v) => (typeof v === 'string' && /^[A-Z]{2}$/.test(v) ? names.country(v) : valueWords(v, names))),
      w('、', ', '),
    );
  }
  if (typeof value === 'number') return same(number(value));
  if (typeof value === 'string' && value === '') return w('无', 'none');
  const known = Object.hasOwn(VALUES, String(value)) ? VALUES[String(value)] : undefined;
  return known ?? same(plain(typeof value === 'object' ? JSON.stringify(value) : String(value)));
}

/** What a fact is called, by the catalogue of facts. */
export function factName(path: string): Words {
  let at: unknown = FACTS;
  for (const name of path.split('.')) {
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined;
  }
  const { en, zh } = (at ?? {}) as { readonly en?: unknown; readonly zh?: unknown };
  return { en: typeof en === 'string' ? en : path, zh: typeof zh === 'string' ? zh : path };
}

/** A fact that was given with transfers, or a gap; where only some transfers have it, both. */
export function declaredCell({ facts, names }: Plan, path: string, gap: () => Gap): Cell {
  const fact = facts.declared.get(path);
  if (fact === undefined || fact.values.length === 0) return missing(gap());
  const several = fact.values.length > 1 || fact.silent.length > 0;
  const lines = fact.values.map(({ value, leaves }) => {
    const words = valueWords(value, names);
    const at = leafRanges(leaves, 6);
    return several ? w(`${words.zh}（账本叶 ${at.zh}）`, `${words.en} (leaves ${at.en})`) : words;
  });
  return { text: join(lines), gap: fact.silent.length > 0 ? gap() : null };
}

/** A fact of `douane.yaml`, or a gap. */
export function exporterCell({ facts, names }: Plan, path: string, gap: () => Gap): Cell {
  const value = facts.exporter.declared.get(path);
  return value === undefined ? missing(gap()) : cell(valueWords(value, names));
}
