/** What of a pack its cases bring about: each outcome, duty and flag has to come out in one of them. Pure. */
import { DouaneError } from '../../model/errors.ts';
import type { LawCase } from '../cases.ts';
import { decideAlone } from '../decide.ts';
import type { Pack } from '../pack.ts';
import { rulesTried } from '../tried.ts';
import type { Check, Fault } from './check.ts';

/** Every rule with an outcome, every duty and every flag comes out in a case. */
export function checkMet(pack: Pack, cases: readonly LawCase[]): Check {
  const met = new Set(cases.flatMap((c) => comesOut(pack, c)));
  const wanted = new Map<string, Fault>();
  for (const rule of pack.rules.values()) {
    for (const { outcome, duties, flags, file, line } of rule.versions) {
      const want = (what: string, text: string) => {
        if (!wanted.has(what)) wanted.set(what, { file, line, text });
      };
      if (outcome !== null) want(rule.id, `${rule.id} decides in no case`);
      for (const d of duties) want(`${rule.id} ${d.code}`, `the duty ${d.code} of ${rule.id} comes out in no case`);
      for (const f of flags) want(f.code, `the flag ${f.code} of ${rule.id} comes out in no case`);
    }
  }
  const faults = [...wanted].filter(([what]) => !met.has(what)).map(([, fault]) => fault);
  const of = 'outcomes, duties and flags come out in a case';
  return { name: 'met', passed: wanted.size - faults.length, failed: faults.length, of, faults, notes: [] };
}

function comesOut(pack: Pack, c: LawCase): string[] {
  if (c.expect.error !== undefined) return [];
  try {
    const { reasons, duties, flags } = decideAlone(c.facts, pack, c.asOf);
    return [...reasons.map((r) => r.rule), ...duties.map((d) => `${d.rule} ${d.code}`), ...flags.map((f) => f.code)];
  } catch (error) {
    // Told as a case that does not hold where the cases themselves are run.
    if (error instanceof DouaneError) return [];
    throw error;
  }
}

/** Every version of a rule with a condition holds in one case and fails in another. */
export function checkTried(pack: Pack, cases: readonly LawCase[]): Check {
  const conditional = rulesTried(pack, cases).filter((t) => t.version.when !== null);
  const faults = conditional
    .filter((t) => t.held === 0 || t.failed === 0)
    .map(({ rule, version: { file, line, inForce }, held }) => ({
      file,
      line,
      text: `${rule}, in force from ${inForce[0]}, ${held === 0 ? 'holds' : 'fails'} in no case`,
    }));
  return {
    name: 'tried',
    passed: conditional.length - faults.length,
    failed: faults.length,
    of: 'versions of rules with a condition hold in one case and fail in another',
    faults,
    notes: [],
  };
}
