/**
 * A PostgreSQL of the machine's own, started for the tests in a directory that goes with them. It keeps what it commits
 * as it would anywhere: fsync is on.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface Cluster extends AsyncDisposable {
  /** URL of a new, empty database. */
  database(): Promise<string>;
  /** Runs SQL as the superuser, in a database of {@link database} or the first one. */
  query(sql: string, url?: string): Promise<pg.QueryResult>;
  /** Ends the server: `fast` in order, `immediate` as if the power went. */
  stop(how?: 'fast' | 'immediate'): void;
  start(): void;
  readonly dir: string;
  readonly bin: string;
  readonly port: number;
  /** Runs one of PostgreSQL's own programs against the server. */
  run(program: string, args: readonly string[]): string;
}

/** Where Debian keeps the programs, the newest first. */
function binaries(): string {
  const root = '/usr/lib/postgresql';
  const found = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const dirs = [...found.map((v) => join(root, v, 'bin')), ...(process.env.PATH ?? '').split(':')];
  const dir = dirs.find((d) => existsSync(join(d, 'initdb')));
  if (dir === undefined)
    throw new Error('PostgreSQL 15 or later is needed for these tests: apt-get install postgresql');
  return dir;
}

/** It refuses to run as root: then it runs as the user that Debian makes for it, or as nobody. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' }).toString());
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // the next
    }
  }
  throw new Error('no user to run PostgreSQL as');
}

/** In memory where there is room: what is synced there outlives the server just as on a disk, and takes a fifth of the time. */
function roomiest(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize > 4 * 2 ** 30) return '/dev/shm';
  } catch {
    // there is none
  }
  return tmpdir();
}

let ports = 0;

export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  const bin = binaries();
  const as = owner();
  const dir = mkdtempSync(join(roomiest(), 'douane-pg-'));
  if (as !== undefined) chownSync(dir, as.uid, as.gid);
  const data = join(dir, 'data');
  const port = 20_000 + ((process.pid * 7 + ports++ * 131) % 20_000);
  const run = (program: string, args: readonly string[]) =>
    execFileSync(join(bin, program), args, {
      ...as,
      cwd: dir,
      stdio: 'pipe',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'douane' },
    }).toString();
  run('initdb', ['-D', data, '-U', 'douane', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '-N']);
  // After a crash it would else sync each of its thousands of files.
  const always = { listen_addresses: '127.0.0.1', unix_socket_directories: '', recovery_init_sync_method: 'syncfs' };
  const options = Object.entries({ ...always, port, ...settings })
    .map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`)
    .join(' ');
  const start = () => {
    // Detached from our pipes: what the server prints goes to its log.
    run('pg_ctl', ['-D', data, '-w', '-s', '-l', join(dir, 'log'), '-o', options, 'start']);
  };
  const stop = (how = 'fast') => {
    if (existsSync(join(data, 'postmaster.pid'))) run('pg_ctl', ['-D', data, '-w', '-s', '-m', how, 'stop']);
  };
  const url = (name: string) => `postgres://douane@127.0.0.1:${port}/${name}`;
  const query = async (sql: string, at = url('postgres')) => {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  start();
  // Whatever ends the tests ends the server.
  const guard = spawn(
    '/bin/sh',
    [
      '-c',
      `while kill -0 ${process.pid} 2>/dev/null; do sleep 2; done; kill -INT $(head -1 ${data}/postmaster.pid); sleep 2; rm -rf ${dir}`,
    ],
    { detached: true, stdio: 'ignore' },
  );
  guard.unref();
  let databases = 0;
  return {
    dir,
    bin,
    port,
    run,
    start,
    stop,
    query,
    async database() {
      const name = `d${databases++}`;
      await query(`CREATE DATABASE ${name}`);
      return url(name);
    },
    async [Symbol.asyncDispose]() {
      if (guard.pid !== undefined) process.kill(-guard.pid, 'SIGKILL');
      stop('immediate');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
