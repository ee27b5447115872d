/** What there is to see of permits, read on a snapshot, so that it can be looked at while something crosses. */
import { exporterOf } from '../crossing/house.ts';
import { planRequest, today } from '../crossing/request.ts';
import { validUntil } from '../decide/coverage.ts';
import { type Deadline, deadlines } from '../decide/deadlines.ts';
import { governing } from '../decide/decide.ts';
import type { Pack } from '../decide/pack.ts';
import { highestLevel, isNear, LEVELS, type Level, levelOf } from '../decide/permit-alerts.ts';
import { type Forecast, forecast } from '../decide/permit-forecast.ts';
import { listLosses } from '../ledger/store-loss.ts';
import { DouaneError } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import { firstDayOf, type Permit } from '../model/permit.ts';
import { type PermitStep, permitSteps } from '../persons/store-register.ts';
import { getPermit, listPermits, type StoredPermit } from '../state/store-permits.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { openPacks } from './packs.ts';
import { openToRead, statePlace } from './state-dir.ts';

export interface BudgetView {
  readonly budget: number | null;
  readonly used: number;
  readonly left: number | null;
  /** When it is used up at the present rate; null without a budget. */
  readonly runsOut: Forecast | null;
  /** When each level was first reached, and with which transfer. */
  readonly levels: readonly { readonly level: Level; readonly day: string; readonly transfer: string }[];
}

export interface PermitView extends Omit<Permit, 'validUntil'> {
  readonly asOf: string;
  readonly status: 'valid' | 'not-yet-valid' | 'expired' | 'ended';
  readonly valid: boolean;
  /** The day the permit names, or else that which the law of the day gives; null for no end. */
  readonly validUntil: string | null;
  readonly addedAt: string;
  readonly endedAt: string | null;
  readonly persons: BudgetView;
  readonly sensitivePersons: BudgetView;
  /** Deadlines to come and past, by the law of the day, and the first of those to come. */
  readonly deadlines: readonly Deadline[];
  readonly nextDeadline: Deadline | null;
  /** A deadline reaches into a year whose holidays are not known: only weekends were left out. */
  readonly calendarMissing: boolean;
  readonly alerts: readonly string[];
}

export interface LookOptions {
  readonly pack?: readonly string[];
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  /** One permit, or null for all. */
  readonly id: string | null;
  readonly all: boolean;
}

/** @throws DouaneError PERMIT_UNKNOWN */
export async function lookAtPermits(options: LookOptions, io: Io): Promise<PermitView[]> {
  const loaded = await loadConfig(options.config, io.cwd);
  const request = planRequest({ to: 'DE' }, loaded.config, (zone) => today(io.now(), zone));
  const pack = governing(await openPacks(loaded, options.pack, io), request.from);
  const exporter = exporterOf(request.facts);
  const { facts } = request as { readonly facts: FactsGiven };
  const given = { ...facts, exporter: { jurisdiction: request.from, ...facts.exporter } } as FactsGiven;
  using view = await openToRead(statePlace(options, loaded, io), io);
  if (view === undefined) {
    if (options.id !== null) throw new DouaneError('PERMIT_UNKNOWN', { place: { name: options.id } });
    return [];
  }
  return view.read((db) => {
    const stored = options.id === null ? listPermits<Permit>(db, options.all) : [getPermit<Permit>(db, options.id)];
    const losses = listLosses(db);
    return stored.map((s) => {
      const view = viewOf(s, permitSteps(db, exporter, s.permit.id), given, pack, request.asOf);
      // What left under it and is lost is not in what is used.
      return losses.some(({ at }) => at.slice(0, 10) >= firstDayOf(s.permit))
        ? { ...view, alerts: [...view.alerts, 'STATE_LOSS'] }
        : view;
    });
  });
}

/** Pure: the day comes in. */
export function viewOf(
  { permit, addedAt, endedAt }: StoredPermit<Permit>,
  steps: readonly PermitStep[],
  given: FactsGiven,
  pack: Pack,
  asOf: string,
): PermitView {
  const until = validUntil(permit, pack, asOf).date;
  const from = permit.kind === 'standard-contract' ? permit.effectiveOn : permit.issuedOn;
  const status =
    endedAt !== null
      ? 'ended'
      : until !== null && until < asOf
        ? 'expired'
        : from === undefined || from > asOf
          ? 'not-yet-valid'
          : 'valid';
  const { all: due, calendarMissing } =
    endedAt === null ? deadlines(permit, given, pack, asOf) : { all: [], calendarMissing: false };
  const persons = budgetView(permit.budget?.persons, steps, 'persons', asOf);
  const sensitivePersons = budgetView(permit.budget?.sensitivePersons, steps, 'sensitivePersons', asOf);
  const level = highestLevel(permit, { persons: persons.used, sensitivePersons: sensitivePersons.used });
  return {
    ...permit,
    validUntil: until,
    asOf,
    status,
    valid: status === 'valid',
    addedAt,
    endedAt,
    persons,
    sensitivePersons,
    deadlines: due,
    calendarMissing,
    nextDeadline: due.find((d) => d.due >= asOf) ?? null,
    alerts: [
      ...(level === null ? [] : [`PERMIT_${level}`]),
      ...(due.some((d) => isNear(d.due, asOf)) ? ['PERMIT_DEADLINE'] : []),
      ...(endedAt === null && until !== null && isNear(until, asOf) ? ['PERMIT_ENDS'] : []),
    ],
  };
}

function budgetView(
  allowed: number | undefined,
  steps: readonly PermitStep[],
  of: 'persons' | 'sensitivePersons',
  asOf: string,
): BudgetView {
  const used = steps.reduce((sum, s) => sum + s[of], 0);
  if (allowed === undefined) return { budget: null, used, left: null, runsOut: null, levels: [] };
  const levels: { level: Level; day: string; transfer: string }[] = [];
  let sum = 0;
  for (const { transfer, day, [of]: persons } of steps) {
    sum += persons;
    const reached = levelOf(sum, allowed) ?? 0;
    for (const level of LEVELS)
      if (level <= reached && !levels.some((l) => l.level === level)) levels.push({ level, day, transfer });
  }
  const uses = steps.map((s) => ({ day: s.day, persons: s[of] }));
  return { budget: allowed, used, left: allowed - used, runsOut: forecast(allowed - used, uses, asOf), levels };
}
