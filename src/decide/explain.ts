/** An evaluation → what is told of it: reasons, flags, duties with their dates, thresholds. Pure. */
import type { Duty, Flag, Reason, Threshold } from '../model/decision.ts';
import type { DataClass, Sure } from '../model/words.ts';
import { addTo, nextYearly } from './calendar.ts';
import { type Context, type Evaluation, type Holding, holds } from './evaluate.ts';
import type { DateRule, Pack, Words } from './pack.ts';
import type { ActiveRule, LawOfTheDay } from './select.ts';
import { fillTemplate, type Template } from './template.ts';
import { windows } from './windows.ts';

export interface Explanation {
  readonly reasons: readonly Reason[];
  readonly flags: readonly Flag[];
  readonly duties: readonly Duty[];
  readonly thresholds: readonly Threshold[];
}

export function explain(pack: Pack, law: LawOfTheDay, done: Evaluation, permits: readonly Context[]): Explanation {
  return new Explainer(pack, law, done).explain(permits);
}

/** Gathers in the order of the pack, so that the same facts give the same bytes. Lives for one decision. */
class Explainer {
  readonly #pack: Pack;
  readonly #law: LawOfTheDay;
  readonly #done: Evaluation;
  readonly #reasons: Reason[] = [];
  readonly #flags: Flag[] = [];
  readonly #duties: Duty[] = [];
  #calendarMissing = false;

  constructor(pack: Pack, law: LawOfTheDay, done: Evaluation) {
    this.#pack = pack;
    this.#law = law;
    this.#done = done;
  }

  explain(permits: readonly Context[]): Explanation {
    const { context, deciding, notes } = this.#done;
    const onlyTransfer = Object.values(this.#done.present).every((p) => !p);
    for (const holding of deciding) {
      if (holding.scope !== 'transfer' || onlyTransfer || this.#isAlone(holding)) this.#tell(holding, context);
    }
    for (const holding of notes) this.#tell(holding, context);
    for (const active of this.#law.later) {
      for (const permit of active.version.eachPermit ? permits : [undefined]) {
        const seen = permit === undefined ? context : { ...context, permit };
        if (holds(active.version.when, seen, active.rule.id)) this.#tell({ ...active, scope: null }, seen);
      }
    }
    const thresholds = this.#thresholds();
    if (this.#calendarMissing || this.#done.calendarMissing) {
      this.#flag('CALENDAR_MISSING', {
        en: 'A due date reaches into a year whose public holidays are not in the pack: only weekends were left out.',
        zh: '期限涉及尚无法定节假日数据的年份，仅扣除周末。',
      });
    }
    return { reasons: this.#reasons, flags: this.#flags, duties: this.#duties, thresholds };
  }

  /** A rule of the whole transfer that holds for none of the classes by itself. */
  #isAlone(holding: Holding): boolean {
    return !this.#done.deciding.some((other) => other.scope !== 'transfer' && other.rule === holding.rule);
  }

  #tell(holding: Holding, context: Context): void {
    const { rule, version, scope } = holding;
    let told = version.because !== null;
    if (version.because !== null) {
      const because = this.#fill(version.because, context);
      this.#reasons.push({
        pack: this.#pack.id,
        rule: rule.id,
        cite: version.cite,
        url: version.url,
        inForce: version.inForce,
        sure: version.sure,
        because: because.en,
        becauseZh: because.zh,
        outcome: version.outcome,
        class: scope === null || scope === 'transfer' ? null : scope,
      });
      this.#flagInterpretation(holding);
    }
    for (const flag of version.flags) {
      if (!holds(flag.when, context, rule.id)) continue;
      told = true;
      this.#flag(flag.code, this.#fill(flag.text, context));
    }
    for (const duty of version.duties) {
      if (!holds(duty.when, context, rule.id)) continue;
      told = true;
      const text = this.#fill(duty.text, context);
      const due = duty.due === null ? null : this.#date(duty.due, context);
      if (this.#duties.some((d) => d.code === duty.code && d.rule === rule.id && d.due === due)) continue;
      const { cite, url, sure } = version;
      this.#duties.push({
        pack: this.#pack.id,
        code: duty.code,
        rule: rule.id,
        cite,
        url,
        sure,
        text: text.en,
        textZh: text.zh,
        due,
      });
    }
    if (told) this.#flagUnverified(holding);
  }

  #flagInterpretation({ rule, version }: ActiveRule): void {
    if (version.interpretation !== null) {
      const { en, zh } = version.interpretation;
      this.#flag('INTERPRETATION', { en: `${rule.id}: ${en}`, zh: `${rule.id}：${zh}` });
    } else if (version.sure === 'I') {
      this.#flag('INTERPRETATION', {
        en: `${rule.id}: our interpretation of the text cited.`,
        zh: `${rule.id}：系对所引条文的解释。`,
      });
    }
  }

  /** The rule itself, or a number that it reads, may not have been held against the official text. */
  #flagUnverified({ rule, version }: ActiveRule): void {
    const names: [string, Sure | undefined][] = [[rule.id, version.sure]];
    for (const read of [...(version.when?.reads ?? []), ...version.compares.map((c) => c.limit)]) {
      if (read.startsWith('p.'))
        names.push([`${rule.id}, ${read.slice(2)}`, this.#law.parametersSure.get(read.slice(2))]);
    }
    for (const [name, sure] of names) {
      if (sure !== 'V3' && sure !== 'M') continue;
      const [en, zh] =
        sure === 'V3'
          ? ['known from secondary material only', '仅见于二手资料']
          : ['from memory, not checked', '未经核对'];
      this.#flag('UNVERIFIED', {
        en: `${name}: ${en}; check it against the official text.`,
        zh: `${name}：${zh}，请核对官方文本。`,
      });
    }
  }

  #flag(code: string, words: Words): void {
    if (this.#flags.some((f) => f.code === code && f.text === words.en)) return;
    this.#flags.push({ code, text: words.en, textZh: words.zh });
  }

  #thresholds(): Threshold[] {
    const out: Threshold[] = [];
    const { currentSince, previousSince } = windows(this.#pack, this.#law.asOf);
    const { asOf, holidays } = this.#law;
    for (const { rule, version } of this.#law.rules) {
      for (const compare of version.compares) {
        if (!this.#done.present[compare.class]) continue;
        const count = Number(this.#value(compare.count, this.#done.context));
        const limit = Number(this.#value(compare.limit, this.#done.context));
        const since =
          compare.months !== undefined
            ? addTo(asOf, -compare.months, 'months', holidays).date
            : compare.count.startsWith('counts.current')
              ? currentSince
              : compare.count.startsWith('counts.previous')
                ? previousSince
                : asOf;
        out.push({
          pack: this.#pack.id,
          rule: rule.id,
          class: compare.class,
          label: compare.label.en,
          count,
          limit,
          since,
        });
        if (count === limit) this.#flagEquality(rule.id, compare.class, limit);
      }
    }
    return out;
  }

  #flagEquality(rule: string, name: DataClass, limit: number): void {
    this.#flag('EXACT_EQUALITY', {
      en: `${rule}: the ${name} count is exactly ${limit}: "以上", "达到" and "or more" include the number, "不满" and "more than" leave it out.`,
      zh: `${rule}：人数恰为${limit}；“以上”“达到”包括本数，“不满”和英文“more than”不包括本数。`,
    });
  }

  #fill(template: Template, context: Context): Words {
    return fillTemplate(template, (name) => this.#value(name, context));
  }

  #value(name: string, context: Context): unknown {
    if (name === 'since.current') return windows(this.#pack, this.#law.asOf).currentSince;
    if (name === 'since.previous') return windows(this.#pack, this.#law.asOf).previousSince;
    let value: unknown = context;
    for (const part of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
    return value;
  }

  #date(rule: DateRule, context: Context): string | null {
    if (rule.kind === 'on') return rule.date;
    if (rule.kind === 'next') return nextYearly(this.#law.asOf, rule.day);
    const from = this.#value(rule.from, context);
    if (typeof from !== 'string' || from === '') return null;
    const { date, complete } = addTo(from, rule.add, rule.unit, this.#law.holidays);
    if (!complete) this.#calendarMissing = true;
    return date;
  }
}
