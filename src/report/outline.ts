/** A derivation as lines under lines, in one language; the command line and the report print them. Pure. */

import { citeWords } from '../model/cite-words.ts';
import type { DerivationNode, FactSource, NodeValue, RuleRef } from '../model/explanation.ts';
import type { Sure } from '../model/words.ts';
import { count } from './text.ts';
import { CLASS, type Language, type Text } from './words.ts';

export interface Line {
  /** Whether it is so; null for what is neither true nor false. */
  readonly mark: boolean | null;
  readonly text: string;
  /** What it is, in words, or where it stands. */
  readonly detail?: string;
  readonly source?: FactSource;
  readonly sure?: Sure;
  readonly url?: string;
  /** The fact or number of the law that it says what it is; said before, that need not be said again. */
  readonly about?: string;
  /** It says nothing else: said before, it can be left out. */
  readonly spare?: boolean;
  readonly below: readonly Line[];
}

export const SOURCE: Readonly<Record<FactSource, Text>> = {
  measured: { en: 'measured', zh: '实测' },
  declared: { en: 'declared', zh: '已声明' },
  assumed: { en: 'assumed', zh: '默认假设' },
};

const RELATION: Readonly<Record<string, Text>> = {
  '==': { en: 'is', zh: '为' },
  '!=': { en: 'is not', zh: '不为' },
  '<': { en: 'is below', zh: '小于' },
  '<=': { en: 'is at most', zh: '不大于' },
  '>': { en: 'is above', zh: '大于' },
  '>=': { en: 'is at least', zh: '不小于' },
  in: { en: 'is one of', zh: '属于' },
};

export const DATE_UNIT: Readonly<Record<string, Text>> = {
  days: { en: 'days', zh: '日' },
  'working-days': { en: 'working days', zh: '个工作日' },
  months: { en: 'months', zh: '个月' },
  years: { en: 'years', zh: '年' },
};

/** Items of a list that are named; a parameter may be a long one. */
const MAX_NAMED = 12;

export function valueText(value: NodeValue, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  if (typeof value === 'boolean') return value ? t('yes', '是') : t('no', '否');
  if (typeof value === 'number') return count(value);
  if (typeof value === 'string') return value === '' ? t('empty', '空') : value;
  if (value.length === 0) return t('none', '无');
  const more = value.length - MAX_NAMED;
  const named = value
    .slice(0, MAX_NAMED)
    .map((v) => (typeof v === 'number' ? count(v) : v))
    .join(t(', ', '、'));
  return more > 0 ? `${named}${t(` and ${more} more`, `等 ${value.length} 项`)}` : named;
}

/** `in force since 2024-03-22`. */
export function intervalText([from, to]: readonly [string, string | null], language: Language): string {
  if (language === 'en') return to === null ? `since ${from}` : `from ${from} to before ${to}`;
  return to === null ? `自${from}起` : `${from}起至${to}（不含）`;
}

export function outline(node: DerivationNode, language: Language): Line {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const of = (child: DerivationNode) => outline(child, language);
  switch (node.op) {
    case 'and':
      return { mark: node.truth, text: t('all of these', '以下全部成立'), below: node.of.map(of) };
    case 'or':
      return { mark: node.truth, text: t('at least one of these', '以下至少一项成立'), below: node.of.map(of) };
    case 'not':
      return negated(node.of[0]!, node.truth, language);
    case 'exists':
    case 'all': {
      const list = operand(node.list, language);
      const text =
        node.op === 'exists'
          ? t(`for at least one of ${list}`, `${list}中至少一项`)
          : t(`for all of ${list}`, `${list}中每一项`);
      const items = node.items.map(
        (i): Line => ({ mark: isTrue(i.of), text: valueText(i.item, language), below: [of(i.of)] }),
      );
      const more: Line[] =
        node.more > 0 ? [{ mark: null, text: t(`and ${node.more} more`, `另有 ${node.more} 项`), below: [] }] : [];
      return { mark: node.truth, text, below: [...explained(node.list, language), ...items, ...more] };
    }
    case 'if':
      return {
        mark: truthOf(node),
        text: t('if the first, the second, else the third', '如第一项成立则取第二项，否则取第三项'),
        below: node.of.map(of),
      };
    case '+':
    case '-':
    case 'minus':
    case 'list':
      return { mark: null, text: operand(node, language), below: node.of.flatMap((n) => explained(n, language)) };
    case 'literal':
    case 'variable':
    case 'cut':
      return { mark: truthOf(node), text: operand(node, language), below: [] };
    case 'day':
      return { mark: null, text: operand(node, language), below: [] };
    case 'fact':
      return {
        mark: truthOf(node),
        text: `${node.fact}${t(': ', '：')}${valueText(node.value, language)}`,
        detail: node.words[language],
        source: node.source,
        about: node.fact,
        below: [],
      };
    case 'parameter': {
      const { words, cite, inForce, url, sure } = node;
      const parts = [words[language], intervalText(inForce, language), citeIn(cite, language)];
      return { mark: null, text: operand(node, language), detail: parts.join(t('; ', '；')), url, sure, below: [] };
    }
    case 'term':
      return {
        mark: node.truth,
        text: `term.${node.name}${t(': ', '：')}${valueText(node.truth, language)}${node.shownBefore ? t(', as above', '，同上') : ''}`,
        below: node.definedBy.map((d) => ({
          ...ruleLine(d, language),
          mark: d.truth,
          below: d.condition === null ? [] : [of(d.condition)],
        })),
      };
    case 'date':
      return {
        mark: null,
        text: operand(node, language),
        detail: t(`${node.add} ${DATE_UNIT[node.unit]!.en} on`, `其后${node.add}${DATE_UNIT[node.unit]!.zh}`),
        below: [of(node.from)],
      };
    case 'present':
      return {
        mark: node.truth,
        text: t(`${CLASS[node.class].en.toLowerCase()} in the transfer`, `含${CLASS[node.class].zh}`),
        below: node.of.map(of),
      };
    default: {
      const below = node.of.flatMap((n) => explained(n, language));
      return { mark: node.truth, text: relation(node.op, node.of, language), below };
    }
  }
}

/** A comparison in words; of a list that is a fact it is said that it has something. */
function relation(op: string, [left, right]: readonly [DerivationNode, DerivationNode], language: Language): string {
  const [a, b] = [operand(left, language), operand(right, language)];
  const said = op === 'in' && right.op === 'fact' ? [b, { en: 'has', zh: '包含' }, a] : [a, RELATION[op]!, b];
  const [one, relates, other] = said as [string, Text, string];
  // A full-width bracket stands for the space before what follows it.
  const space = language === 'zh' && one.endsWith('）') ? '' : ' ';
  return `${one}${space}${relates[language]} ${other}`;
}

/** What has not to be so, marked by whether that is met. */
function negated(node: DerivationNode, truth: boolean, language: Language): Line {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const line = outline(node, language);
  switch (node.op) {
    case 'and':
      return { ...line, mark: truth, text: t('not all of these', '以下并非全部成立') };
    case 'or':
      return { ...line, mark: truth, text: t('none of these', '以下均不成立') };
    default:
      return { ...line, mark: truth, text: `${t('not', '非')} ${line.text}` };
  }
}

/** A rule in a line, where it stands and how far that was checked. */
export function ruleLine(rule: RuleRef, language: Language): Line {
  const { title, cite, inForce, url, sure } = rule;
  const since = intervalText(inForce, language);
  return {
    mark: null,
    text: `${rule.rule}${language === 'en' ? `, ${title.en}` : `：${title.zh}`}`,
    detail: `${citeIn(cite, language)}${language === 'en' ? '; in force ' : '；施行：'}${since}`,
    url,
    sure,
    below: [],
  };
}

function citeIn(cite: string, language: Language): string {
  return citeWords(cite, undefined)[language];
}

/** What stands on one side of a comparison. */
function operand(node: DerivationNode, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const named = (name: string, value: NodeValue, unit = '') =>
    t(`${name} (${valueText(value, 'en')}${unit})`, `${name}（${valueText(value, 'zh')}）`);
  switch (node.op) {
    case 'fact':
      return t(
        `${node.fact} (${valueText(node.value, 'en')}, ${SOURCE[node.source].en})`,
        `${node.fact}（${valueText(node.value, 'zh')}，${SOURCE[node.source].zh}）`,
      );
    case 'parameter':
      return named(`p.${node.parameter}`, node.value, typeof node.value === 'number' ? ` ${node.unit}` : '');
    case 'day':
      return named(t('the day of the law', '适用法律之日'), node.value);
    case 'date':
      return named(`date.${node.name}`, node.value);
    case 'variable':
      return named(node.name ?? '', node.value);
    case 'literal':
      return valueText(node.value, language);
    case '+':
    case '-':
      return node.of.map((n) => operand(n, language)).join(` ${node.op} `);
    case 'list':
      return `[${node.of.map((n) => operand(n, language)).join(t(', ', '、'))}]`;
    case 'if':
      return valueText(node.value, language);
    case 'minus':
      return `-${operand(node.of[0]!, language)}`;
    case 'cut':
      return `… (${valueText(node.value, language)})`;
    case 'term':
      return named(`term.${node.name}`, node.truth);
    default:
      return valueText(isTrue(node), language);
  }
}

/** What there is to say of an operand below its comparison: nothing of what stands there whole. */
function explained(node: DerivationNode, language: Language): Line[] {
  switch (node.op) {
    case 'literal':
    case 'variable':
    case 'day':
    case 'cut':
      return [];
    case '+':
    case '-':
    case 'minus':
    case 'list':
    case 'if':
      return node.of.flatMap((n) => explained(n, language));
    case 'fact': {
      const { fact, words } = node;
      const text = `${fact}${language === 'en' ? ': ' : '：'}${words[language]}`;
      return [{ mark: null, text, about: fact, spare: true, below: [] }];
    }
    case 'parameter': {
      const line = outline(node, language);
      const text = `p.${node.parameter}${language === 'en' ? ': ' : '：'}${line.detail}`;
      return [{ ...line, text, detail: '', about: `p.${node.parameter}`, spare: true }];
    }
    default:
      return [outline(node, language)];
  }
}

function isTrue(node: DerivationNode): boolean {
  return 'truth' in node ? node.truth : node.value === true;
}

function truthOf({ value }: { readonly value: NodeValue }): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
