/** An explanation as plain text of at most 100 columns, for a terminal. Pure. */
import type {
  Counterfactual,
  Explanation,
  LawDerivation,
  NearestThreshold,
  ScopeDerivation,
} from '../model/explanation.ts';
import { type Line, outline, ruleLine, SOURCE, valueText } from './outline.ts';
import { count } from './text.ts';
import { CLASS, type Language, OUTCOME, SURE, type Text } from './words.ts';

const WIDTH = 100;
/** Rules that do not hold for want of one thing, or of any one of several. */
export const NEAR: Text = {
  en: 'Near, but not so: the condition lacks one thing, any of these',
  zh: '接近但不成立：条件仅缺以下任一项',
};

/** Facts that are told; `--json` has them all. */
const MAX_CHANGES = 30;

/** The whole explanation, sections under headings. */
export function explanationText(e: Explanation, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const page = new Page(language);
  page.say(
    0,
    t(`How this was derived, by the law of ${e.derivation.asOf}`, `推导过程（适用${e.derivation.asOf}的法律）`),
  );
  for (const law of e.derivation.laws) lawText(page, law, language);
  page.blank();
  page.say(0, t('Nearest threshold', '最近的数量门槛'));
  page.say(
    2,
    e.nearest === null
      ? t('No count is compared with a number.', '没有与数量标准比较的人数。')
      : nearestText(e.nearest, language),
  );
  page.blank();
  page.say(0, t('If this were so, and everything else as it is', '假如下列事实不同（其他一切不变）'));
  changesText(page, e, language);
  return page.text();
}

function lawText(page: Page, law: LawDerivation, language: Language): void {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  page.blank();
  page.say(
    0,
    t(
      `${law.name.en} (${law.pack} ${law.version}): ${OUTCOME[law.outcome].en}; ${verdictText(law.verdict, 'en')}`,
      `${law.name.zh}（${law.pack} ${law.version}）：${OUTCOME[law.outcome].zh}；${verdictText(law.verdict, 'zh')}`,
    ),
  );
  if (law.permit !== null) page.say(2, t(`Permit ${law.permit} covers it.`, `许可${law.permit}已涵盖。`));
  page.say(2, appliesText(law, language));
  for (const node of law.applies.of) page.lines(4, [outline(node, language)]);
  const told = new Set<string>();
  for (const scope of law.scopes) {
    if (scope.outcome === null && scope.near.length === 0) continue;
    scopeText(page, scope, told, language);
  }
}

export function appliesText({ applies }: LawDerivation, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  switch (applies.why) {
    case 'governs':
      return t('It applies: its law binds the exporter.', '适用理由：该法约束出口方。');
    case 'condition':
      return t('It applies: its own condition holds.', '适用理由：其自身适用条件成立。');
    case 'policy':
      return t('It applies: a policy binds whoever loads it.', '适用理由：内部政策约束加载者。');
    default:
      return applies.why satisfies never;
  }
}

export function scopeTitle(scope: ScopeDerivation, language: Language): string {
  const name =
    scope.scope === 'transfer'
      ? language === 'en'
        ? 'The transfer as a whole'
        : '整个传输'
      : CLASS[scope.scope][language];
  const outcome =
    scope.outcome === null ? (language === 'en' ? 'no rule holds' : '无规则成立') : OUTCOME[scope.outcome][language];
  return language === 'en' ? `${name}: ${outcome}` : `${name}：${outcome}`;
}

function scopeText(page: Page, scope: ScopeDerivation, told: Set<string>, language: Language): void {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  page.blank();
  page.say(2, scopeTitle(scope, language));
  if (scope.present !== null) {
    page.say(4, t('Such data are in the transfer', '传输含此类数据'));
    page.lines(6, [outline(scope.present, language)]);
  }
  if (scope.otherwise)
    page.say(
      4,
      t('No rule decides: the outcome is the one the pack names for that.', '无规则判定：采用规则包指定的结论。'),
    );
  for (const rule of scope.decidedBy) {
    page.lines(4, [prefixed(t('Decided by ', '判定规则 '), ruleLine(rule, language))]);
    if (told.has(rule.rule)) page.say(6, t('its condition as above', '条件同上'));
    else if (rule.condition === null) page.say(6, t('without a condition: it always holds', '无条件：恒成立'));
    else page.lines(6, [outline(rule.condition, language)]);
    if (rule.met !== null && !told.has(rule.rule)) {
      page.say(6, t('What it asks for is in hand where this holds', '所要求的条件已具备，当且仅当'));
      page.lines(8, [outline(rule.met, language)]);
    }
    told.add(rule.rule);
  }
  for (const rule of scope.alsoHeld) {
    const why = heldWhy(rule.prevailedOverBy, language);
    page.lines(4, [prefixed(t('Holds too: ', '同时成立：'), { ...ruleLine(rule, language), mark: null })]);
    page.say(6, `${OUTCOME[rule.outcome][language]}${t('; ', '；')}${why}`);
  }
  if (scope.near.length === 0) return;
  page.say(4, NEAR[language]);
  for (const rule of scope.near) {
    page.say(6, `${rule.rule}${t(', ', '：')}${rule.title[language]} → ${OUTCOME[rule.outcome][language]}`);
    if (told.has(`near ${rule.rule}`)) continue;
    told.add(`near ${rule.rule}`);
    page.lines(
      8,
      rule.lacking.map((n) => outline(n, language)),
    );
  }
  if (scope.moreNear > 0) page.say(6, t(`and ${scope.moreNear} more`, `另有 ${scope.moreNear} 条`));
}

export function heldWhy(by: readonly string[], language: Language): string {
  if (by.length > 0) return language === 'en' ? `${by.join(', ')} prevails over it` : `${by.join('、')}优先适用`;
  return language === 'en' ? 'another outcome is graver' : '另一结论更严格';
}

export function verdictText(verdict: 'pass' | 'hold' | 'refuse', language: Language): string {
  const words = {
    pass: { en: 'may leave', zh: '可以出境' },
    hold: { en: 'needs what is not in hand', zh: '尚缺必要条件' },
    refuse: { en: 'may not leave', zh: '不得出境' },
  };
  return words[verdict][language];
}

/** The nearest threshold in a sentence or two. */
export function nearestText(n: NearestThreshold, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const where =
    n.distance === 0
      ? t('exactly reached', '恰好达到')
      : n.side === 'below'
        ? t(`${count(n.distance)} below it`, `尚差 ${count(n.distance)}`)
        : t(`${count(n.distance)} beyond it`, `超出 ${count(n.distance)}`);
  const parts = n.changedClasses.filter((c) => n.byClassBeyond[c] !== n.outcomeBeyond);
  const classes = parts.map((c) => {
    const outcome = n.byClassBeyond[c];
    return `${CLASS[c][language]}${t(': ', '：')}${outcome === null ? t('none', '无') : OUTCOME[outcome][language]}`;
  });
  const whole = `${OUTCOME[n.outcomeBeyond][language]}${t('; ', '；')}${verdictText(n.verdictBeyond, language)}`;
  const beyond = n.changes
    ? [...classes, parts.length === 0 ? whole : t(`in all, ${whole}`, `整体：${whole}`)].join(t('; ', '；'))
    : t('nothing would change', '结论不变');
  return t(
    `${n.fact} is ${count(n.count)} (${SOURCE[n.source].en}); ${count(n.limit)} is the number for: ${n.label.en} (${n.pack}, ${n.rule}): ${where}. If it were ${count(n.other)}: ${beyond}.`,
    `${n.fact} 为 ${count(n.count)}（${SOURCE[n.source].zh}），“${n.label.zh}”的标准为 ${count(n.limit)}（${n.pack}，${n.rule}）：${where}。假如为 ${count(n.other)}：${beyond}。`,
  );
}

/** One "if this were so" in a sentence: what would come out, in the whole or else in single laws. */
export function changeText(c: Counterfactual, language: Language, part: 'whole' | 'laws' = 'whole'): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const values = c.values.map((v) => valueText(v, language));
  const or =
    values.length > 6 ? [...values.slice(0, 6), t(`${values.length - 6} more`, `另 ${values.length - 6} 项`)] : values;
  const along =
    c.along === null
      ? ''
      : t(
          ` (then ${c.along.fact} too is ${count(c.along.value)})`,
          `（${c.along.fact} 亦随之为 ${count(c.along.value)}）`,
        );
  const rules = c.rules
    .map((r) => r.rule)
    .slice(0, 3)
    .join(t(', ', '、'));
  const by = rules === '' ? '' : t(` (${rules})`, `（${rules}）`);
  const then =
    part === 'whole'
      ? `${OUTCOME[c.outcome][language]}${t('; ', '；')}${verdictText(c.verdict, language)}`
      : lawsText(c, language);
  return t(
    `If ${c.fact} were ${or.join(' or ')}, not ${valueText(c.value, 'en')} (${SOURCE[c.source].en})${along}: ${then}${by}`,
    `假如 ${c.fact} 为${or.join('或')}，而非${valueText(c.value, 'zh')}（${SOURCE[c.source].zh}）${along}：${then}${by}`,
  );
}

/** The laws that would answer otherwise, and how. */
export function lawsText({ laws }: Counterfactual, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  return laws
    .map(({ pack, outcome, verdict }) =>
      outcome === null || verdict === null
        ? t(`${pack} would not apply`, `${pack} 将不适用`)
        : `${pack}${t(': ', '：')}${OUTCOME[outcome][language]}${t('; ', '；')}${verdictText(verdict, language)}`,
    )
    .join(t('; ', '；'));
}

/** Groups of suppositions under their headings: whose to establish, and what of them would change. */
export function groupsOf(e: Explanation, language: Language) {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const counsels = t("Counsel's to establish: declared or assumed", '由法务核实（已声明或默认假设）');
  const measured = t('Measured', '实测');
  const oneLaw = t(', changing one law and not the whole', '，仅改变单部法律、不改变整体');
  const groups = [
    { title: counsels, part: 'whole' as const, some: e.wouldChange.filter((c) => c.source !== 'measured') },
    { title: measured, part: 'whole' as const, some: e.wouldChange.filter((c) => c.source === 'measured') },
    {
      title: `${counsels}${oneLaw}`,
      part: 'laws' as const,
      some: e.wouldChangeOneLaw.filter((c) => c.source !== 'measured'),
    },
    {
      title: `${measured}${oneLaw}`,
      part: 'laws' as const,
      some: e.wouldChangeOneLaw.filter((c) => c.source === 'measured'),
    },
  ];
  return groups.filter((g) => g.some.length > 0);
}

function changesText(page: Page, e: Explanation, language: Language): void {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  if (e.wouldChange.length === 0) {
    page.say(2, t('No single fact would change the outcome.', '任何单一事实均不改变结论。'));
  }
  for (const { title, part, some } of groupsOf(e, language)) {
    page.say(2, title);
    for (const c of some.slice(0, MAX_CHANGES)) page.say(4, changeText(c, language, part), 2);
    const more = some.length - MAX_CHANGES;
    if (more > 0) page.say(4, t(`and ${more} more`, `另有 ${more} 项`));
  }
  if (!e.complete) page.say(2, t('Not all could be tried.', '未能逐一尝试全部情形。'));
}

function prefixed(before: string, line: Line): Line {
  return { ...line, text: `${before}${line.text}` };
}

/** Lines that are broken where they would be too long, and stay indented. */
class Page {
  readonly #lines: string[] = [];
  readonly #language: Language;
  readonly #told = new Set<string>();

  constructor(language: Language) {
    this.#language = language;
  }

  blank(): void {
    this.#lines.push('');
  }

  /** `hang`: how much further the lines after the first stand in. */
  say(indent: number, text: string, hang = 0): void {
    wrap(text, WIDTH - indent, WIDTH - indent - hang).forEach((line, i) => {
      this.#lines.push(`${' '.repeat(indent + (i === 0 ? 0 : hang))}${line}`);
    });
  }

  /** What a fact or a number of the law is, is said once. */
  lines(indent: number, lines: readonly Line[]): void {
    for (const { mark, text, detail, source, sure, url, about, spare, below } of lines) {
      const known = about !== undefined && this.#told.has(about);
      if (about !== undefined) this.#told.add(about);
      if (known && spare) continue;
      const sign = mark === null ? '' : mark ? '✓ ' : '✗ ';
      this.say(indent, `${sign}${text}${this.#from(source)}`, 2);
      const more = [detail, sure === undefined ? undefined : `${sure} ${SURE[sure].short[this.#language]}`, url];
      const said = more.filter((m) => m !== undefined && m !== '').join(this.#language === 'en' ? '; ' : '；');
      if (said !== '' && !known) this.say(indent + 2 + sign.length, said);
      this.lines(indent + 2, below);
    }
  }

  #from(source: Line['source']): string {
    if (source === undefined) return '';
    return this.#language === 'en' ? ` (${SOURCE[source].en})` : `（${SOURCE[source].zh}）`;
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Parts that stay together: words with what closes them, and Chinese characters with what opens and closes them. */
const PART =
  /[（“‘《]*[\u2e80-\u2fff\u3003-\u9fff\uff10-\uff5a][，。；：、）”’》]*|[（“‘《]*[^\s\u2e80-\u9fff\uff00-\uffef“”‘’]+[，。；：、）”’》]*\s*|\S\s*|\s+/gu;

/** Breaks between parts; an address stays whole. */
function wrap(text: string, first: number, rest: number): string[] {
  const out: string[] = [];
  let line = '';
  let width = 0;
  for (const part of text.match(PART) ?? []) {
    const room = out.length === 0 ? first : rest;
    if (width > 0 && width + displayWidth(part.trimEnd()) > room) {
      out.push(line.trimEnd());
      line = '';
      width = 0;
    }
    line += part;
    width += displayWidth(part);
  }
  return [...out, line.trimEnd()];
}

function displayWidth(text: string): number {
  let width = 0;
  for (const ch of text)
    width += /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(ch)
      ? 2
      : 1;
  return width;
}
