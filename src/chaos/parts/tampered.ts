import { join } from 'node:path';
import { type Part, Strikes } from '../part.ts';
import { changeRows } from '../store-rows.ts';
import { saidBy } from '../worker-program.ts';

/**
 * Each is one row or less, changed by somebody who may write the file and has no key. What the next transfer rests on has to
 * stop it; whatever else is in the ledger an audit has to find.
 */
const CHANGES: readonly (readonly [what: string, must: 'refuse' | 'find', sql: string])[] = [
  [
    'a leaf',
    'find',
    `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '"DE"', '"FR"') AS BLOB) WHERE idx = 1`,
  ],
  ['a hash within', 'find', 'UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND position = 0'],
  ['a hash on the edge', 'refuse', 'UPDATE node SET hash = zeroblob(32) WHERE level = 2'],
  [
    'the last head',
    'refuse',
    `UPDATE checkpoint SET note = replace(note, '/', '+') WHERE size = (SELECT max(size) FROM checkpoint)`,
  ],
  ['what a leaf commits to', 'find', `UPDATE opening SET body = replace(body, 'munich', 'lisbon') WHERE leaf = 1`],
  ['a set of persons', 'refuse', `UPDATE person_set SET members = x'00' WHERE class = 'ordinary'`],
  ['a permit', 'refuse', `UPDATE permit SET json = replace(json, '"persons":100', '"persons":999')`],
  // Not a row, but what would change rows with every transfer to come.
  ['the schema', 'refuse', 'CREATE TRIGGER x AFTER INSERT ON leaf BEGIN DELETE FROM person_set; END'],
];

export const tampered: Part = {
  name: 'tampered',
  does: 'a row of ledger, register or permits is changed without the key',
  async run(site) {
    const strikes = new Strikes();
    const sent = site.write('plain', 20);
    for (const [n, [what, must, sql]] of CHANGES.entries()) {
      using other = site.copyTo(join(site.path, `tampered-${n}`), 0);
      if (changeRows(join(other.state, 'douane.db'), [sql]) === 0) throw new Error(`nothing was changed by: ${sql}`);
      if (must === 'find' && other.look().objections.length === 0)
        strikes.broke('noticed', `the audit did not find that ${what} was changed`);
      const ran = await other.clear(sent);
      if (must === 'refuse' && (ran.code === 0 || other.crossed(sent)))
        strikes.broke('noticed', `something crossed after ${what} was changed`);
      strikes.struck(ran.code === 0 ? 'found by audit' : saidBy(ran));
    }
    return strikes.end();
  },
};
