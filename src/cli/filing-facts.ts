/** From ledger, register, permits and configuration to the facts of a filing, on one snapshot. */
import type { Database } from 'better-sqlite3';
import type { Config } from '../config.ts';
import { exporterOf } from '../crossing/house.ts';
import { gradeAfter, isPersonal } from '../crossing/judge.ts';
import { planRequest } from '../crossing/request.ts';
import { addWorkingDays } from '../decide/calendar.ts';
import { validUntil } from '../decide/coverage.ts';
import { grades } from '../decide/grades.ts';
import type { Pack } from '../decide/pack.ts';
import { select } from '../decide/select.ts';
import { windows } from '../decide/windows.ts';
import type { FilingFacts, FilingKind, PermitRow, Persons, ThresholdRow } from '../filing/facts.ts';
import { factAt, type Reported, Sums } from '../filing/sums.ts';
import type { VerifierKey } from '../ledger/note.ts';
import { countOthers, type LedgerScan, type Released, readReleased, scanLedger } from '../ledger/store-released.ts';
import type { Decision } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { Permit } from '../model/permit.ts';
import type { Purpose } from '../model/words.ts';
import { DistinctCounter } from '../persons/store-distinct.ts';
import { permitUse } from '../persons/store-sqlite.ts';
import { listPermits } from '../state/store-permits.ts';

export interface FilingAsked {
  readonly kind: FilingKind;
  readonly asOf: string;
  readonly since: string;
  readonly until: string;
  /** A key of `recipients` in douane.yaml, or a name; null for all. */
  readonly recipient: string | null;
}

/** Who the exporter of the configuration is, with the facts it gives. */
function exporterOfConfig(config: Config) {
  const { facts, from } = planRequest({ to: 'DE' }, config, () => '2000-01-01');
  return { exporter: exporterOf(facts), jurisdiction: from, facts };
}

/**
 * Reads all that a filing says. Released crossings only; each is held against its leaf, and its persons against what
 * the leaf counts.
 *
 * @throws DouaneError FILING_EMPTY without a released transfer, CALL_BAD_VALUE for a recipient that nobody knows,
 *   CALL_MISSING where a standard contract could be any recipient's, STATE_CORRUPT.
 */
export function readFilingFacts(
  db: Database,
  asked: FilingAsked,
  { config, pack, key }: { readonly config: Config; readonly pack: Pack; readonly key: VerifierKey },
): FilingFacts {
  const { exporter, jurisdiction, facts: given } = exporterOfConfig(config);
  const scan = scanLedger(db, key);
  const counter = new DistinctCounter(db, exporter);
  const wanted = asked.recipient === null ? null : recipientName(asked.recipient, config);
  const read = readPeriod(db, scan, asked, { exporter, wanted, counter, pack });
  const { sums, known, elsewhere, last } = read;
  if (wanted !== null && sums.transfers === 0 && !known.has(wanted) && !isDeclared(wanted, config)) {
    throw new DouaneError('CALL_BAD_VALUE', {
      place: { name: '--recipient' },
      expected: 'a recipient of douane.yaml, or one that something was released to in the period',
    });
  }
  if (last === null) {
    throw new DouaneError('FILING_EMPTY', {
      expected: `a transfer that was released between ${asked.since} and ${asked.until}`,
      got: Object.values(elsewhere).some((n) => n > 0) ? 'only those of others' : 'none',
    });
  }
  const ids = read.ids;
  const distinct = (leaves: readonly number[]) => counter.distinct(leaves.map((leaf) => ids.get(leaf)!));
  const summed = sums.finish(distinct);
  if (asked.kind === 'standard-contract' && summed.recipients.length > 1) {
    throw new DouaneError('CALL_MISSING', {
      place: { name: '--recipient' },
      expected: `one of the ${summed.recipients.length} recipients: a standard contract is concluded with one`,
    });
  }
  const { since } = windows(pack, asked.asOf);
  const window = readWindow(db, scan, { since, until: asked.asOf, exporter, counter });
  return {
    kind: asked.kind,
    asOf: asked.asOf,
    period: { since: asked.since, until: asked.until },
    recipient: wanted,
    exporter: { name: config.exporter?.name ?? null, jurisdiction, declared: leavesOf('exporter', given.exporter) },
    law: { pack: pack.id, version: pack.version, hash: pack.hash },
    otherLaw: sums.otherLaw(pack.hash),
    ledger: { size: scan.size, note: scan.note },
    ...summed,
    permits: readPermits(db, { exporter, wanted, asOf: asked.asOf, pack, window, counter }),
    window: {
      since,
      counted: counter.counted(since, asked.asOf),
      thresholds: thresholdsOf(last, pack),
      lightPermits: window.light(),
    },
    others: countOthers(scan, asked.since, asked.until),
    elsewhere,
  };
}

interface PeriodOptions {
  readonly exporter: string;
  readonly wanted: string | null;
  readonly counter: DistinctCounter;
  readonly pack: Pack;
}

function readPeriod(db: Database, scan: LedgerScan, { since, until }: FilingAsked, options: PeriodOptions) {
  const { exporter, wanted, counter, pack } = options;
  const sums = new Sums();
  const ids = new Map<number, string>();
  const known = new Set<string>();
  const elsewhere = { exporter: 0, origin: 0, recipient: 0 };
  let last: Decision | null = null;
  for (const released of readReleased(db, scan, since, until)) {
    if (exporterOf(released.body.facts as Parameters<typeof exporterOf>[0]) !== exporter) {
      elsewhere.exporter += 1;
      continue;
    }
    if (!pack.countries.includes(released.body.from)) {
      elsewhere.origin += 1;
      continue;
    }
    known.add(released.body.recipient);
    if (wanted !== null && released.body.recipient !== wanted) {
      elsewhere.recipient += 1;
      continue;
    }
    sums.add(reported(released, counter, pack));
    ids.set(released.leaf.index, released.id);
    last = released.body.decision;
  }
  return { sums, ids, known, elsewhere, last };
}

function reported({ id, leaf, closing, body, released }: Released, counter: DistinctCounter, pack: Pack): Reported {
  const recorded = counter.recorded(id);
  const { persons } = leaf.content.counts;
  if (recorded.persons !== persons.ordinary || recorded.sensitive !== persons.sensitive) {
    throw new DouaneError('STATE_CORRUPT', {
      place: { name: 'person_set' },
      expected: `as many persons as leaf ${leaf.index} counts`,
    });
  }
  const gradeOf = grades(pack, body.asOf);
  const treated = new Map(body.treated.map((t) => [t.path, t.do]));
  const { fields, files, otherPaths } = body.manifest;
  return {
    transfer: id,
    day: body.asOf,
    leaf: leaf.index,
    leafHash: Buffer.from(leaf.hash).toString('hex'),
    closing: closing.index,
    closingHash: Buffer.from(closing.hash).toString('hex'),
    records: released.records,
    bytes: released.files.reduce((sum, f) => sum + f.bytes, 0),
    recorded,
    recipient: body.recipient,
    place: body.to,
    purpose: body.purpose as Purpose,
    lane: body.lane,
    permit: body.permit,
    undetermined: body.persons.undetermined,
    files,
    fields: fields
      .filter((f) => isPersonal(f, gradeOf))
      .map((f) => {
        const treatment = treated.get(f.path) ?? null;
        const left = gradeAfter(f, gradeOf, treatment ?? undefined);
        return { path: f.path, kind: f.kind, grade: gradeOf(f.kind).grade, left, treatment, hits: f.hits };
      }),
    otherPaths,
    facts: body.facts,
    decision: ofPack(body.decision, pack),
    otherLaws: body.decision.laws.filter((l) => l.pack !== pack.id).map((l) => ({ zh: l.nameZh, en: l.name })),
  };
}

/** Facts that only laws of other states ask for. */
const ABROAD = new Set(['eu', 'us', 'india', 'russia', 'vietnam', 'saudi', 'indonesia']);

/** What one pack said of a transfer, without what is of other states alone. */
function ofPack({ reasons, duties, flags, assumed, law }: Decision, pack: Pack): Reported['decision'] {
  return {
    reasons: reasons.filter((r) => r.pack === pack.id),
    duties: duties.filter((d) => d.pack === pack.id),
    flags,
    assumed: assumed.filter((a) => !ABROAD.has(a.fact.split('.')[0]!)),
    law,
  };
}

/** Released transfers of the law's own window, of all recipients, by the permit they left under. */
function readWindow(
  db: Database,
  scan: LedgerScan,
  o: { readonly since: string; readonly until: string; readonly exporter: string; readonly counter: DistinctCounter },
) {
  const byPermit = new Map<string, { leaf: number; id: string }[]>();
  for (const { id, leaf, body } of readReleased(db, scan, o.since, o.until)) {
    if (body.permit === null || exporterOf(body.facts as Parameters<typeof exporterOf>[0]) !== o.exporter) continue;
    const list = byPermit.get(body.permit) ?? [];
    list.push({ leaf: leaf.index, id });
    byPermit.set(body.permit, list);
  }
  const light = new Set(
    listPermits<Permit>(db, true).flatMap(({ permit }) => (permit.kind === 'security-assessment' ? [] : [permit.id])),
  );
  const of = (list: readonly { leaf: number; id: string }[]) => ({
    ...o.counter.distinct(list.map((x) => x.id)),
    leaves: list.map((x) => x.leaf).sort((a, b) => a - b),
  });
  return {
    permit: (id: string) => of(byPermit.get(id) ?? []),
    light: () => of([...byPermit].flatMap(([id, list]) => (light.has(id) ? list : []))),
  };
}

interface PermitOptions {
  readonly exporter: string;
  readonly wanted: string | null;
  readonly asOf: string;
  readonly pack: Pack;
  readonly window: ReturnType<typeof readWindow>;
  readonly counter: DistinctCounter;
}

function readPermits(db: Database, o: PermitOptions): PermitRow[] {
  return listPermits<Permit>(db, true)
    .filter(({ permit }) => o.wanted === null || permit.scope.recipients.includes(o.wanted))
    .map(({ permit, endedAt }) => {
      const used = permitUse(db, o.exporter, permit.id);
      return {
        permit,
        validUntil: validUntil(permit, o.pack, o.asOf).date,
        ended: endedAt !== null,
        used: { persons: used.persons, sensitive: used.sensitivePersons } satisfies Persons,
        inWindow: o.window.permit(permit.id),
        filingDue: filingDue(permit, o.pack, o.asOf),
      };
    });
}

/** By the duty of the rule itself, so that the number of days and the holidays are those of the law. */
function filingDue(permit: Permit, pack: Pack, asOf: string): PermitRow['filingDue'] {
  if (permit.kind !== 'standard-contract' || permit.effectiveOn === undefined) return null;
  const law = select(pack, asOf);
  const rule = law.rules.find((r) => r.rule.id === 'CN-SC-2023-7');
  const due = rule?.version.duties.find((d) => d.code === 'standard-contract-filing')?.due;
  if (due?.kind !== 'add' || due.unit !== 'working-days') return null;
  return addWorkingDays(permit.effectiveOn, due.add, law.holidays);
}

/** Numbers of the law as the latest decision compared with them, in the words of the pack. */
function thresholdsOf(decision: Decision, pack: Pack): ThresholdRow[] {
  const seen = new Map<string, ThresholdRow>();
  for (const { pack: id, rule, class: cls, limit, label, labelZh } of decision.thresholds) {
    if (id !== pack.id) continue;
    const words = pack.rules.get(rule)?.versions.flatMap((v) => v.compares.map((c) => c.label)) ?? [];
    const zh = labelZh ?? words.find((l) => l.en === label)?.zh ?? label;
    seen.set(`${rule} ${cls} ${limit}`, { rule, class: cls, limit, label: { en: label, zh } });
  }
  return [...seen.values()];
}

function recipientName(asked: string, config: Config): string {
  const declared = config.recipients !== undefined && Object.hasOwn(config.recipients, asked);
  return declared ? config.recipients![asked]!.name : asked;
}

const isDeclared = (name: string, config: Config): boolean =>
  Object.values(config.recipients ?? {}).some((r) => r.name === name);

/** A tree of facts as its leaves by path. */
function leavesOf(path: string, value: unknown, out = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const name of Object.keys(value)) leavesOf(`${path}.${name}`, factAt(value, name), out);
  } else if (value !== undefined) {
    out.set(path, value);
  }
  return out;
}
