import { citeWords } from '../model/cite-words.ts';
import type { Decision } from '../model/decision.ts';
import type { ManifestFile } from '../model/manifest.ts';
import type { Purpose } from '../model/words.ts';
import type { Words } from './document.ts';
import type {
  AssumedRow,
  DeclaredFact,
  DutyRow,
  FieldRow,
  FilingFacts,
  FlagRow,
  FormatRow,
  Persons,
  RuleRow,
  Sourced,
  SourceRow,
} from './facts.ts';

/** One released transfer, as its leaf and body say. */
export interface Reported extends SourceRow {
  readonly recipient: string;
  readonly place: string;
  readonly purpose: Purpose;
  readonly lane: string | null;
  readonly permit: string | null;
  readonly bytes: number;
  readonly undetermined: number;
  readonly files: readonly ManifestFile[];
  readonly fields: readonly Omit<FieldRow, 'leaves'>[];
  readonly otherPaths: readonly string[];
  /** Facts as they were given, absent where nobody said. */
  readonly facts: unknown;
  /** Of the law that the filing is made under. */
  readonly decision: Pick<Decision, 'reasons' | 'duties' | 'flags' | 'assumed' | 'law'>;
  /** Other laws that applied too. */
  readonly otherLaws: readonly Words[];
}

/** Facts that a filing tells as they were given with transfers, or marks as missing. */
export const WATCHED = [
  'purpose.legalBasis',
  'purpose.necessary',
  'purpose.subjects',
  'transfer.act',
  'recipient.onwardPlaces',
  'data.important',
  'data.importantStatus',
  'data.core',
] as const;

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly number[] ? number[] : T[K] };
type Counted = 'leaves' | 'distinct';
type Group<T> = Growing<Omit<T, Counted> & Sourced>;

/**
 * Adds up released transfers, one at a time, oldest first. What it keeps grows with what is distinct in them and by a
 * number for each transfer, not with their size. Persons are not added: they are asked for by `distinct`.
 */
export class Sums {
  readonly #sources: SourceRow[] = [];
  readonly #months = new Map<string, Group<FilingFacts['months'][number]>>();
  readonly #recipients = new Map<string, Group<FilingFacts['recipients'][number]>>();
  readonly #purposes = new Map<string, Group<FilingFacts['purposes'][number]>>();
  readonly #fields = new Map<string, Growing<FieldRow>>();
  readonly #otherPaths = new Set<string>();
  readonly #formats = new Map<string, Growing<FormatRow>>();
  readonly #rules = new Map<string, Growing<RuleRow>>();
  readonly #duties = new Map<string, Growing<DutyRow>>();
  readonly #flags = new Map<string, Growing<FlagRow>>();
  readonly #assumed = new Map<string, Growing<AssumedRow>>();
  readonly #declared = new Map<string, { values: Map<string, { value: unknown; leaves: number[] }>; silent: number[] }>(
    WATCHED.map((path) => [path, { values: new Map(), silent: [] }]),
  );
  readonly #underFourteen: number[] = [];
  readonly #otherLaws = new Map<string, Words>();
  readonly #byLaw = new Map<string, number[]>();
  #records = 0;
  #bytes = 0;
  #undetermined = 0;

  add(t: Reported): void {
    const { transfer, day, leaf, leafHash, closing, closingHash, records, recorded, bytes } = t;
    this.#sources.push({ transfer, day, leaf, leafHash, closing, closingHash, records, recorded });
    this.#records += records;
    this.#bytes += bytes;
    this.#undetermined += t.undetermined;

    const month = entry(this.#months, day.slice(0, 7), (m) => ({ month: m, records: 0, bytes: 0, leaves: [] }));
    month.records += records;
    month.bytes += bytes;
    month.leaves.push(leaf);

    const { recipient: name, place } = t;
    const recipient = entry(this.#recipients, key(name, place), () => ({
      name,
      place,
      first: day,
      last: day,
      records: 0,
      leaves: [],
    }));
    if (day < recipient.first) recipient.first = day;
    if (day > recipient.last) recipient.last = day;
    recipient.records += records;
    recipient.leaves.push(leaf);

    const purpose = entry(this.#purposes, key(t.purpose, name, t.lane), () => ({
      purpose: t.purpose,
      recipient: name,
      lane: t.lane,
      records: 0,
      leaves: [],
    }));
    purpose.records += records;
    purpose.leaves.push(leaf);

    for (const f of t.fields) {
      const row = entry(this.#fields, key(f.path, f.kind, f.grade, f.left, f.treatment), () => ({
        ...f,
        hits: 0,
        leaves: [],
      }));
      row.hits += f.hits;
      push(row.leaves, leaf);
    }
    for (const path of t.otherPaths) this.#otherPaths.add(path);
    for (const { format, encoding, compression } of t.files) {
      const row = entry(this.#formats, key(format, encoding, compression), () => ({
        format,
        encoding,
        compression,
        files: 0,
        leaves: [],
      }));
      row.files += 1;
      push(row.leaves, leaf);
    }
    for (const name of t.otherLaws) this.#otherLaws.set(name.en, name);
    this.#addDecision(t.decision, leaf);
    this.#addFacts(t.facts, leaf);
  }

  #addDecision(d: Reported['decision'], leaf: number): void {
    push(
      entry(this.#byLaw, d.law.hash, () => []),
      leaf,
    );
    for (const r of d.reasons) {
      const row = entry(this.#rules, key(r.rule, r.cite, r.outcome), () => ({
        rule: r.rule,
        cite: citeWords(r.cite, r.citeZh),
        url: r.url,
        sure: r.sure,
        outcome: r.outcome,
        leaves: [],
        because: both(r.because, r.becauseZh),
      }));
      row.because = both(r.because, r.becauseZh); // the latest says the latest count
      push(row.leaves, leaf);
    }
    for (const x of d.duties) {
      const row = entry(this.#duties, key(x.rule, x.code), () => ({
        code: x.code,
        rule: x.rule,
        cite: citeWords(x.cite, x.citeZh),
        sure: x.sure,
        due: x.due,
        leaves: [],
        text: both(x.text, x.textZh),
      }));
      if (x.due !== null && (row.due === null || x.due > row.due)) row.due = x.due;
      push(row.leaves, leaf);
    }
    for (const f of d.flags)
      push(
        entry(this.#flags, key(f.code), () => ({ code: f.code, text: both(f.text, f.textZh), leaves: [] })).leaves,
        leaf,
      );
    for (const a of d.assumed)
      push(
        entry(this.#assumed, key(a.fact, a.value), () => ({ fact: a.fact, value: a.value, leaves: [] })).leaves,
        leaf,
      );
  }

  #addFacts(facts: unknown, leaf: number): void {
    if (factAt(facts, 'data.under14') === true) this.#underFourteen.push(leaf);
    for (const [path, seen] of this.#declared) {
      const value = factAt(facts, path);
      if (value === undefined) seen.silent.push(leaf);
      else push(entry(seen.values, JSON.stringify(value), () => ({ value, leaves: [] })).leaves, leaf);
    }
  }

  /** Leaves decided by any other version of the law than this. */
  otherLaw(hash: string): number[] {
    return [...this.#byLaw].flatMap(([h, leaves]) => (h === hash ? [] : leaves)).sort((a, b) => a - b);
  }

  get transfers(): number {
    return this.#sources.length;
  }

  /** What was added, with the distinct persons of each group of leaves. */
  finish(distinct: (leaves: readonly number[]) => Persons) {
    const counted = <T extends Sourced>(rows: Iterable<T>) =>
      [...rows].map((row) => ({ ...row, distinct: distinct(row.leaves) }));
    const declared = new Map<string, DeclaredFact>(
      [...this.#declared].map(([path, { values, silent }]) => [path, { values: [...values.values()], silent }]),
    );
    // Rules that say an outcome first; the others say how it was counted.
    const rules = [...this.#rules.values()];
    return {
      sources: this.#sources as readonly SourceRow[],
      total: distinct(this.#sources.map((s) => s.leaf)),
      records: this.#records,
      bytes: this.#bytes,
      undetermined: this.#undetermined,
      underFourteen: this.#underFourteen,
      months: counted(this.#months.values()).sort((a, b) => byText(a.month, b.month)),
      recipients: counted(this.#recipients.values()).sort((a, b) => byText(a.name, b.name)),
      purposes: counted(this.#purposes.values()).sort((a, b) => byText(a.recipient, b.recipient)),
      fields: [...this.#fields.values()] as readonly FieldRow[],
      otherPaths: [...this.#otherPaths],
      formats: [...this.#formats.values()] as readonly FormatRow[],
      rules: [...rules.filter((r) => r.outcome !== null), ...rules.filter((r) => r.outcome === null)],
      duties: [...this.#duties.values()] as readonly DutyRow[],
      flags: [...this.#flags.values()] as readonly FlagRow[],
      assumed: [...this.#assumed.values()] as readonly AssumedRow[],
      declared,
      otherLaws: [...this.#otherLaws.values()],
    };
  }
}

/** The member of a tree of facts, or undefined where nobody gave it. */
export function factAt(facts: unknown, path: string): unknown {
  let at = facts;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const key = (...parts: readonly unknown[]): string => JSON.stringify(parts);
const both = (en: string, zh: string | undefined): Words => ({ en, zh: zh ?? en });

function entry<K, V>(map: Map<K, V>, k: K, make: (k: K) => V): V {
  const known = map.get(k);
  if (known !== undefined) return known;
  const made = make(k);
  map.set(k, made);
  return made;
}

/** A leaf once, though a transfer may have the same twice. */
function push(leaves: number[], leaf: number): void {
  if (leaves.at(-1) !== leaf) leaves.push(leaf);
}
