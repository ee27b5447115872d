import type { Command } from 'commander';
import { beyondOf } from '../crossing/witnesses.ts';
import { consistencyProof } from '../ledger/consistency.ts';
import { hex } from '../ledger/note.ts';
import { isAccepted, listLosses } from '../ledger/store-loss.ts';
import { nodeReader, readCheckpoint, readTree } from '../ledger/store-tree.ts';
import { type Asked, askWitness, type WitnessAddress } from '../ledger/witness/proxy.ts';
import { keepCosignature, lastCosigned } from '../ledger/witness/store-cosignatures.ts';
import { keepNoticed } from '../ledger/witness/store-noticed.ts';
import { DouaneError } from '../model/errors.ts';
import { loadConfig } from '../store-config.ts';
import { proxyTools } from './ask-witnesses.ts';
import type { Io } from './io.ts';
import { publicKeyOf, verifyHead, witnessesOf } from './ledger-heads.ts';
import { addStateOptions } from './options.ts';
import { NO_LAW, openForWork, openToRead, type StatePlace, statePlace } from './state-dir.ts';

interface Options {
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function addCosign(ledger: Command, io: Io, done: (exit: number) => void): void {
  addStateOptions(
    ledger.command('cosign').description('have the newest head cosigned by the witnesses of the configuration'),
  ).action(async (options: Options) => {
    const loaded = await loadConfig(options.config, io.cwd);
    const { witnesses, quorum } = witnessesOf(loaded.config, loaded.file);
    if (witnesses.length === 0) {
      throw new DouaneError('CALL_MISSING', {
        place: { name: 'ledger.witnesses' },
        expected: 'witnesses in douane.yaml',
      });
    }
    const place = statePlace(options, loaded, io);
    const { size, root, losses, asked } = await ask(place, witnesses, io);
    const beyond = asked.flatMap(({ witness, answer }) => beyondOf(witness, answer) ?? []);
    const noticed = beyond.filter((s) => !isAccepted(losses, s));
    // From here on nothing is recorded, whether or not the witness is there to say so again.
    if (noticed.length > 0)
      keepNoticed(
        place.dir,
        noticed.map((s) => ({ ...s, there: { size, root: hex(root) } })),
      );
    const cosigned = asked.filter((a) => a.answer.kind === 'cosigned');
    if (cosigned.length > 0) {
      using house = await openForWork(place, NO_LAW, io);
      await house.state.transaction((db) => {
        for (const { answer } of asked) if (answer.kind === 'cosigned') keepCosignature(db, size, answer.cosignature);
      });
    }
    const answers = asked.map(({ witness, answer }) => ({ witness: witness.key.name, ...toldOf(answer) }));
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.cosign/1', size, quorum, answers })}\n`
        : `${[`head of ${size} leaves`, ...answers.map((a) => `${a.witness}: ${a.answer}${a.detail}`)].join('\n')}\n`,
    );
    const longer = noticed.length === 0 ? undefined : asked.find(({ answer }) => answer.kind === 'behind');
    if (longer?.answer.kind === 'behind') {
      throw new DouaneError('LEDGER_BEHIND', {
        place: { name: longer.witness.key.name },
        expected: `${longer.answer.size} leaves or more`,
        got: `${size} leaves`,
      });
    }
    if (cosigned.length < quorum) {
      throw new DouaneError('WITNESS_QUORUM', { expected: String(quorum), got: String(cosigned.length) });
    }
    done(0);
  });
}

/** Asks all at once, on what is recorded now; work goes on meanwhile. */
async function ask(place: StatePlace, witnesses: readonly WitnessAddress[], io: Io) {
  using view = await openToRead(place, io);
  // In one snapshot: what was cosigned is never larger than what is.
  const known = view?.read((db) => ({
    ...readTree(db),
    losses: listLosses(db),
    last: witnesses.map((witness) => lastCosigned(db, witness.key)),
  }));
  if (view === undefined || known === undefined || known.size === 0) {
    throw new DouaneError('INPUT_EMPTY', { place: { name: 'ledger' }, expected: 'a leaf' });
  }
  // Of an older copy nothing is cosigned.
  if (view.behind !== null) throw view.behind;
  const { read } = view;
  const { size, root, losses, last } = known;
  const note = read((db) => readCheckpoint(db, size));
  verifyHead(note, publicKeyOf(undefined, place.dir, io), 'the newest head');
  const tools = proxyTools(io);
  const head = { size, note, proofFrom: (old: number) => read((db) => consistencyProof(old, size, nodeReader(db))) };
  const asked = await Promise.all(
    witnesses.map(async (witness, i) => ({ witness, answer: await askWitness(witness, head, last[i]!, tools) })),
  );
  const now = read((db) => readTree(db).size);
  if (asked.some(({ answer }) => answer.kind === 'behind' && answer.size <= now)) {
    throw new DouaneError('STATE_BUSY', { expected: 'no other call that has a later head cosigned meanwhile' });
  }
  return { size, root, losses, asked };
}

function toldOf(answer: Asked): { readonly answer: Asked['kind']; readonly detail: string } {
  switch (answer.kind) {
    case 'cosigned':
      return { answer: answer.kind, detail: `, ${new Date(answer.cosignature.time * 1_000).toISOString()}` };
    case 'behind':
      return { answer: answer.kind, detail: `: it has seen ${answer.size} leaves` };
    case 'refused':
      return { answer: answer.kind, detail: ` with status ${answer.status}` };
    case 'unreachable':
      return { answer: answer.kind, detail: ` (${answer.why})` };
    default:
      return answer satisfies never;
  }
}
