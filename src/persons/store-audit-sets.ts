import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';

/** Persons that a transfer left with, as the ledger says. */
export interface Left {
  readonly transfer: string;
  readonly persons: { readonly ordinary: number; readonly sensitive: number };
}

/** Holds the register against the ledger: of each transfer that left, as many persons as its leaf says. */
export class SetsAudit {
  /** Transfers that were held against the register. */
  transfers = 0;
  /** Persons in their leaves, each as often as it left. */
  persons = 0;
  readonly #select;

  constructor(db: Database) {
    this.#select = db.prepare('SELECT class, members FROM person_set WHERE transfer = ?').raw();
  }

  /** @throws DouaneError STATE_CORRUPT */
  add({ transfer, persons }: Left): void {
    const sets = this.#select.all(transfer) as ['ordinary' | 'sensitive', Buffer][];
    const right = sets.length === 2 && sets.every(([cls, members]) => countOf(members) === persons[cls]);
    if (!right) throw corrupt(`as many persons of ${transfer} as its leaf says`);
    this.transfers += 1;
    this.persons += persons.ordinary;
  }
}

/** That there are no sets beside those of the transfers that were gone through. @throws DouaneError STATE_CORRUPT */
export function auditSetsWhole(db: Database, transfers: number): void {
  const stored = db.prepare('SELECT count(*) FROM person_set').pluck().get();
  if (stored !== 2 * transfers) throw corrupt('no persons beside those of transfers that left');
}

/** Each number ends with its only byte below 0x80. */
function countOf(members: Buffer): number {
  let count = 0;
  for (let i = 0; i < members.length; i++) if (members[i]! < 0x80) count += 1;
  return count;
}

function corrupt(expected: string): DouaneError {
  return new DouaneError('STATE_CORRUPT', { place: { name: 'person_set' }, expected });
}
