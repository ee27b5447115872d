import type { Pack } from '../decide/pack.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import { type Keys, openKeys } from '../keys/custody-file.ts';
import { LEDGER_SCHEMA } from '../ledger/schema.ts';
import { ledgerSigner } from '../ledger/signer.ts';
import type { LedgerTools } from '../ledger/store-record.ts';
import { expectHead, signHead, sizeOf, verifyGrowth } from '../ledger/store-tree.ts';
import { PERSONS_SCHEMA } from '../persons/store-sqlite.ts';
import { TALLIES_SCHEMA } from '../persons/store-tallies.ts';
import { HOLDS_SCHEMA } from '../release/store-holds.ts';
import type { SharedPlace } from '../state/shared/store-shared.ts';
import type { State, StateOptions } from '../state/state.ts';
import { PERMITS_SCHEMA } from '../state/store-permits.ts';
import { openState } from '../state/store-sqlite.ts';
import type { TreatKeys } from '../treat/context.ts';
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
];

/** Every table of the state. */
export const SCHEMAS: readonly string[] = [
  ...LEDGER_SCHEMA,
  ...PERSONS_SCHEMA,
  ...TALLIES_SCHEMA,
  ...PERMITS_SCHEMA,
  ...HOLDS_SCHEMA,
];

/** Opens the state with all its tables and keys, making both on first use. @throws DouaneError STATE_* */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { random, store } = options;
  let signer: ReturnType<typeof ledgerSigner> | undefined;
  const signerOf = (keys: Keys) => {
    signer ??= ledgerSigner(keys.ledger);
    return signer;
  };
  const given: StateOptions<Keys> = {
    schemas: SCHEMAS,
    begin: expectHead,
    finish: (db, keys) => signHead(db, signerOf(keys)),
    sealed: { tables: SEALED, key: (keys) => keys.state, random },
    openKeys: (dir, known) => openKeys(dir, { known, random }),
  };
  const state =
    store === null || store === undefined
      ? openState(options.dir, given)
      : await (await import('../state/shared/store-shared.ts')).openSharedState(options.dir, {
          ...given,
          ...store,
          random,
          measure: sizeOf,
          grown: (db, keys, verified) => verifyGrowth(db, verified, signerOf(keys)),
        });
  const { pseudonym, token, fpe, encrypt } = state.keys.treatment;
  return {
    state,
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

/** Exporter in the register of persons: persons are counted by exporter. */
export function exporterOf(facts: { readonly exporter?: { readonly name?: unknown } }): string {
  const name = facts.exporter?.name;
  return typeof name === 'string' && name !== '' ? name : 'exporter';
}
