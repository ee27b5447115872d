import { resolve } from 'node:path';
import type { Pack } from '../decide/pack.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import { type Keys, openKeys } from '../keys/custody-file.ts';
import { LEDGER_SCHEMA } from '../ledger/schema.ts';
import { ledgerSigner } from '../ledger/signer.ts';
import { headKeeper, readHeadFile } from '../ledger/store-head-file.ts';
import type { Seen } from '../ledger/store-loss.ts';
import type { LedgerTools } from '../ledger/store-record.ts';
import { expectHead, newestHead, signHead, sizeOf, verifyGrowth } from '../ledger/store-tree.ts';
import { PERSONS_SCHEMA } from '../persons/store-sqlite.ts';
import { TALLIES_SCHEMA } from '../persons/store-tallies.ts';
import { HOLDS_SCHEMA } from '../release/store-holds.ts';
import type { SharedPlace } from '../state/shared/store-shared.ts';
import type { State, StateOptions } from '../state/state.ts';
import { PERMITS_SCHEMA } from '../state/store-permits.ts';
import { openState } from '../state/store-sqlite.ts';
import type { TreatKeys } from '../treat/context.ts';
import { behindError, LOST, seenBeyond } from './behind.ts';
import { type Inspections, inspectionsHere } from './worker-inspection.ts';

/** What the path works with. Whoever opens it disposes of it; only one process has a state at a time. */
export interface House extends Disposable {
  readonly state: State<Keys>;
  readonly ledger: LedgerTools & { readonly signer: ReturnType<typeof ledgerSigner> };
  /** Every pack that is loaded; which of them apply is decided for each transfer. */
  readonly packs: readonly Pack[];
  /** Negative lists of free-trade zones that the configuration names. */
  readonly zoneLists: readonly ZoneList[];
  /** What inspects what arrives, here or in a thread of its own. */
  readonly inspections: Pick<Inspections, 'begin'>;
  readonly treatKeys: TreatKeys;
  /** Instant of the call; read once, so that everything of one crossing bears one time. */
  readonly now: Date;
  readonly random: (bytes: number) => Uint8Array;
  readonly newId: () => string;
  /** Name of this machine, for people. */
  readonly machine: string;
  /** What was seen of the ledger outside of it that it does not have: then only a person's word may be recorded. */
  readonly behind: readonly Seen[];
  /** Told now and then how many bytes of how many were read. */
  readonly progress: (step: 'inspecting' | 'writing', done: number, of: number) => void;
}

export interface HouseOptions {
  readonly dir: string;
  /** The database that the state is in, where many share it. */
  readonly store?: SharedPlace | null;
  readonly packs: readonly Pack[];
  readonly zoneLists?: readonly ZoneList[];
  readonly now: Date;
  readonly random: (bytes: number) => Uint8Array;
  readonly newId: () => string;
  readonly machine?: string;
  readonly progress?: House['progress'];
  readonly inspections?: House['inspections'];
  /** What to do where the state is an older copy: by default to open nothing; else only to read, or to accept the loss. */
  readonly whenBehind?: 'refuse' | 'read' | 'accept';
}

/** What decides on transfers to come and is in no leaf of the ledger as it stands. */
const SEALED = [
  'permit',
  'hold',
  'person_identifiers',
  'person_merge',
  'person_next',
  'person_turn',
  'person_set',
  'person_tally',
  'loss',
];

/** Every table of the state. */
export const SCHEMAS: readonly string[] = [
  ...LEDGER_SCHEMA,
  ...PERSONS_SCHEMA,
  ...TALLIES_SCHEMA,
  ...PERMITS_SCHEMA,
  ...HOLDS_SCHEMA,
];

/**
 * Opens the state with all its tables and keys, making both on first use.
 *
 * @throws DouaneError STATE_*; STATE_BEHIND before anything could be recorded in it.
 */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { random, store } = options;
  let signer: ReturnType<typeof ledgerSigner> | undefined;
  const signerOf = (keys: Keys) => {
    signer ??= ledgerSigner(keys.ledger);
    return signer;
  };
  const isShared = store !== null && store !== undefined;
  const dir = resolve(options.dir);
  const keepHead = headKeeper(dir);
  const given: StateOptions<Keys> = {
    schemas: SCHEMAS,
    committed: (db) => keepHead(newestHead(db)),
    begin: expectHead,
    finish: (db, keys) => signHead(db, signerOf(keys)),
    sealed: { tables: SEALED, key: (keys) => keys.state, beside: (db) => newestHead(db) ?? '', random },
    openKeys: (dir, known) => openKeys(dir, { known, random }),
  };
  const state = !isShared
    ? openState(dir, given)
    : await (await import('../state/shared/store-shared.ts')).openSharedState(dir, {
        ...given,
        ...store,
        random,
        measure: sizeOf,
        lost: LOST,
        grown: (db, keys, verified) => verifyGrowth(db, verified, signerOf(keys)),
      });
  let behind: readonly Seen[];
  try {
    behind = state.read((db) => {
      // Of a shared state this machine's copy is what it remembers.
      const head = isShared ? null : readHeadFile(dir, signerOf(state.keys));
      const seen = seenBeyond(db, dir, head);
      if (seen.length > 0 && (options.whenBehind ?? 'refuse') === 'refuse') throw behindError(seen, sizeOf(db));
      if (seen.length === 0 && !isShared) keepHead(newestHead(db));
      return seen;
    });
  } catch (error) {
    state[Symbol.dispose]();
    throw error;
  }
  const { pseudonym, token, fpe, encrypt } = state.keys.treatment;
  return {
    state: behind.length > 0 && options.whenBehind === 'read' ? onlyToRead(state, behind) : state,
    behind,
    ledger: { signer: signerOf(state.keys), random },
    packs: options.packs,
    zoneLists: options.zoneLists ?? [],
    inspections: options.inspections ?? inspectionsHere,
    treatKeys: {
      pseudonym: pseudonym.export(),
      token: token.export(),
      fpe: fpe.export(),
      encrypt: encrypt.export(),
    },
    now: options.now,
    random,
    newId: options.newId,
    machine: options.machine ?? 'a machine',
    progress: options.progress ?? (() => {}),
    [Symbol.dispose]: () => state[Symbol.dispose](),
  };
}

/** Whatever would record in an older copy is refused. */
function onlyToRead(state: State<Keys>, behind: readonly Seen[]): State<Keys> {
  const transaction = () => Promise.reject(behindError(behind, state.read(sizeOf)));
  return { ...state, transaction };
}

/** Exporter in the register of persons: persons are counted by exporter. */
export function exporterOf(facts: { readonly exporter?: { readonly name?: unknown } }): string {
  const name = facts.exporter?.name;
  return typeof name === 'string' && name !== '' ? name : 'exporter';
}
