import type { BudgetView, PermitView } from './permit-view.ts';
import { table } from './print-result.ts';

export function printPermits(permits: readonly PermitView[]): string {
  if (permits.length === 0) return 'No permit in hand. Add one with: douane permit add\n';
  const rows = permits.map((p) => [
    p.id,
    p.kind,
    p.status,
    `until ${p.validUntil ?? '–'}`,
    `${p.persons.used} used`,
    p.persons.left === null ? 'no budget' : `${p.persons.left} left`,
    `sensitive ${p.sensitivePersons.used} used${p.sensitivePersons.left === null ? '' : `, ${p.sensitivePersons.left} left`}`,
    `runs out ${p.persons.runsOut?.day ?? '–'}`,
    `next ${p.nextDeadline === null ? '–' : `${p.nextDeadline.due} ${p.nextDeadline.code}`}`,
    p.alerts.join(' '),
  ]);
  return `${table(rows).join('\n')}\n`;
}

export function printPermit(p: PermitView): string {
  const { scope } = p;
  const past = p.deadlines.filter((d) => d.due < p.asOf);
  const coming = p.deadlines.filter((d) => d.due >= p.asOf);
  const due = (d: PermitView['deadlines'][number]) => [
    `  ${d.due}  ${d.text}`,
    `    ${d.cite} [${d.rule}, ${d.sure}] ${d.url}`,
  ];
  return [
    `${p.id}  ${p.kind}  ${p.status.toUpperCase()} on ${p.asOf}${p.endedAt === null ? '' : `, ended ${p.endedAt}`}`,
    `valid until ${p.validUntil ?? 'no end is known'}`,
    `recipients ${scope.recipients.join(', ')}; to ${scope.places.join(', ')}; purposes ${scope.purposes.join(', ')}; grades ${scope.grades.join(', ')}`,
    `fields ${scope.fields?.join(', ') ?? 'any'}; kinds ${scope.kinds?.join(', ') ?? 'any'}`,
    ...printBudget('persons', p.persons),
    ...printBudget('with sensitive data', p.sensitivePersons),
    p.nextDeadline === null ? 'no deadline to come' : `next deadline ${p.nextDeadline.due}`,
    ...coming.flatMap(due),
    ...(past.length === 0 ? [] : ['past', ...past.flatMap(due)]),
    ...(p.calendarMissing
      ? ['a deadline lies in a year whose holidays are not in the pack: only weekends were left out']
      : []),
    ...(p.alerts.length === 0 ? [] : [p.alerts.join(' ')]),
    '',
  ].join('\n');
}

function printBudget(of: string, { budget, used, left, runsOut, levels }: BudgetView): string[] {
  if (budget === null || runsOut === null) return [`${of}: ${used} used, no budget named`];
  const { window, day } = runsOut;
  const rate = `${window.persons} new in the ${window.days} days since ${window.since}`;
  return [
    `${of}: ${used} used of ${budget}, ${left} left`,
    `  ${left! <= 0 ? 'used up' : day === null ? `when it runs out is not foreseeable: ${rate}` : `runs out on ${day} at the present rate: ${rate}`}`,
    ...levels.map((l) => `  ${l.level} % reached on ${l.day} with transfer ${l.transfer}`),
  ];
}
