/**
 * Witnesses asked before anything is recorded: whether one of them has seen a ledger that this state does not have.
 */

import { signCheckpoint } from '../ledger/checkpoint.ts';
import { consistencyProof } from '../ledger/consistency.ts';
import { COSIGNATURE, formatVerifierKey, hex } from '../ledger/note.ts';
import { isAccepted, listLosses, type Seen } from '../ledger/store-loss.ts';
import { nodeReader, readCheckpoint, readTree } from '../ledger/store-tree.ts';
import { type Asked, askWitness, type ProxyTools, type WitnessAddress } from '../ledger/witness/proxy.ts';
import { keepCosignature, lastCosigned } from '../ledger/witness/store-cosignatures.ts';
import { forgetNoticed, keepAsked, keepNoticed, wasAsked } from '../ledger/witness/store-noticed.ts';
import type { Flag } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import { behindError } from './behind.ts';
import type { House } from './house.ts';

export interface Asking {
  readonly witnesses: readonly WitnessAddress[];
  readonly quorum: number;
  /** `required`: nothing is recorded unless as many as the quorum cosigned. */
  readonly policy: 'always' | 'required';
  readonly tools: Omit<ProxyTools, 'limits'>;
}

const LIMITS = { tries: 1, totalMs: 5_000 };
/** Others may have a later head cosigned while we ask. */
const ROUNDS = 3;

/**
 * Holds the newest head against every witness, all at once, for five seconds at most; not again for a minute where all
 * answered well. Gives what the user has to know of those that did not answer.
 *
 * @throws DouaneError STATE_BEHIND when one of them has seen what is not in the ledger: remembered beside the state;
 * WITNESS_QUORUM.
 */
export async function askBeforeRecording(house: House, asking: Asking): Promise<readonly Flag[]> {
  const { dir } = house.state;
  const keys = asking.witnesses.map(keyOf);
  const now = asking.tools.now();
  if (house.state.read((db) => wasAsked(dir, db, keys, now))) return [];
  const { answers, size, root } = await askAll(house, asking);
  const losses = house.state.read(listLosses);
  const seen = answers.flatMap(({ beyond }) => beyond ?? []);
  const noticed = seen.filter((s) => !isAccepted(losses, s));
  if (noticed.length > 0) {
    keepNoticed(
      dir,
      noticed.map((s) => ({ ...s, there: { size, root } })),
    );
    throw behindError(noticed, size);
  }
  const cosigned = answers.flatMap(({ asked, before }) =>
    asked.kind === 'cosigned' ? [{ cosignature: asked.cosignature, isNew: before < size }] : [],
  );
  if (cosigned.some(({ isNew }) => isNew))
    await house.state.transaction((db) => {
      for (const { cosignature, isNew } of cosigned) if (isNew) keepCosignature(db, size, cosignature);
    });
  if (asking.policy === 'required' && cosigned.length < asking.quorum)
    throw new DouaneError('WITNESS_QUORUM', { expected: String(asking.quorum), got: String(cosigned.length) });
  if (cosigned.length === keys.length) {
    forgetNoticed(dir);
    keepAsked(dir, { witnesses: keys, size, root }, now);
  }
  return answers.flatMap(flagOf);
}

/** What witnesses have seen of the ledger that it does not have, whether or not it was noticed before. */
export async function seenByWitnesses(
  house: House,
  asking: Omit<Asking, 'policy' | 'quorum'>,
): Promise<readonly Seen[]> {
  const losses = house.state.read(listLosses);
  const { answers } = await askAll(house, asking);
  return answers.flatMap(({ beyond }) => beyond ?? []).filter((s) => !isAccepted(losses, s));
}

interface Answer {
  readonly witness: WitnessAddress;
  readonly asked: Asked;
  readonly beyond: Seen | null;
  /** Leaves under the last head that it had cosigned before. */
  readonly before: number;
}

async function askAll(house: House, asking: Pick<Asking, 'witnesses' | 'tools'>) {
  const tools: ProxyTools = { ...asking.tools, limits: LIMITS };
  for (let round = 1; ; round++) {
    const { size, root, note, last } = house.state.read((db) => {
      const tree = readTree(db);
      // Also of an empty ledger a witness may have seen more.
      const note = tree.size === 0 ? signCheckpoint(0, tree.root, house.ledger.signer) : readCheckpoint(db, tree.size);
      return { ...tree, note, last: asking.witnesses.map((w) => lastCosigned(db, w.key)) };
    });
    const proofFrom = (old: number) => house.state.read((db) => consistencyProof(old, size, nodeReader(db)));
    const answers: Answer[] = await Promise.all(
      asking.witnesses.map(async (witness, i) => {
        const asked = await askWitness(witness, { size, note, proofFrom }, last[i]!, tools);
        return { witness, asked, beyond: beyondOf(witness, asked), before: last[i]! };
      }),
    );
    const largest = Math.max(0, ...answers.map(({ beyond }) => beyond?.size ?? 0));
    if (largest <= size || round === ROUNDS || !house.state.shared) return { answers, size, root: hex(root) };
    // With what others recorded meanwhile it may be there.
    await using _turn = await house.state.turn('witnesses');
    if (house.state.read(readTree).size < largest) return { answers, size, root: hex(root) };
  }
}

/** What the answer says that the witness has seen beyond the head that it was asked about; null for nothing. */
export function beyondOf(witness: WitnessAddress, asked: Asked): Seen | null {
  const by = keyOf(witness);
  if (asked.kind === 'behind') return { by, size: asked.size, root: null };
  if (asked.kind === 'refused' && asked.status === 422 && asked.old > 0) return { by, size: asked.old, root: null };
  return null;
}

const keyOf = ({ key }: WitnessAddress): string => formatVerifierKey(key, COSIGNATURE);

function flagOf({ witness, asked, beyond }: Answer): Flag[] {
  const { name } = witness.key;
  if (asked.kind === 'cosigned') return [];
  if (beyond !== null)
    return [
      {
        code: 'WITNESS_OF_LOSS',
        text: `The witness ${name} keeps the ledger as it was before the loss that was accepted, and cosigns this one no more: it would not notice another older copy. Name another witness (docs/backup.md).`,
        textZh: `见证方${name}保留的是已确认损失之前的账本，不再为本账本联署，也无法发现再次回退。请另行指定见证方。`,
      },
    ];
  const why = asked.kind === 'refused' ? `status ${asked.status}` : asked.kind === 'unreachable' ? asked.why : '';
  return [
    {
      code: 'WITNESS_UNREACHABLE',
      text: `The witness ${name} did not answer (${why}): whether it has seen a newer copy of this state is not known.`,
      textZh: `见证方${name}未作答（${why}）：无法得知其是否见过本状态的更新副本。`,
    },
  ];
}
