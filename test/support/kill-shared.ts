/** Many processes that write in one shared state and are killed at random moments; what they told durable is looked for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openShared } from './shared.ts';

const LOOP = fileURLToPath(new URL('shared-loop.ts', import.meta.url));

export interface Worker {
  readonly child: ChildProcess;
  /** Ids of works that it told durable. */
  readonly told: string[];
  /** Id of the process in the state, once it has opened it. */
  readonly opened: Promise<string>;
  readonly ended: Promise<number | null>;
  /** Everything it said. */
  readonly said: string[];
}

export function startWorker(call: Record<string, unknown>): Worker {
  const child = spawn(process.execPath, [LOOP, JSON.stringify(call)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const told: string[] = [];
  const said: string[] = [];
  const opened = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<number | null>();
  let rest = '';
  let errors = '';
  child.stderr!.on('data', (bytes) => {
    errors += bytes;
  });
  child.stdout!.on('data', (bytes) => {
    const lines = (rest + bytes).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      said.push(line);
      if (line.startsWith('open ')) opened.resolve(line.slice(5));
      if (line.startsWith('done ')) told.push(line.slice(5));
    }
  });
  child.once('close', (code) => {
    ended.resolve(code);
    opened.reject(new Error(`ended before it was open: ${errors}`));
    if (errors !== '') said.push(errors);
  });
  opened.promise.catch(() => {});
  return { child, told, said, opened: opened.promise, ended: ended.promise };
}

export interface Killed {
  readonly kills: number;
  readonly told: number;
  readonly works: number;
  /** Works that were told durable and are not there. */
  readonly lost: readonly string[];
  /** What the counter says; equal to the works where none was done twice. */
  readonly counted: number;
}

/** One worker a directory (a directory may be named twice); `rounds` times one of them is killed and started again. */
export async function killShared(
  url: string,
  dirs: readonly string[],
  rounds: number,
  random: () => number,
): Promise<Killed> {
  let names = 0;
  const all: Worker[] = [];
  const start = (dir: string) => {
    const worker = startWorker({ dir, url, name: `w${names++}` });
    all.push(worker);
    return worker;
  };
  const now = dirs.map(start);
  let kills = 0;
  for (; kills < rounds; kills++) {
    const i = Math.floor(random() * now.length);
    const victim = now[i]!;
    // Some are killed while they open.
    if (random() < 0.8) await victim.opened;
    await new Promise((done) => setTimeout(done, random() * 250));
    victim.child.kill('SIGKILL');
    await victim.ended;
    now[i] = start(dirs[i]!);
  }
  await Promise.all(now.map((worker) => worker.opened));
  for (const { child } of now) child.kill('SIGKILL');
  await Promise.all(now.map((worker) => worker.ended));
  using state = await openShared(dirs[0]!, url, { awayMs: 20_000 });
  return state.read((db) => {
    const there = new Set(db.prepare('SELECT id FROM work').pluck().all() as string[]);
    const told = all.flatMap((worker) => worker.told);
    return {
      kills: kills + now.length,
      told: told.length,
      works: there.size,
      lost: told.filter((id) => !there.has(id)),
      counted: (db.prepare('SELECT n FROM counter').pluck().get() as number | undefined) ?? 0,
    };
  });
}
