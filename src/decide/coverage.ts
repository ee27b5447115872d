/** Whether a permit in hand covers a transfer, and if not, why. Pure. */
import type { Facts } from '../model/facts.ts';
import type { Coverage, HeldPermit, NotCovered, Permit } from '../model/permit.ts';
import type { DataClass, Grade, Outcome } from '../model/words.ts';
import { addMonths } from './calendar.ts';
import type { Pack } from './pack.ts';
import { select } from './select.ts';

/** What a transfer needs a permit for. */
export interface Need {
  readonly outcome: Outcome;
  /** Classes that the outcome holds for, each of which the permit's scope has to name. */
  readonly classes: readonly DataClass[];
  readonly asOf: string;
  /** Last day of the permit by the law of the day; null for no end. */
  readonly validUntil: string | null;
  /** Bodies whose certificates count on that day; null where any does. */
  readonly certificationBodies: readonly string[] | null;
}

const GRADE: Readonly<Record<DataClass, Grade>> = {
  ordinary: 'personal',
  sensitive: 'sensitive',
  important: 'important',
};

/** Places inside the Greater Bay Area as far as a country code can tell. */
const GREATER_BAY_AREA: ReadonlySet<string> = new Set(['HK', 'MO']);

/** Whether a permit covers what is needed. Every reason against it is given, not only the first. */
export function coverage(permit: HeldPermit, need: Need, facts: Facts): Coverage {
  const why: NotCovered[] = [];
  const not = (code: NotCovered['code'], text: string, textZh: string) => why.push({ code, text, textZh });
  const { scope } = permit;

  const from = permit.kind === 'standard-contract' ? permit.effectiveOn : permit.issuedOn;
  if (from === undefined || from > need.asOf) {
    not('PERMIT_NOT_YET_IN_FORCE', `in force from ${from ?? 'no day that is known'}`, `${from ?? '未知日期'}起生效`);
  }
  if (need.validUntil !== null && need.validUntil < need.asOf) {
    not('PERMIT_EXPIRED', `expired after ${need.validUntil}`, `已于${need.validUntil}到期`);
  }
  const light = permit.kind !== 'security-assessment';
  if (light && need.outcome !== 'standard-contract-or-certification') {
    not('PERMIT_KIND', `a ${words(permit.kind)} does not do where the law asks for more`, '该类许可不满足所需机制');
  }
  if (light && (facts.exporter.ciio || need.classes.includes('important'))) {
    not(
      'PERMIT_KIND',
      `a ${words(permit.kind)} is not for operators of critical information infrastructure nor for important data`,
      '该类许可不适用于关键信息基础设施运营者或重要数据',
    );
  }
  if (permit.kind === 'certification' && need.certificationBodies !== null) {
    if (permit.body === undefined) not('PERMIT_BODY', 'names no body, only those filed count', '未注明认证机构');
    else if (!need.certificationBodies.includes(permit.body))
      not('PERMIT_BODY', 'its body is not one of those filed', '认证机构未备案');
  }
  if (!scope.recipients.includes(facts.recipient.name))
    not('PERMIT_RECIPIENT', 'names other recipients', '接收方不在范围内');
  if (!scope.places.includes(facts.recipient.place)) not('PERMIT_PLACE', 'names other places', '接收地不在范围内');
  const onward = facts.recipient.onwardPlaces.filter(
    (p) => !scope.places.includes(p) && p !== facts.exporter.jurisdiction,
  );
  if (onward.length > 0) {
    not(
      'PERMIT_ONWARD',
      `does not reach onward transfers to ${onward.join(', ')}`,
      `不含向${onward.join('、')}的再转移`,
    );
  }
  if (permit.greaterBayArea === true) {
    const outside = [facts.recipient.place, ...facts.recipient.onwardPlaces].filter(
      (p) => !GREATER_BAY_AREA.has(p) && p !== facts.exporter.jurisdiction,
    );
    if (outside.length > 0 || !facts.exporter.greaterBayAreaCity) {
      not('PERMIT_ONWARD', 'holds only inside the Greater Bay Area', '仅适用于粤港澳大湾区内');
    }
  }
  if (!scope.purposes.includes(facts.purpose.code)) not('PERMIT_PURPOSE', 'names other purposes', '目的不在范围内');
  for (const name of need.classes) {
    if (!scope.grades.includes(GRADE[name]))
      not('PERMIT_GRADE', `does not name ${GRADE[name]} data`, '数据级别不在范围内');
  }
  if (scope.kinds !== undefined && !isWithin(facts.data.kinds, scope.kinds)) {
    not('PERMIT_KINDS', 'names other kinds of data, or the kinds are not known', '数据种类不在范围内');
  }
  if (scope.fields !== undefined && !isWithin(facts.data.fields, scope.fields)) {
    not('PERMIT_FIELDS', 'names other fields, or the fields are not known', '字段不在范围内');
  }
  const { budget, used } = permit;
  if (budget?.persons !== undefined && used.persons > budget.persons) {
    not(
      'PERMIT_BUDGET',
      `would be used for ${used.persons} of ${budget.persons} persons`,
      `将使用${used.persons}人，超过${budget.persons}人`,
    );
  }
  if (budget?.sensitivePersons !== undefined && used.sensitivePersons > budget.sensitivePersons) {
    not(
      'PERMIT_BUDGET',
      `would be used for ${used.sensitivePersons} of ${budget.sensitivePersons} persons with sensitive data`,
      `敏感信息将使用${used.sensitivePersons}人，超过${budget.sensitivePersons}人`,
    );
  }
  return why.length === 0 ? { kind: 'covered', validUntil: need.validUntil } : { kind: 'not-covered', why };
}

const words = (kind: Permit['kind']) => kind.replace('-', ' ');

/** All of them named; an empty list is not known, and what is not known is not covered. */
function isWithin(wanted: readonly string[], named: readonly string[]): boolean {
  return wanted.length > 0 && wanted.every((w) => named.includes(w));
}

/** Last day on which a permit is valid by the law of a day. */
export interface Validity {
  readonly date: string | null;
  /** Parameter that the term comes from, where the permit names no end itself. */
  readonly parameter: string | null;
}

/**
 * Last day of a permit: the one it names, else its day of issue with the term that the law of `asOf` gives.
 *
 * @throws DouaneError LAW_NO_RULES
 * @example
 * validUntil({ kind: 'security-assessment', issuedOn: '2023-02-10', … }, pack, '2024-03-01').date; // '2025-02-10'
 */
export function validUntil(permit: Permit, pack: Pack, asOf: string): Validity {
  if (permit.validUntil !== undefined) return { date: permit.validUntil, parameter: null };
  if (permit.kind === 'standard-contract' || permit.issuedOn === undefined) return { date: null, parameter: null };
  const parameter = permit.kind === 'security-assessment' ? 'saValidityYears' : 'certificationValidityYears';
  const years = select(pack, asOf).parameters.get(parameter);
  // The law of that day knows no term, so no such permit: it does not reach beyond the day it was issued.
  if (typeof years !== 'number') return { date: permit.issuedOn, parameter: null };
  return { date: addMonths(permit.issuedOn, years * 12), parameter };
}
