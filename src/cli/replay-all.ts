import { setImmediate } from 'node:timers/promises';
import { changesOf, type LawChange, type LawSide } from '../decide/compare-decisions.ts';
import { decide } from '../decide/decide.ts';
import type { Pack } from '../decide/pack.ts';
import { type RecordedTransfer, transfersBehind } from '../ledger/store-transfers.ts';
import type { Decision } from '../model/decision.ts';
import { DouaneError, type ErrorCode } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { draftNotes } from './packs.ts';
import { openToRead, statePlace } from './state-dir.ts';

/** The counters in the facts end with the day of the transfer: another day would have counted other transfers too. */
export const COUNTS_AS_RECORDED =
  'COUNTS_AS_RECORDED: the persons counted are those of the recorded windows, not of the day asked for.';

interface Replay {
  readonly packs: readonly Pack[];
  readonly drafts: readonly Pack[];
  /** null: each as of its own day. */
  readonly asOf: string | null;
}

/** What became of one transfer: the law's decision as recorded, and as replayed or why there is none now. */
interface Replayed {
  readonly transfer: string;
  readonly type: RecordedTransfer['type'];
  readonly asOf: string;
  readonly recorded: Pick<Decision, 'verdict' | 'outcome'>;
  readonly replayed: Pick<Decision, 'verdict' | 'outcome'> | { readonly error: ErrorCode };
  readonly laws: readonly LawChange[];
}

/** How many transfers changed in one way. */
interface Total {
  readonly recorded: string;
  readonly replayed: string;
  transfers: number;
}

/**
 * Decides every recorded transfer again and prints what changes, as it goes: neither the ledger nor the answer is ever
 * held whole. Reads a snapshot for each page; transfers recorded meanwhile may or may not be in.
 */
export async function replayAll(
  replay: Replay,
  options: { config?: string; state?: string; json?: boolean },
  io: Io,
): Promise<void> {
  using view = await openToRead(statePlace(options, await loadConfig(options.config, io.cwd), io), io);
  const totals = { transfers: 0, checks: 0, same: 0, changed: 0, undecided: 0 };
  const byChange = new Map<string, Total>();
  const byRule = new Map<string, Total & { readonly pack: string }>();
  const add = <T extends Total>(into: Map<string, T>, key: string, first: T) => {
    const total = into.get(key);
    if (total === undefined) into.set(key, first);
    else total.transfers += 1;
  };
  if (options.json) io.out('{"schema":"douane.replay-all/1","changes":[');
  for (let leaf = -1; view !== undefined; ) {
    const page = view.read((db) => transfersBehind(db, leaf));
    for (const transfer of page) {
      totals.transfers += 1;
      if (transfer.type === 'check') totals.checks += 1;
      const one = replayOne(transfer, replay);
      if (one.laws.length === 0 && !('error' in one.replayed)) {
        totals.same += 1;
        continue;
      }
      const [recorded, replayed] = [sideText(one.recorded), sideText(one.replayed)];
      add(byChange, `${recorded}\n${replayed}`, { recorded, replayed, transfers: 1 });
      for (const { pack, before, after } of one.laws) {
        const [was, is] = [rulesText(before), rulesText(after)];
        add(byRule, `${pack}\n${was}\n${is}`, { pack, recorded: was, replayed: is, transfers: 1 });
      }
      io.out(
        options.json ? `${totals.changed + totals.undecided > 0 ? ',' : ''}${JSON.stringify(one)}` : printOne(one),
      );
      if ('error' in one.replayed) totals.undecided += 1;
      else totals.changed += 1;
    }
    if (page.length === 0) break;
    leaf = page.at(-1)!.leaf;
    // What was printed gets out before more is read.
    await setImmediate();
  }
  const notes = [...draftNotes(replay.drafts), ...(replay.asOf === null ? [] : [COUNTS_AS_RECORDED])];
  const most = <T extends Total>(of: Map<string, T>) => [...of.values()].sort((a, b) => b.transfers - a.transfers);
  if (options.json) {
    const packs = replay.packs.map(({ id, version, hash }) => ({ pack: id, version, hash }));
    const rest = { asOf: replay.asOf, totals, byChange: most(byChange), byRule: most(byRule), packs, notes };
    io.out(`],${JSON.stringify(rest).slice(1)}\n`);
    return;
  }
  io.out(
    [
      `${totals.transfers} transfers, ${totals.checks} of them checks: ${totals.same} the same, ${totals.changed} changed, ${totals.undecided} without a decision now`,
      ...most(byChange).map((t) => `  ${t.transfers}  ${t.recorded} → ${t.replayed}`),
      ...(byRule.size > 0 ? ['By rule'] : []),
      ...most(byRule).map((t) => `  ${t.transfers}  ${t.pack}: ${t.recorded} → ${t.replayed}`),
      ...notes,
      '',
    ].join('\n'),
  );
}

function replayOne({ id, type, body }: RecordedTransfer, { packs, asOf }: Replay): Replayed {
  const { verdict, outcome } = body.decision;
  const day = asOf ?? body.asOf;
  const head = { transfer: id, type, asOf: day, recorded: { verdict, outcome } };
  try {
    const now = decide(body.facts as FactsGiven, packs, day);
    const laws = changesOf(body.decision, now);
    return { ...head, replayed: { verdict: now.verdict, outcome: now.outcome }, laws };
  } catch (error) {
    // A day or a fact that the rules of now do not know is an answer about this transfer, not the end of the replay.
    if (!(error instanceof DouaneError)) throw error;
    return { ...head, replayed: { error: error.code }, laws: [] };
  }
}

const sideText = (side: Replayed['replayed']): string =>
  'error' in side ? side.error : `${side.verdict} ${side.outcome}`;

function rulesText(side: LawSide | null): string {
  if (side === null) return 'says nothing';
  return side.rules.length === 0 ? side.outcome : side.rules.join(', ');
}

function printOne({ transfer, recorded, replayed, laws }: Replayed): string {
  const lines = [`${transfer}  ${sideText(recorded)} → ${sideText(replayed)}`];
  for (const { pack, before, after } of laws) lines.push(`  ${pack}: ${lawText(before)} → ${lawText(after)}`);
  return `${lines.join('\n')}\n`;
}

const lawText = (side: LawSide | null): string =>
  side === null || side.rules.length === 0 ? rulesText(side) : `${side.outcome} (${side.rules.join(', ')})`;
