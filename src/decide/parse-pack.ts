/**
 * The YAML files of a pack → a pack whose every condition is type-checked and whose dates have neither gap nor
 * overlap. Pure; reading the folder is `store-pack.ts`.
 */
import { createHash } from 'node:crypto';
import { DouaneError } from '../model/errors.ts';
import { KIND_IDS } from '../model/kinds.ts';
import { checkPack } from './check-pack.ts';
import { type Condition, conditionSchemas } from './condition.ts';
import { ConditionCompiler } from './condition-compiler.ts';
import { WorkBudget } from './condition-work.ts';
import type { GradeRow, Instrument, Pack, Parameter, Rule, RuleVersion } from './pack.ts';
import {
  articleSchema,
  instrumentSchema,
  packSchema,
  parameterSchema,
  type RuleYaml,
  ruleSchema,
  shortRuleSchema,
  type VersionYaml,
} from './pack-schema.ts';
import { parseTemplate } from './template.ts';
import { orderTerms } from './terms.ts';
import { type TextFile, YamlFile } from './yaml-file.ts';

type Path = readonly (string | number)[];
type Compile = (source: string, file: YamlFile, path: Path, times?: number) => Condition;

/** Rules are held against each other: a pack of more would take its time at every start. */
const MAX_RULES = 2_000;
/** Permits that facts may hold, each of which a rule may ask about. */
const MOST_PERMITS = 10_000;

/**
 * Parses and checks a pack. `files` are all YAML files of its folder but the cases.
 *
 * @throws DouaneError LAW_PACK_INVALID or LAW_PACK_GAP, with file and line.
 */
export function parsePack(files: readonly TextFile[]): Pack {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const yaml = new Map(sorted.map((f) => [f.path, new YamlFile(f, 'LAW_PACK_INVALID')]));
  const headFile = yaml.get('pack.yaml');
  if (headFile === undefined) {
    throw new DouaneError('LAW_PACK_INVALID', { place: { file: 'pack.yaml' }, expected: 'the head of the pack' });
  }
  const head = headFile.check(packSchema);
  const parameters = parseParameters(yaml);
  const rawRules = readRules(yaml);
  const terms = new Set(rawRules.flatMap((r) => r.rule.versions.flatMap((v) => v.defines ?? [])));

  const dates = new Map(Object.entries(head.dates ?? {}));
  const schemas = conditionSchemas(parameters.values(), terms, dates.keys());
  const compiler = new ConditionCompiler(schemas);
  const budget = new WorkBudget(schemas, parameters.values());
  const compile: Compile = (source, file, path, times) => {
    const condition = compiler.compile(source);
    if ('fault' in condition) throw file.fault(path, `a condition that type-checks: ${condition.fault}`);
    const tooMuch = budget.spend(condition, times);
    if (tooMuch !== null) throw file.fault(path, tooMuch);
    return condition;
  };

  const instruments = parseInstruments(yaml);
  const rules = new Map<string, Rule>();
  for (const { rule, file, path, instrument } of rawRules) {
    if (rules.size >= MAX_RULES) throw file.fault(path, `at most ${MAX_RULES} rules in a pack`);
    if (rules.has(rule.id)) throw file.fault([...path, 'id'], `an id that no other rule has, not ${rule.id} again`);
    const from = instruments.get(instrument);
    if (from === undefined) throw file.fault([], `a file ${instrument}/instrument.yaml beside it`);
    const versions = rule.versions.map((v, i) =>
      parseVersion(v, from, file, rule.inline ? path : [...path, 'versions', i], compile),
    );
    rules.set(rule.id, { id: rule.id, instrument, title: rule.title, text: rule.text, versions });
  }
  const compileClass = (name: 'ordinary' | 'sensitive' | 'important') =>
    compile(head.classes[name], headFile, ['classes', name]);
  const pack: Pack = {
    id: head.pack,
    name: head.name,
    jurisdiction: head.jurisdiction ?? null,
    countries: head.countries ?? (head.jurisdiction === undefined ? [] : [head.jurisdiction]),
    applies: head.applies === undefined ? null : compile(head.applies, headFile, ['applies']),
    otherwise: head.otherwise ?? null,
    dates,
    counts: head.counts ?? [],
    version: head.version,
    hash: hashOf(sorted, yaml),
    covers: head.covers,
    reviewed: head.reviewed,
    classes: {
      ordinary: compileClass('ordinary'),
      sensitive: compileClass('sensitive'),
      important: compileClass('important'),
    },
    instruments,
    rules,
    parameters,
    terms: orderTerms(rules, terms),
  };
  checkPack(pack);
  return pack;
}

/** Content, not layout, is hashed: comments and line breaks of the YAML do not count, order of keys does not either. */
function hashOf(sorted: readonly TextFile[], yaml: ReadonlyMap<string, YamlFile>): string {
  const hash = createHash('sha256');
  for (const { path } of sorted) hash.update(JSON.stringify([path, canonical(yaml.get(path)!.value)])).update('\n');
  return `sha256:${hash.digest('hex')}`;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, canonical(v)]),
  );
}

function parseInstruments(yaml: ReadonlyMap<string, YamlFile>): Map<string, Instrument> {
  const out = new Map<string, Instrument>();
  for (const [path, file] of yaml) {
    const match = /^([a-z0-9-]+)\/instrument\.yaml$/.exec(path);
    if (match !== null) out.set(match[1]!, { id: match[1]!, ...file.check(instrumentSchema) });
  }
  return out;
}

interface RawRule {
  readonly rule: RuleYaml & { readonly inline: boolean };
  readonly file: YamlFile;
  readonly path: Path;
  readonly instrument: string;
}

function readRules(yaml: ReadonlyMap<string, YamlFile>): RawRule[] {
  const out: RawRule[] = [];
  for (const [path, file] of yaml) {
    if (path === 'pack.yaml' || path.startsWith('parameters/') || path.endsWith('/instrument.yaml')) continue;
    const match = /^([a-z0-9-]+)\/[^/]+\.yaml$/.exec(path);
    if (match === null) throw file.fault([], 'a file <instrument>/<article>.yaml');
    file.check(articleSchema).rules.forEach((raw, i) => {
      const at = ['rules', i];
      let rule: RawRule['rule'];
      if ('versions' in raw) {
        rule = { ...file.check(ruleSchema, raw, at), inline: false };
      } else {
        const { id, title, text, ...version } = file.check(shortRuleSchema, raw, at);
        rule = { id, title, text, versions: [version], inline: true };
      }
      out.push({ rule, file, path: at, instrument: match[1]! });
    });
  }
  return out;
}

function parseVersion(
  v: VersionYaml,
  instrument: Instrument,
  file: YamlFile,
  path: Path,
  compile: Compile,
): RuleVersion {
  const times = v.each === 'permit' ? MOST_PERMITS : 1;
  const maybe = (source: string | undefined, at: Path) =>
    source === undefined ? null : compile(source, file, at, times);
  if (v.outcome !== undefined && v.scopes === undefined) throw file.fault(path, 'scopes beside an outcome');
  if (v.met !== undefined && v.outcome === undefined) throw file.fault(path, 'an outcome beside met');
  const grades: GradeRow[] = (v.grades ?? []).flatMap((row) =>
    (row.kinds === 'all' ? KIND_IDS : row.kinds).map((kind) => ({ kind, grade: row.grade, sure: row.sure ?? v.sure })),
  );
  return {
    inForce: v.inForce,
    cite: `${instrument.name.en} (${instrument.name.zh}), ${v.article}`,
    url: v.url ?? instrument.url,
    sure: v.sure,
    when: maybe(v.when, [...path, 'when']),
    eachPermit: v.each === 'permit',
    scopes: v.scopes ?? [],
    outcome: v.outcome ?? null,
    met: maybe(v.met, [...path, 'met']),
    over: v.over ?? [],
    counted: v.counted ?? true,
    because: v.because === undefined ? null : parseTemplate(v.because),
    interpretation: v.interpretation ?? null,
    duties: (v.duties ?? []).map((d, i) => ({
      code: d.code,
      when: maybe(d.when, [...path, 'duties', i, 'when']),
      text: parseTemplate(d.text),
      due:
        d.due === undefined
          ? null
          : 'next' in d.due
            ? { kind: 'next', day: d.due.next }
            : 'on' in d.due
              ? { kind: 'on', date: d.due.on }
              : { kind: 'add', from: d.due.from, add: d.due.add, unit: d.due.unit },
    })),
    flags: (v.flags ?? []).map((f, i) => ({
      code: f.code,
      when: maybe(f.when, [...path, 'flags', i, 'when']),
      text: parseTemplate(f.text),
    })),
    defines: v.defines ?? null,
    compares: v.compares ?? [],
    grades,
    file: file.path,
    line: file.line(path),
  };
}

function parseParameters(yaml: ReadonlyMap<string, YamlFile>): Map<string, Parameter> {
  const out = new Map<string, Parameter>();
  for (const [path, file] of yaml) {
    if (!path.startsWith('parameters/')) continue;
    file.check(parameterSchema).parameters.forEach((p, i) => {
      const at = ['parameters', i];
      if (out.has(p.id)) throw file.fault([...at, 'id'], `an id that no other parameter has, not ${p.id} again`);
      const types = new Set(p.values.map(({ value }) => typeOf(value)));
      if (types.size > 1) throw file.fault([...at, 'values'], 'values of one type');
      const [type] = types;
      out.set(p.id, {
        id: p.id,
        type: type!,
        unit: p.unit,
        title: p.title,
        versions: p.values.map((v, j) => ({
          ...v,
          file: file.path,
          line: file.line([...at, 'values', j]),
        })),
      });
    });
  }
  return out;
}

const typeOf = (value: unknown) => (typeof value === 'number' ? 'int' : Array.isArray(value) ? 'list' : 'text');
