import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { decide } from '../decide/decide.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import { opensslVerify } from '../ledger/openssl-verify.ts';
import { MAX_RECEIPT_CHARS, parseReceipt } from '../ledger/parse-receipt.ts';
import type { ReceiptBody } from '../ledger/receipt.ts';
import { getTransfer } from '../ledger/store-transfers.ts';
import { verifyReceipt } from '../ledger/verify.ts';
import type { Decision } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { addStateOptions } from './options.ts';
import { addDraftOption, draftNotes, openDraftPacks } from './packs.ts';
import { parseDate } from './parse-date.ts';
import { OUTCOME_WORDS } from './print-result.ts';
import { COUNTS_AS_RECORDED, replayAll } from './replay-all.ts';
import { openToRead, statePlace } from './state-dir.ts';
import { readBounded } from './verify.ts';

interface Options {
  readonly all?: boolean;
  readonly asOf?: string;
  readonly pack?: string[];
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function addReplay(program: Command, io: Io, done: (exit: number) => void): void {
  addDraftOption(
    addStateOptions(
      program
        .command('replay')
        .description(
          'decide recorded transfers again, by the same facts, as of the same or another day or by other rules',
        )
        .argument('[what]', 'a receipt, or the id of a transfer in the state')
        .option('--all', 'every recorded transfer: what would change, and from which rule')
        .option('--as-of <date>', 'date of the law (default: the one recorded)'),
    ),
  ).action(async (what: string | undefined, options: Options) => {
    if ((what === undefined) !== (options.all === true)) {
      throw new DouaneError(what === undefined ? 'CALL_MISSING' : 'CALL_UNKNOWN_OPTION', {
        place: { name: 'replay' },
        expected: 'a receipt, the id of a transfer, or --all',
      });
    }
    const { packs, drafts } = await openDraftPacks(await loadConfig(options.config, io.cwd), options.pack, io);
    if (what === undefined) {
      await replayAll(
        { packs, drafts, asOf: options.asOf === undefined ? null : parseDate(options.asOf, '--as-of') },
        options,
        io,
      );
      done(0);
      return;
    }
    const body = await recorded(what, options, io);
    const asOf = options.asOf === undefined ? body.asOf : parseDate(options.asOf, '--as-of');
    const replayed = decide(body.facts as FactsGiven, packs, asOf);
    const before = summary(body.decision);
    const after = summary(replayed);
    const same = canonicalJson({ ...before, asOf: null }) === canonicalJson({ ...after, asOf: null });
    // The counters in the facts end with the day of the transfer: another day would have counted other transfers too.
    const notes = [...draftNotes(drafts), ...(asOf === body.asOf ? [] : [COUNTS_AS_RECORDED])];
    if (body.law.hash !== replayed.law.hash)
      notes.push('PACK_DIFFERS: the pack of rules is another than the one recorded.');
    if (options.json) {
      io.out(
        `${JSON.stringify({ schema: 'douane.replay/1', recorded: before, replayed: after, same, notes, reasons: replayed.reasons, flags: replayed.flags })}\n`,
      );
    } else {
      io.out(
        [
          `recorded  ${before.asOf}  ${before.verdict}  ${before.outcome}: ${OUTCOME_WORDS[before.outcome]}`,
          `replayed  ${after.asOf}  ${after.verdict}  ${after.outcome}: ${OUTCOME_WORDS[after.outcome]}`,
          same ? 'The same decision.' : 'Another decision. Why now:',
          ...(same
            ? []
            : replayed.reasons.flatMap((r) => [`  ${r.because}`, `    ${r.cite} [${r.rule}, ${r.sure}] ${r.url}`])),
          ...notes,
          '',
        ].join('\n'),
      );
    }
    done(0);
  });
}

const summary = (d: Decision) => ({
  asOf: d.asOf,
  verdict: d.verdict,
  outcome: d.outcome,
  byClass: d.byClass,
  rules: d.reasons.map((r) => r.rule),
});

/** From a receipt, once it verifies, or from the state. */
async function recorded(what: string, options: Options, io: Io): Promise<ReceiptBody> {
  const file = resolve(io.cwd, what);
  if (existsSync(file))
    return verifyReceipt(parseReceipt(readBounded(file, MAX_RECEIPT_CHARS)), undefined, opensslVerify).body;
  using view = await openToRead(statePlace(options, await loadConfig(options.config, io.cwd), io), io);
  if (view === undefined)
    throw new DouaneError('TRANSFER_UNKNOWN', { expected: 'a receipt, or the id of a recorded transfer' });
  return view.read((db) => getTransfer(db, what)).body;
}
