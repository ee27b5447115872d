import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { expectClosed, expectCode } from './means.ts';

const SHORT_MS = 1_000;

export const storeLocked: Part = {
  name: 'store-locked',
  does: 'another process keeps the database locked: for long, and for a second',
  async run(site) {
    const strikes = new Strikes();
    const locked = site.write('plain', 50);
    {
      using _lock = lock(join(site.state, 'douane.db'), 'IMMEDIATE');
      expectClosed(site, strikes, await site.clear(locked), locked);
    }
    const work = lock(join(site.state, 'lock.db'), 'EXCLUSIVE');
    const waiting = site.clear(site.write('plain', 50));
    await sleep(SHORT_MS);
    work[Symbol.dispose]();
    const waited = await waiting;
    strikes.struck(waited.code === 0 ? 'waited' : saidBy(waited));
    expectCode(strikes, waited, 0, 'after a second');
    return strikes.end();
  },
};

function lock(path: string, how: 'IMMEDIATE' | 'EXCLUSIVE'): Disposable {
  const db = new Sqlite(path);
  db.exec(`BEGIN ${how}`);
  return { [Symbol.dispose]: () => void db.close() };
}
