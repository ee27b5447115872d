import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Command } from 'commander';
import { keepingOf, parseRequest } from '../crossing/kept-request.ts';
import { renewRequest, today, zoneOf } from '../crossing/request.ts';
import { cross } from '../crossing.ts';
import { unwrapKey } from '../keys/wrap.ts';
import { recordEvent } from '../ledger/store-record.ts';
import { getTransfer } from '../ledger/store-transfers.ts';
import { DouaneError } from '../model/errors.ts';
import { holdPath, openHold, removeHold } from '../release/store-hold-files.ts';
import {
  approveHold,
  denyHold,
  getHold,
  type HoldRow,
  listHolds,
  reopenHold,
  wrappedKeyOf,
} from '../release/store-holds.ts';
import { loadConfig } from '../store-config.ts';
import { askWitnesses } from './ask-witnesses.ts';
import type { Io } from './io.ts';
import { addPackedOptions, addStateOptions } from './options.ts';
import { table } from './print-result.ts';
import { openForWork, openLaw, openToRead, statePlace } from './state-dir.ts';
import { answer, exitCodeOf } from './transfer.ts';

interface Options {
  readonly pack?: string[];
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly by?: string;
  readonly reason?: string;
  readonly reference?: string;
  readonly out?: string;
}

export function addHolds(program: Command, io: Io, done: (exit: number) => void): void {
  const holds = program.command('holds').description('held transfers: list, show, approve, deny');

  addStateOptions(
    holds.command('list').description('what waits').option('--all', 'also what was released or denied'),
  ).action(async (options: Options) => {
    const rows = (await look(options, io, (db) => listHolds(db, options.all ? 'all' : 'held'))) ?? [];
    if (options.json) io.out(`${JSON.stringify({ schema: 'douane.holds/1', holds: rows })}\n`);
    else if (rows.length === 0) io.out('Nothing is held.\n');
    else
      io.out(
        `${table(rows.map((h) => [h.id, h.status, h.created.slice(0, 16), h.reason, `${h.records} records`, `${h.files} files`])).join('\n')}\n`,
      );
    done(0);
  });

  addStateOptions(holds.command('show').description('one hold: why, and what its content is').argument('<id>')).action(
    async (id: string, options: Options) => {
      const found = await look(options, io, (db) => {
        const hold = getHold(db, id);
        return { hold, transfer: getTransfer(db, hold.transfer) };
      });
      if (found === undefined) throw new DouaneError('HOLD_UNKNOWN', { place: { name: id } });
      const { hold, transfer } = found;
      const { request: _request, ...plain } = hold;
      const { decision, persons } = transfer.body;
      if (options.json) {
        io.out(
          `${JSON.stringify({ schema: 'douane.hold/1', ...plain, outcome: transfer.outcome, to: transfer.place, recipient: transfer.recipient, persons, reasons: decision.reasons, flags: decision.flags })}\n`,
        );
      } else io.out(printHold(plain, transfer, decision.reasons, persons.thisTransfer));
      done(0);
    },
  );

  addPackedOptions(
    holds
      .command('approve')
      .description('release a held transfer on a named person’s word; it is decided again from the top')
      .argument('<id>')
      .option('--by <name>', 'who approves (default: the user of this machine)')
      .option('--reason <text>', 'why', 'approved')
      .option('--reference <number>', 'number of the filing, certificate or authority’s decision')
      .option('--out <dir>', 'where released files go (default: where they were to go)'),
  ).action(async (id: string, options: Options) => done(await approve(id, options, io)));

  addPackedOptions(
    holds
      .command('deny')
      .description('end a hold: its key is destroyed and its content with it')
      .argument('<id>')
      .option('--by <name>', 'who denies (default: the user of this machine)')
      .option('--reason <text>', 'why', 'denied'),
  ).action(async (id: string, options: Options) => {
    using house = await open(options, io);
    const at = house.now.toISOString();
    const decision = { by: options.by ?? userInfo().username, at, reason: options.reason!, reference: null };
    const { transfer } = house.state.read((db) => getHold(db, id));
    await recordEvent(
      house.state,
      { type: 'denial', transfer, permit: null, at, body: { hold: id, ...decision } },
      house.ledger,
      (db) => denyHold(db, id, decision),
    );
    // The key is gone with the commit; take it out of the database's log, then the files.
    await house.state.flush();
    await removeHold(house.state.dir, id);
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.hold/1', id, status: 'denied' })}\n`
        : `Denied ${id}. Its content is gone for good.\n`,
    );
    done(0);
  });
}

/** The approval names the digest of the content, and the content enters again at the top with it. */
async function approve(id: string, options: Options, io: Io): Promise<number> {
  const loaded = await loadConfig(options.config, io.cwd);
  using house = await openForWork(statePlace(options, loaded, io), await openLaw(loaded, options.pack, io), io);
  const hold = house.state.read((db) => getHold(db, id));
  checkSamePacks(house, hold.transfer);
  expectHere(house, hold);
  const notes = await askWitnesses(house, loaded, io);
  const kept = parseRequest(hold.request);
  // Before anything is recorded: what is known today of recipient and exporter decides.
  const request = { ...renewRequest(kept, loaded.config, (zone) => today(house.now, zone)), out: kept.out };
  const at = house.now.toISOString();
  const approval = {
    by: options.by ?? userInfo().username,
    at,
    reason: options.reason!,
    reference: options.reference ?? null,
  };
  await recordEvent(
    house.state,
    {
      type: 'approval',
      transfer: hold.transfer,
      permit: null,
      at,
      body: { hold: id, digest: hold.digest, ...approval },
    },
    house.ledger,
    (db) => approveHold(db, id, hold.digest, { ...approval, process: house.state.process }),
  );
  try {
    const wrapped = house.state.read((db) => wrappedKeyOf(db, id));
    const key = unwrapKey(house.state.keys.state, wrapped, `hold/${id}`);
    const inputs = await openHold(house.state.dir, id, key);
    const out = options.out === undefined ? request.out : resolve(io.cwd, options.out);
    if (out === null) throw new DouaneError('CALL_MISSING', { place: { name: '--out' }, expected: 'a directory' });
    const held = { id, path: holdPath(house.state.dir, id) };
    // It crosses today, by the law of today; unless it was held as of a day that somebody named.
    const zone = zoneOf(request.from);
    const asOf = request.asOf === today(new Date(hold.created), zone) ? today(house.now, zone) : request.asOf;
    const crossing = {
      mode: 'clear' as const,
      request: { ...request, asOf, approval: { ...approval, digest: hold.digest } },
      inputs,
      out,
      held,
      notes,
    };
    const result = await cross(crossing, house);
    if (result.verdict === 'hold' || result.verdict === 'refuse') await reopen(house, id);
    answer(result, options, io);
    return exitCodeOf(result);
  } catch (error) {
    await reopen(house, id);
    throw error;
  }
}

/** Before an approval is recorded: what another directory holds can leave only from there. */
function expectHere({ state }: Awaited<ReturnType<typeof open>>, { id, status, request }: ReturnType<typeof getHold>) {
  const keeping = keepingOf(request);
  if (!state.shared || status !== 'held' || keeping === undefined || existsSync(holdPath(state.dir, id))) return;
  throw new DouaneError('HOLD_ELSEWHERE', {
    place: { name: id },
    expected: 'to be approved where it is held',
    got: `held in ${keeping.dir} of ${keeping.machine}`,
  });
}

/** Whatever decided when it was held decides again: an approval is no way round a pack that is not named this time. */
function checkSamePacks(house: Awaited<ReturnType<typeof open>>, transfer: string): void {
  const { laws } = house.state.read((db) => getTransfer(db, transfer)).body.decision;
  const missing = (laws ?? []).find((law) => !house.packs.some((p) => p.id === law.pack));
  if (missing === undefined) return;
  throw new DouaneError('LAW_NO_RULES', {
    place: { name: missing.pack },
    expected: 'the pack that decided when this was held: name it with --pack or in douane.yaml',
  });
}

/** What was approved and did not leave waits again. */
async function reopen(house: Awaited<ReturnType<typeof open>>, id: string): Promise<void> {
  await house.state.transaction((db) => {
    if (getHold(db, id).status === 'approved') reopenHold(db, id);
  });
}

async function open(options: Options, io: Io) {
  const loaded = await loadConfig(options.config, io.cwd);
  return openForWork(statePlace(options, loaded, io), await openLaw(loaded, options.pack, io), io);
}

/** Reads without the work lock; undefined where there is no state. */
async function look<T>(options: Options, io: Io, work: (db: Database) => T): Promise<T | undefined> {
  using view = await openToRead(statePlace(options, await loadConfig(options.config, io.cwd), io), io);
  return view?.read(work);
}

function printHold(
  hold: HoldRow,
  transfer: { readonly place: string; readonly recipient: string; readonly purpose: string; readonly outcome: string },
  reasons: readonly { readonly because: string; readonly cite: string }[],
  persons: { readonly ordinary: number; readonly sensitive: number },
): string {
  return [
    `${hold.id}  ${hold.status}  since ${hold.created}`,
    `to ${transfer.place}, ${transfer.recipient}, purpose ${transfer.purpose}: ${transfer.outcome}`,
    `${hold.records} records in ${hold.files} files; ${persons.ordinary} persons, ${persons.sensitive} with sensitive data`,
    `content ${hold.digest}`,
    ...reasons.map((r) => `  ${r.because} (${r.cite})`),
    ...(hold.status === 'held'
      ? ['', `douane holds approve ${hold.id} --by NAME --reason TEXT`, `douane holds deny ${hold.id}`]
      : []),
    '',
  ].join('\n');
}
