/** What has to hold between the parts of a pack: dates without gap or overlap, and no name of nothing. */
import { DouaneError, type ErrorCode } from '../model/errors.ts';
import { factAt } from '../model/fact-at.ts';
import { KIND_IDS } from '../model/kinds.ts';
import { PERMIT_SCHEMA, RESULT_SCHEMA } from './condition.ts';
import { type Interval, matches, type Pack, type Parameter, type Rule, type RuleVersion } from './pack.ts';

interface Dated {
  readonly inForce: Interval;
  readonly file: string;
  readonly line: number;
}

/** @throws DouaneError LAW_PACK_GAP, LAW_PACK_INVALID */
export function checkPack(pack: Pack): void {
  for (const parameter of pack.parameters.values()) {
    checkIntervals(parameter.id, parameter.versions);
    checkReferences(parameter);
  }
  for (const rule of pack.rules.values()) {
    checkIntervals(rule.id, rule.versions);
    for (const version of rule.versions) checkVersion(pack, rule, version);
  }
  checkHead(pack);
  checkCircle(pack);
  checkGrades(pack);
}

function checkHead(pack: Pack): void {
  const head = { file: 'pack.yaml', line: 1 };
  for (const read of Object.values(pack.classes).flatMap((c) => c.reads)) {
    if (/^(?:present|result|permit)\./.test(read)) {
      throw invalid(head, 'classes', `conditions of classes that do not use ${read}`);
    }
  }
  // Asked before anything of the pack is looked up, also for days that the pack does not cover.
  for (const read of pack.applies?.reads ?? []) {
    if (read !== 'asOf' && factAt(read) === undefined) {
      throw invalid(head, 'applies', `a condition on facts and the day alone, not on ${read}`);
    }
  }
  for (const [name, { from }] of pack.dates) {
    if (from !== 'asOf' && factAt(from)?.type !== 'date') {
      throw invalid(head, `dates.${name}`, `a date to count from, not '${from}'`);
    }
  }
  for (const { fact } of pack.counts) {
    if (factAt(fact)?.type !== 'int' || fact.split('.').length !== 2)
      throw invalid(head, 'counts', `a number among the facts, not '${fact}'`);
  }
  if (pack.jurisdiction === null && pack.countries.length > 0) {
    throw invalid(head, 'countries', 'a jurisdiction beside countries');
  }
}

function invalid(
  at: { file: string; line: number },
  name: string,
  expected: string,
  code: ErrorCode = 'LAW_PACK_INVALID',
) {
  return new DouaneError(code, { place: { file: at.file, line: at.line, name }, expected });
}

/** Versions follow each other, the end of one being the beginning of the next. */
function checkIntervals(name: string, versions: readonly Dated[]): void {
  for (let i = 1; i < versions.length; i++) {
    const before = versions[i - 1]!.inForce;
    const here = versions[i]!;
    if (before[1] === here.inForce[0]) continue;
    const what = before[1] === null || before[1] > here.inForce[0] ? 'an overlap' : 'a gap';
    throw new DouaneError('LAW_PACK_GAP', {
      place: { file: here.file, line: here.line, name },
      expected: `a beginning on ${before[1] ?? 'no day, as the version before has no end'}`,
      got: `${what}: ${here.inForce[0]}`,
    });
  }
}

/** A value that differs from the one before has another text that says so. */
function checkReferences({ id, versions }: Parameter): void {
  for (let i = 1; i < versions.length; i++) {
    const [before, here] = [versions[i - 1]!, versions[i]!];
    if (before.cite === here.cite) throw invalid(here, id, 'a reference of its own for each dated value');
    if (here.reviewed < here.inForce[0]) throw invalid(here, id, 'a review that is not before the value is in force');
  }
}

function checkVersion(pack: Pack, rule: Rule, version: RuleVersion): void {
  const conditions = [
    version.when,
    version.met,
    ...version.duties.map((d) => d.when),
    ...version.flags.map((f) => f.when),
  ];
  const templates = [version.because, ...version.duties.map((d) => d.text), ...version.flags.map((f) => f.text)];
  const reads = [...conditions, ...templates].flatMap((c) => c?.reads ?? []);
  for (const read of [...reads, ...version.compares.flatMap((c) => [c.count, c.limit])]) {
    if (!isKnown(pack, read)) throw invalid(version, rule.id, `a name of a fact or parameter, not '${read}'`);
    if (read.startsWith('p.')) checkCovered(pack, rule, version, read.slice(2));
    if (read.startsWith('permit.') && !version.eachPermit) {
      throw invalid(version, rule.id, 'each: permit, as it reads a permit');
    }
  }
  for (const read of [...(version.when?.reads ?? []), ...(version.met?.reads ?? [])]) {
    if (version.outcome !== null && /^(?:result|permit)\./.test(read)) {
      throw invalid(version, rule.id, `a condition for an outcome that does not use ${read}`);
    }
  }
  for (const pattern of version.over) {
    const hits = [...pack.rules.keys()].some((id) => id !== rule.id && matches(pattern, id));
    if (!hits) throw invalid(version, rule.id, `another rule that '${pattern}' names`);
  }
  for (const duty of version.duties) {
    if (duty.due?.kind === 'add' && !isDateName(duty.due.from, version)) {
      throw invalid(version, rule.id, `a date to count from, not '${duty.due.from}'`);
    }
  }
  if (version.eachPermit && version.outcome !== null) throw invalid(version, rule.id, 'no outcome for each permit');
}

/** A parameter that a rule reads has a value on every day of the rule that the pack answers. */
function checkCovered(pack: Pack, rule: Rule, version: RuleVersion, name: string): void {
  const { versions } = pack.parameters.get(name)!;
  const from = version.inForce[0] > pack.covers[0] ? version.inForce[0] : pack.covers[0];
  const until = version.inForce[1];
  if (until !== null && until <= from) return;
  const first = versions[0]!.inForce[0];
  const last = versions.at(-1)!.inForce[1];
  const gap = first > from || (last !== null && (until === null || last < until));
  if (gap) throw invalid(version, rule.id, `a value of '${name}' on every day of the rule`, 'LAW_PACK_GAP');
}

const EXTRA = new Set(['asOf', 'since.current', 'since.previous', 'permit.id']);

function isKnown(pack: Pack, read: string): boolean {
  if (EXTRA.has(read)) return true;
  const [root, name] = [read.slice(0, read.indexOf('.')), read.slice(read.indexOf('.') + 1)];
  if (root === 'p') return pack.parameters.has(name);
  if (root === 'term') return pack.terms.includes(name);
  if (root === 'date') return pack.dates.has(name);
  if (root === 'present') return name === 'ordinary' || name === 'sensitive' || name === 'important';
  if (root === 'result') return Object.hasOwn(RESULT_SCHEMA, name);
  if (root === 'permit') return Object.hasOwn(PERMIT_SCHEMA, name);
  return factAt(read) !== undefined;
}

function isDateName(name: string, version: RuleVersion): boolean {
  if (name === 'asOf') return true;
  if (name.startsWith('permit.')) {
    return version.eachPermit && ['issuedOn', 'effectiveOn', 'filedOn', 'validUntil'].includes(name.slice(7));
  }
  return factAt(name)?.type === 'date';
}

/** Two rules that prevail over each other would leave neither. */
function checkCircle(pack: Pack): void {
  const over = new Map<string, Set<string>>();
  for (const rule of pack.rules.values()) {
    const names = new Set<string>();
    for (const pattern of rule.versions.flatMap((v) => v.over)) {
      for (const id of pack.rules.keys()) if (id !== rule.id && matches(pattern, id)) names.add(id);
    }
    over.set(rule.id, names);
  }
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open')
      throw invalid(pack.rules.get(id)!.versions[0]!, id, 'rules that do not prevail over each other in a circle');
    state.set(id, 'open');
    for (const next of over.get(id)!) visit(next);
    state.set(id, 'done');
  };
  for (const id of over.keys()) visit(id);
}

/** Every kind has a grade on every day that the pack answers: the rules that give one leave no day out. A policy may grade nothing. */
function checkGrades(pack: Pack): void {
  const versions = [...pack.rules.values()].flatMap((r) => r.versions.filter((v) => v.grades.length > 0));
  if (pack.jurisdiction === null && versions.length === 0) return;
  for (const kind of KIND_IDS) {
    const intervals = versions.filter((v) => v.grades.some((g) => g.kind === kind)).map((v) => v.inForce);
    if (!coverAll(intervals, pack.covers[0])) {
      throw new DouaneError('LAW_PACK_GAP', {
        place: { file: 'pack.yaml', name: kind },
        expected: 'a grade on every day',
      });
    }
  }
}

/** Whether intervals leave out no day from `from` on. */
function coverAll(intervals: readonly Interval[], from: string): boolean {
  let reached: string | null = from;
  for (const [begin, end] of intervals.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    if (reached === null || begin > reached) break;
    if (end === null || end > reached) reached = end;
  }
  return reached === null;
}
