import type { Broken, Evidence, Known, LeafSeen, OutputSeen, PromiseName } from './evidence.ts';
import { distinctPersons, membersOf } from './register.ts';
import { headOf, opens, rootOfLeaves } from './tree-root.ts';

/** A leaf that lets data leave, with what it says of them. */
interface Leaving {
  readonly transfer: string;
  readonly permit: string | null;
  readonly persons: number;
  /** SHA-256 of the inputs, and of what the closing says was written. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Which promises do not hold. Pure: by the canaries that were sent, the bytes that came out and the rows that are
 * stored, computed again here.
 *
 * @param settled after a run that nothing disturbed: nothing may be half done any more.
 */
export function judge(seen: Evidence, known: Known, settled: boolean): Broken[] {
  const broken: Broken[] = [];
  const say = (promise: PromiseName, what: string) => broken.push({ promise, what });
  judgeLedger(seen, known, say);
  const { leaving, open } = readLeaves(seen.leaves);
  judgeOutputs(seen, known, leaving, say);
  judgePersons(seen, known, leaving, say);
  for (const [permit, budget] of known.budgets) {
    const used = canariesOf(
      leaving.filter((l) => l.permit === permit),
      known,
    ).size;
    if (used > budget) say('budget', `${used} persons under ${permit}, which allows ${budget}`);
  }
  for (const file of seen.inClear) say('private', `a canary in ${file}`);
  if (settled) {
    for (const name of seen.partials) say('whole', `${name} is left`);
    if (open > 0) say('whole', `${open} transfers were never closed`);
  }
  return broken;
}

/** Canaries that the ledger says have left, by what was in the inputs that its leaves name. */
export function recordedCanaries(seen: Evidence, known: Known): Set<string> {
  return canariesOf(readLeaves(seen.leaves).leaving, known);
}

type Say = (promise: PromiseName, what: string) => void;

function judgeLedger(seen: Evidence, known: Known, say: Say): void {
  const { leaves, checkpoint } = seen;
  const head = checkpoint === null ? null : headOf(checkpoint, known.publicKey);
  if (head === null) say('ledger', 'the last head is not signed with the key of the ledger');
  else if (head.size !== leaves.length || head.root !== rootOfLeaves(leaves))
    say('ledger', 'the leaves do not have the root that was signed');
  for (const { size, root } of known.heads)
    if (size > leaves.length || rootOfLeaves(leaves, size) !== root)
      say('ledger', `the ledger is not the one that had ${size} leaves before`);
  for (const [index, leaf] of leaves.entries())
    if (!opens(leaf)) say('ledger', `what is kept of leaf ${index} is not what it commits to`);
  for (const objection of seen.objections) say('ledger', objection);
}

function readLeaves(leaves: readonly LeafSeen[]): { leaving: Leaving[]; open: number } {
  const byIndex = new Map<number, Leaving & { outputs: string[] }>();
  const open = new Set<number>();
  for (const [index, { bytes, opening }] of leaves.entries()) {
    const leaf = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const files = (opening === null ? [] : (JSON.parse(opening.body).files ?? [])) as { sha256: string }[];
    const digests = files.map((f) => f.sha256);
    if (leaf.type === 'closing') {
      open.delete(leaf.of);
      byIndex.get(leaf.of)?.outputs.push(...digests);
    } else if (leaf.type === 'crossing') {
      open.add(index);
      if (leaf.verdict !== 'pass' && leaf.verdict !== 'treat') continue;
      const { transfer, permit } = leaf;
      byIndex.set(index, { transfer, permit, persons: leaf.counts.persons.ordinary, inputs: digests, outputs: [] });
    }
  }
  return { leaving: [...byIndex.values()], open: open.size };
}

function canariesOf(leaving: readonly Leaving[], known: Known): Set<string> {
  return new Set(leaving.flatMap((l) => l.inputs.flatMap((sum) => [...(known.sent.get(sum) ?? [])])));
}

/** Each file that is out, whole or not, against the leaf that let it out. */
function judgeOutputs(seen: Evidence, known: Known, leaving: readonly Leaving[], say: Say): void {
  const whole = new Set(leaving.flatMap((l) => [...l.inputs, ...l.outputs]));
  for (const output of seen.outputs) {
    const transfer = /\.([0-9A-Za-z_-]{1,64})\.partial$/.exec(output.name)?.[1];
    if (transfer === undefined) {
      if (!whole.has(output.sha256)) say('recorded', unrecorded(output));
      continue;
    }
    const allowed = canariesOf(
      leaving.filter((l) => l.transfer === transfer),
      known,
    );
    if ([...output.canaries].some((id) => !allowed.has(id))) say('recorded', unrecorded(output));
  }
  const recorded = canariesOf(leaving, known);
  const out = new Set(seen.outputs.flatMap((o) => [...o.canaries]));
  const missing = [...out].filter((id) => !recorded.has(id)).length;
  if (missing > 0) say('recorded', `${missing} of ${out.size} persons in the files that are out are in no leaf`);
}

const unrecorded = ({ name, canaries }: OutputSeen) => `no leaf speaks of ${name}, with ${canaries.size} persons`;

function judgePersons(seen: Evidence, known: Known, leaving: readonly Leaving[], say: Say): void {
  const ordinary = seen.sets.filter((s) => s.class === 'ordinary');
  const counted = distinctPersons(ordinary, seen.merges);
  const left = canariesOf(leaving, known).size;
  if (counted > left) say('once', `${counted} persons are counted where ${left} left`);
  if (counted < left) say('recorded', `${left} persons left and ${counted} are counted`);
  const sizes = new Map(ordinary.map((s) => [s.transfer, membersOf(s.members).length]));
  for (const leaf of leaving) {
    if (leaf.inputs.some((sum) => !known.sent.has(sum))) say('sums', `a leaf names content that nobody sent`);
    const sent = canariesOf([leaf], known).size;
    const stored = sizes.get(leaf.transfer) ?? 0;
    if (leaf.persons !== sent || stored !== sent)
      say('sums', `of ${sent} persons a leaf says ${leaf.persons} and the register ${stored}`);
    sizes.delete(leaf.transfer);
  }
  if (sizes.size > 0) say('sums', `${sizes.size} sets of persons belong to no leaf`);
}
