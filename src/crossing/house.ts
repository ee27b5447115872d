import type { Pack } from '../decide/pack.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import { type Keys, openKeys } from '../keys/custody-file.ts';
import { LEDGER_SCHEMA } from '../ledger/schema.ts';
import { ledgerSigner } from '../ledger/signer.ts';
import type { LedgerTools } from '../ledger/store-record.ts';
import { expectHead, signHead } from '../ledger/store-tree.ts';
import { PERSONS_SCHEMA } from '../persons/store-sqlite.ts';
import { TALLIES_SCHEMA } from '../persons/store-tallies.ts';
import { HOLDS_SCHEMA } from '../release/store-holds.ts';
import { PERMITS_SCHEMA } from '../state/store-permits.ts';
import { openState, type State } from '../state/store-sqlite.ts';
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
  /** Told now and then how many bytes of how many were read. */
  readonly progress: (step: 'inspecting' | 'writing', done: number, of: number) => void;
}

export interface HouseOptions {
  readonly dir: string;
  readonly packs: readonly Pack[];
  readonly zoneLists?: readonly ZoneList[];
  readonly now: Date;
  readonly random: (bytes: number) => Uint8Array;
  readonly newId: () => string;
  readonly progress?: House['progress'];
  readonly inspections?: House['inspections'];
}

/** What decides on transfers to come and is in no leaf of the ledger as it stands. */
const SEALED = ['permit', 'hold', 'person_identifiers', 'person_merge', 'person_next', 'person_set', 'person_tally'];

/** Opens the state with all its tables and keys, making both on first use. */
export function openHouse(options: HouseOptions): House {
  const { random } = options;
  const state = openState<Keys>(options.dir, {
    schemas: [...LEDGER_SCHEMA, ...PERSONS_SCHEMA, ...TALLIES_SCHEMA, ...PERMITS_SCHEMA, ...HOLDS_SCHEMA],
    begin: expectHead,
    finish: (db) => signHead(db, signer),
    sealed: { tables: SEALED, key: (keys) => keys.state },
    openKeys: (dir, known) => openKeys(dir, { known, random }),
  });
  const signer = ledgerSigner(state.keys.ledger);
  const { pseudonym, token, fpe, encrypt } = state.keys.treatment;
  return {
    state,
    ledger: { signer, random },
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
    progress: options.progress ?? (() => {}),
    [Symbol.dispose]: () => state[Symbol.dispose](),
  };
}

/** Exporter in the register of persons: persons are counted by exporter. */
export function exporterOf(facts: { readonly exporter?: { readonly name?: unknown } }): string {
  const name = facts.exporter?.name;
  return typeof name === 'string' && name !== '' ? name : 'exporter';
}
