/**
 * Forgetting persons: what makes somebody recognisable is overwritten, their numbers stay in every set, so that no count
 * goes down. Runs inside the caller's transaction; the database overwrites what is freed (`secure_delete`), and its log
 * has to be emptied after.
 */
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { flagsOf, NOBODY, SHARED } from './identifier-index.ts';
import type { People } from './people.ts';
import { ENTRY, turnRegister } from './store-sqlite.ts';

/**
 * Destroys every pseudonym that names one of `persons`, given by their roots in `people`, and says how many those were.
 * An identifier that several people share names nobody and stays: it is others' too.
 */
export function forgetPersons(
  db: Database,
  exporter: string,
  people: People,
  persons: ReadonlySet<number>,
): { readonly identifiers: number } {
  const seqs = db
    .prepare('SELECT seq FROM person_identifiers WHERE exporter = ? ORDER BY seq')
    .pluck()
    .all(exporter) as number[];
  const select = db.prepare('SELECT data FROM person_identifiers WHERE exporter = ? AND seq = ?').pluck();
  const update = db.prepare('UPDATE person_identifiers SET entries = ?, data = ? WHERE exporter = ? AND seq = ?');
  turnRegister(db, exporter);
  let identifiers = 0;
  for (const seq of seqs) {
    const data = select.get(exporter, seq) as Buffer;
    if (data.length % ENTRY !== 0) throw new DouaneError('STATE_CORRUPT', { place: { name: 'person_identifiers' } });
    const kept = Buffer.allocUnsafe(data.length);
    let length = 0;
    for (let at = 0; at < data.length; at += ENTRY) {
      const person = data.readInt32LE(at + 12);
      const isShared = (flagsOf(data.readInt32LE(at + 8)) & SHARED) !== 0;
      if (!isShared && person !== NOBODY && persons.has(people.find(person))) identifiers += 1;
      else length += data.copy(kept, length, at, at + ENTRY);
    }
    if (length < data.length) update.run(length / ENTRY, kept.subarray(0, length), exporter, seq);
  }
  return { identifiers };
}
