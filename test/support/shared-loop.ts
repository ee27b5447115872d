/**
 * A process that works in the shared state of `dir`, told what as JSON in argv[2]: it tells its id when it has opened it,
 * then the id of each work once that is durable. `count` works; without it, until it is killed. With `hold` none: it keeps
 * the state until its input ends. With `leave` it disposes of everything under way and has to end by itself.
 */
import { writeSync } from 'node:fs';
import { openShared } from './shared.ts';

interface Call {
  readonly dir: string;
  readonly url: string;
  readonly name: string;
  readonly count?: number;
  readonly hold?: boolean;
  readonly leave?: boolean;
}

const { dir, url, name, count, hold, leave } = JSON.parse(process.argv[2]!) as Call;
const say = (line: string) => writeSync(1, `${line}\n`);
// One place for turns where it leaves: the second turn waits for it.
const state = await openShared(dir, url, { awayMs: 20_000, ...(leave === true ? { connections: 3 } : {}) });
say(`open ${state.process}`);

if (hold === true) {
  process.stdin.resume();
  process.stdin.once('end', () => {
    state[Symbol.dispose]();
    say('disposed');
  });
} else if (leave === true) {
  const turn = await state.turn('x');
  void state.turn('x').catch(() => {});
  void state.turn('y').catch(() => {});
  const under = state.transaction((db) => db.exec("INSERT INTO work VALUES ('w', 'x')"));
  // Until it waits for the database.
  setTimeout(() => {
    state[Symbol.dispose]();
    say('disposed');
    void turn[Symbol.asyncDispose]();
    under.then(
      () => say('done'),
      (error) => say(`rejected ${(error as { code?: string }).code}`),
    );
  }, 300);
} else {
  for (let n = 0; n < (count ?? Number.POSITIVE_INFINITY); n++) {
    const id = `${name}/${n}`;
    // Two at once now and then, so that they share a transaction.
    await Promise.all(
      (n % 3 === 0 ? [id, `${id}+`] : [id]).map(async (id) => {
        await state.transaction((db) => {
          const was = db.prepare("SELECT n FROM counter WHERE name = 'c'").pluck().get() as number | undefined;
          db.prepare("INSERT OR REPLACE INTO counter VALUES ('c', ?)").run((was ?? 0) + 1);
          db.prepare('INSERT INTO work VALUES (?, ?)').run(id, state.process);
        });
        say(`done ${id}`);
      }),
    );
  }
  state[Symbol.dispose]();
}
