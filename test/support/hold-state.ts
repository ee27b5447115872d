/** A process that has the state in argv[2] until it is killed, or for argv[3] milliseconds. */
import { openState } from '../../src/state/store-sqlite.ts';

const [dir, ms] = process.argv.slice(2);
const state = openState(dir!, {
  schemas: ['CREATE TABLE t (n INTEGER NOT NULL) STRICT'],
  openKeys: () => ({ ids: new Map<string, string>() }),
});
process.stdout.write('open\n');
setTimeout(() => state[Symbol.dispose](), ms === undefined ? 60_000 : Number(ms));
