import type { GradeOf } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { Kind } from '../model/kinds.ts';
import { GRADES, SURENESS } from '../model/words.ts';
import type { Pack } from './pack.ts';
import { type LawOfTheDay, select } from './select.ts';

type Graded = ReturnType<GradeOf>;

/**
 * What the law of a day makes of each kind: the gravest grade that a rule in force gives it, from the rule that is
 * surest of it. A person under 14 makes every kind sensitive; that is about persons, not kinds, and not in here.
 *
 * @throws DouaneError LAW_NO_RULES
 * @example
 * grades(pack, '2026-01-01')('cn.resident-id').grade; // 'personal'; 'sensitive' before 2025-11-01
 */
export function grades(pack: Pack, asOf: string): GradeOf {
  const law = select(pack, asOf);
  const known = made.get(law.rules) ?? gradeKinds(law);
  made.set(law.rules, known);
  return known;
}

/** Tables already made: what is in force does not change. */
const made = new WeakMap<LawOfTheDay['rules'], GradeOf>();

function gradeKinds(law: LawOfTheDay): GradeOf {
  const table = new Map<Kind, Graded>();
  for (const { rule, version } of law.rules) {
    for (const { kind, grade, sure } of version.grades) {
      const before = table.get(kind);
      if (before === undefined || isGraver({ grade, rule: rule.id, sure }, before)) {
        table.set(kind, { grade, rule: rule.id, sure });
      }
    }
  }
  return (kind) => {
    const graded = table.get(kind);
    if (graded === undefined)
      throw new DouaneError('LAW_NO_RULES', { place: { name: kind }, expected: 'a grade on that day' });
    return graded;
  };
}

function isGraver(a: Graded, b: Graded): boolean {
  const byGrade = GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade);
  return byGrade > 0 || (byGrade === 0 && SURENESS.indexOf(a.sure) < SURENESS.indexOf(b.sure));
}
