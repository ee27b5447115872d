import { isDeepStrictEqual } from 'node:util';
import { explainInFull } from '../decide/explain-in-full.ts';
import type { Explanation, FactSource } from '../model/explanation.ts';
import { valueAt } from '../model/fact-at.ts';
import type { Arrived } from './gather.ts';
import type { House } from './house.ts';
import type { Judgement } from './judge.ts';
import type { Request } from './request.ts';

/** Why the law decides as it does on the facts of a judgement. Made before anything is recorded: it may throw. */
export function explainJudgement(judged: Judgement, arrived: Arrived, request: Request, house: House): Explanation {
  return explainInFull(judged.facts, house.packs, request.asOf, sources(judged, arrived, request));
}

/** What inspection and the register say, whatever anybody else does. */
const MEASURED: ReadonlySet<string> = new Set(['data.personal', 'data.sensitive', 'data.kinds', 'data.fields']);
/** What inspection finds and others may say: it is measured where it was found. */
const FOUND = new Set(['data.under14', 'data.minors']);

/** Where the facts of a judgement came from. A fact that is other than was said was put in its place by what was found. */
function sources({ facts }: Judgement, arrived: Arrived, request: Request): (fact: string) => FactSource {
  const minors = arrived.histogram.entries.some((e) => e.minor);
  const said: Readonly<Record<string, unknown>> = {
    'exporter.jurisdiction': request.from,
    'recipient.name': request.recipient,
    'recipient.place': request.to,
  };
  return (fact) => {
    const value = valueAt(facts, fact);
    const declared = valueAt(request.facts, fact);
    if (value === undefined || (declared === undefined && request.assumed?.includes(fact))) return 'assumed';
    if (MEASURED.has(fact) || fact.startsWith('counts.') || (minors && FOUND.has(fact))) return 'measured';
    return isDeepStrictEqual(declared, value) || said[fact] === value ? 'declared' : 'measured';
  };
}
