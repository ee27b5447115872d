/** Distinct persons over any set of recorded transfers, by what is known today of who is one person. */
import type { Database, Statement } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { People } from './people.ts';
import { forEachPerson } from './person-set.ts';
import { loadMerges } from './store-sqlite.ts';

export interface DistinctPersons {
  /** Everybody of whom anything personal left. */
  readonly persons: number;
  /** Those of them of whom something sensitive left. */
  readonly sensitive: number;
}

interface Row {
  readonly class: 'ordinary' | 'sensitive';
  readonly members: Buffer;
}

const ORDINARY = 1;
const SENSITIVE = 2;

/**
 * One exporter's register, read for counting. Two numbers that turned out to be one person count once, also in sets
 * that were written before that was known. Valid inside the transaction that it was opened in.
 */
export class DistinctCounter {
  readonly #people = new People();
  readonly #marks: Uint8Array;
  readonly #ofTransfer: Statement;
  readonly #counted: Statement;
  readonly #exporter: string;

  constructor(db: Database, exporter: string) {
    const next = db.prepare('SELECT next FROM person_next WHERE exporter = ?').pluck().get(exporter);
    this.#people.load((next as number | undefined) ?? 0);
    loadMerges(db, exporter, this.#people);
    this.#marks = new Uint8Array(this.#people.count);
    this.#ofTransfer = db.prepare('SELECT class, members FROM person_set WHERE transfer = ? AND exporter = ?');
    this.#counted = db.prepare(
      'SELECT class, members FROM person_set WHERE exporter = ? AND day >= ? AND day <= ? AND counted = 1',
    );
    this.#exporter = exporter;
  }

  /**
   * Persons of these transfers together, each once: never a sum.
   *
   * @throws DouaneError STATE_CORRUPT where a set is missing or is none.
   * @example
   * counter.distinct(['01J…', '01K…']).persons;
   */
  distinct(transfers: Iterable<string>): DistinctPersons {
    this.#marks.fill(0);
    for (const transfer of transfers) {
      const rows = this.#ofTransfer.all(transfer, this.#exporter) as Row[];
      if (rows.length !== 2) throw corrupt('the persons of every released transfer');
      for (const row of rows) this.#mark(row);
    }
    return this.#count();
  }

  /** Persons that the law counts against its thresholds in a window, as it decides: whatever was recorded, sent or not. */
  counted(since: string, until: string): DistinctPersons {
    this.#marks.fill(0);
    for (const row of this.#counted.iterate(this.#exporter, since, until)) this.#mark(row as Row);
    return this.#count();
  }

  /** How many persons were written down with a transfer, which its leaf says too. */
  recorded(transfer: string): DistinctPersons {
    const rows = this.#ofTransfer.all(transfer, this.#exporter) as Row[];
    const size = (name: Row['class']) => {
      let n = 0;
      for (const row of rows) if (row.class === name) each(row.members, () => n++);
      return n;
    };
    return { persons: size('ordinary'), sensitive: size('sensitive') };
  }

  #mark(row: Row): void {
    const mark = row.class === 'sensitive' ? SENSITIVE : ORDINARY;
    each(row.members, (person) => {
      if (person >= this.#marks.length) throw corrupt('persons that were numbered');
      this.#marks[this.#people.find(person)]! |= mark;
    });
  }

  #count(): DistinctPersons {
    let persons = 0;
    let sensitive = 0;
    for (const mark of this.#marks) {
      if (mark !== 0) persons += 1;
      if ((mark & SENSITIVE) !== 0) sensitive += 1;
    }
    return { persons, sensitive };
  }
}

function each(members: Buffer, visit: (person: number) => void): void {
  try {
    forEachPerson(members, visit);
  } catch (error) {
    if (error instanceof DouaneError) throw error;
    throw corrupt('sets of persons that are whole');
  }
}

const corrupt = (expected: string) => new DouaneError('STATE_CORRUPT', { place: { name: 'person_set' }, expected });
