import { ValueFinder } from '../inspect/value-finder.ts';
import type { Batch, Edit, Paths } from '../model/batch.ts';
import { CELL_NULL } from '../model/batch.ts';
import type { Kind } from '../model/kinds.ts';
import type { FieldFinding } from '../model/manifest.ts';
import type { Treatment } from '../model/words.ts';
import type { TreatContext } from '../treat/context.ts';
import { treatText, treatValue } from '../treat/treat.ts';
import type { Arrived } from './gather.ts';

/** How one field is treated: what it is as a whole, or null where kinds stand inside running text. */
interface FieldPlan {
  readonly treatment: Treatment;
  readonly kind: Kind | null;
  readonly context: TreatContext;
}

/**
 * The edits of a batch under a plan. The paths of a file grow while it is read, so they are looked at batch by batch.
 */
export function batchTreatment(
  apply: ReadonlyMap<string, Treatment>,
  arrived: Arrived,
  paths: Paths,
  context: Omit<TreatContext, 'path'>,
): (batch: Batch) => readonly Edit[] {
  const plans: (FieldPlan | null)[] = [];
  const finder = new ValueFinder(arrived.columns);
  const planOf = (path: number): FieldPlan | null => {
    const text = paths.list[path]!;
    const treatment = apply.get(text);
    if (treatment === undefined || treatment === 'remove') return null;
    const fields = arrived.manifest.fields.filter((f) => f.path === text);
    return { treatment, kind: wholeKind(fields), context: { ...context, path: text } };
  };
  return (batch) => {
    while (plans.length < paths.list.length) plans.push(planOf(plans.length));
    const edits: Edit[] = [];
    const { bytes, start, end, path, type } = batch;
    for (let cell = 0; cell < batch.cells; cell++) {
      const plan = plans[path[cell]!];
      const from = start[cell]!;
      const to = end[cell]!;
      if (plan == null || from === to || type[cell] === CELL_NULL) continue;
      if (plan.kind === null) {
        const findings = finder.find(bytes, from, to, plan.context.path);
        if (findings.length === 0) continue;
        edits.push({ cell, value: treatText(bytes, from, to, findings, plan.treatment, plan.context) });
      } else {
        const value = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
        edits.push({ cell, value: Buffer.from(treatValue(plan.kind, plan.treatment, value, plan.context)) });
      }
    }
    return edits;
  };
}

/** The kind that the field's values are as a whole; a field without any is treated as what gives nothing away. */
function wholeKind(fields: readonly FieldFinding[]): Kind | null {
  const whole = fields.filter((f) => !f.freeText).toSorted((a, b) => b.hits - a.hits)[0];
  if (whole !== undefined) return whole.kind;
  return fields.length === 0 ? 'secret' : null;
}
