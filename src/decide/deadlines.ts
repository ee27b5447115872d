import type { Duty } from '../model/decision.ts';
import type { FactsGiven } from '../model/facts.ts';
import type { Permit } from '../model/permit.ts';
import { permitContext } from './decide-by-pack.ts';
import { evaluate } from './evaluate.ts';
import { dutiesOfPermit } from './explain.ts';
import { completeFacts } from './facts.ts';
import type { Pack } from './pack.ts';
import { select } from './select.ts';

export interface Deadline extends Duty {
  readonly due: string;
}

export interface Deadlines {
  /** The earliest first. */
  readonly all: readonly Deadline[];
  /** A date of theirs reaches into a year whose holidays are not known: only weekends were left out. */
  readonly calendarMissing: boolean;
}

/**
 * What the law of a day asks for a permit in hand and by when: the rules that look at permits, on a
 * transfer of personal data under it. Pure.
 *
 * @throws DouaneError LAW_NO_RULES, LAW_CONDITION, LAW_FACTS_INVALID
 * @example
 * deadlines({ id: 'SC-1', kind: 'standard-contract', effectiveOn: '2026-09-23', … }, facts, pack, '2026-10-01').all[0].due; // '2026-10-14'
 */
export function deadlines(permit: Permit, given: FactsGiven, pack: Pack, asOf: string): Deadlines {
  const { facts } = completeFacts({
    ...given,
    recipient: { ...given.recipient, name: permit.scope.recipients[0]!, place: permit.scope.places[0]! },
    data: { ...given.data, personal: true },
  } as FactsGiven);
  const law = select(pack, asOf);
  const done = evaluate(facts, pack, law);
  const { duties, calendarMissing } = dutiesOfPermit(pack, law, done, permitContext(permit, pack, asOf));
  const all = duties
    .filter((duty): duty is Deadline => duty.due !== null)
    .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
  return { all, calendarMissing };
}
