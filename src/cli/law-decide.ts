/** What `law decide` prints. */
import type { Pack } from '../decide/pack.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import { citeWords } from '../model/cite-words.ts';
import type { Assumed, Decision } from '../model/decision.ts';
import type { Explanation } from '../model/explanation.ts';
import { factAt } from '../model/fact-at.ts';
import { CLASSES } from '../model/words.ts';
import { explanationText, verdictText } from '../report/explanation-text.ts';
import { valueText } from '../report/outline.ts';
import { CLASS, type Language, OUTCOME } from '../report/words.ts';
import { HEAVY, OUTCOME_WORDS } from './print-result.ts';

export interface DecidePrint {
  readonly explain?: boolean;
  readonly language: Language;
  readonly json?: boolean;
}

/** What was decided on, and by what. */
export interface DecidedFile {
  readonly text: string;
  readonly file: string;
  readonly packs: readonly Pack[];
  readonly lists: readonly ZoneList[];
  /** What else has to be said of the answer. */
  readonly notes: readonly string[];
}

/** The decision as text or one JSON object, and where it was asked for why it is what it is. */
export async function printDecision(
  decision: Decision,
  { explain, language, json }: DecidePrint,
  decided: DecidedFile,
): Promise<string> {
  const { notes } = decided;
  const explanation = explain ? await explained(decision.asOf, decided) : null;
  if (!json) return decisionText(decision, explanation, language) + notes.map((n) => `${n}\n`).join('');
  const more = explanation === null ? {} : { explanation };
  return `${JSON.stringify({ schema: 'douane.decision/1', ...decision, ...more, notes })}\n`;
}

/** Loaded when it is asked for: deciding alone starts faster. */
async function explained(asOf: string, { text, file, packs, lists }: DecidedFile): Promise<Explanation> {
  const { explainFile } = await import('../decide/explain-file.ts');
  return explainFile(text, file, packs, asOf, lists);
}

function decisionText(d: Decision, explanation: Explanation | null, language: Language): string {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const byClass = CLASSES.map((c) => {
    const outcome = d.byClass[c];
    return t(`${c} ${outcome ?? '–'}`, `${CLASS[c].zh} ${outcome === null ? '–' : OUTCOME[outcome].zh}`);
  });
  const laws = d.laws.map(
    (l) =>
      `  ${t(l.name, l.nameZh)} (${l.pack} ${l.version})${t(': ', '：')}${OUTCOME[l.outcome][language]}${t('; ', '；')}${verdictText(l.verdict, language)}`,
  );
  const lines = [
    t(
      `${d.verdict.toUpperCase()}  ${d.outcome}: ${OUTCOME_WORDS[d.outcome]}. Law of ${d.asOf}.`,
      `${verdictText(d.verdict, 'zh')}  ${OUTCOME[d.outcome].zh}。适用${d.asOf}的法律。`,
    ),
    `${t('by class: ', '分类：')}${byClass.join(t(', ', '；'))}`,
    ...(laws.length > 1 ? ['', t('Laws that apply', '适用的法律'), ...laws] : []),
    '',
    // A rule that decides several classes is said once.
    ...new Set(
      d.reasons.map((r) =>
        [
          `  ${t(r.because, r.becauseZh ?? r.because)}`,
          `    ${t(r.cite, citeWords(r.cite, r.citeZh).zh)} [${r.rule}, ${r.sure}] ${r.url}`,
        ].join('\n'),
      ),
    ),
    ...(d.flags.length > 0
      ? [
          '',
          t('For counsel', '请法务关注'),
          ...d.flags.map((f) => `  ${f.code}${t(': ', '：')}${t(f.text, f.textZh ?? f.text)}`),
        ]
      : []),
    ...(d.duties.length > 0
      ? [
          '',
          t('Duties', '义务'),
          ...d.duties.map(
            (x) =>
              `  ${x.due ?? t('no date', '无期限')}  ${t(x.text, x.textZh ?? x.text)} (${t(x.cite, citeWords(x.cite, x.citeZh).zh)}, ${x.sure})`,
          ),
        ]
      : []),
    ...(d.assumed.length > 0 ? ['', assumedText(d, language)] : []),
    ...(explanation === null ? [] : ['', explanationText(explanation, language).trimEnd()]),
  ];
  return `${lines.join('\n')}\n`;
}

function isDefault({ fact, value }: Assumed): boolean {
  return JSON.stringify(factAt(fact)?.default) === JSON.stringify(value);
}

/** How many facts nobody gave, and those that change the outcome most often. */
function assumedText({ assumed }: Decision, language: Language): string {
  // What follows from other facts is no default: whoever reads has to see it.
  const heavy = assumed.filter((a) => HEAVY.has(a.fact) || !isDefault(a));
  if (language === 'zh') {
    const named = heavy.map((a) => `${a.fact} 为${valueText(a.value as string, 'zh')}`).join('、');
    return `未获告知而作的假设：${assumed.length}项${named === '' ? '' : `，其中${named}`}。--json 列出全部，--explain 说明哪些会改变结论。`;
  }
  const named = heavy.map((a) => `${a.fact} = ${JSON.stringify(a.value)}`).join(', ');
  return `Assumed, because nobody said: ${assumed.length} facts${named === '' ? '' : `, among them ${named}`}. --json lists all, --explain says which would change the outcome.`;
}
