/**
 * Backups put back, by the commands of docs/backup.md as they stand there: an older copy is noticed, and nothing is
 * recorded or leaves until a person says so.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { douane, emptyFolder } from './support/douane.ts';
import { person } from './support/people.ts';
import { type Cluster, startPostgres } from './support/postgres.ts';
import { type RunningWitness, startWitness } from './support/witness.ts';

const DOCS = readFileSync(fileURLToPath(new URL('../docs/backup.md', import.meta.url)), 'utf8');
const ENTRY = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const LONG = { timeout: 180_000 };

/** The one block of commands in the docs that has this in it. */
function block(part: string): string {
  const blocks = [...DOCS.matchAll(/^( *)```sh\n([\s\S]*?)^\1```$/gm)].map((m) =>
    m[2]!.replaceAll(/^ +(?=douane)/gm, ''),
  );
  const found = blocks.filter((text) => text.includes(part));
  expect(found, part).toHaveLength(1);
  return found[0]!;
}

const BACKUP = block('.backup backup/douane.db');
const KEYS = block('vault');
const PUT_BACK = block('cp backup/douane.db .douane/douane.db');

/** A company of its own: what is sent, where it goes, its state. */
class Site implements Disposable {
  readonly folder = emptyFolder();
  readonly env: Record<string, string>;
  #sent = 0;

  constructor(env: Record<string, string> = {}) {
    this.env = env;
    mkdirSync(this.folder.file('bin'));
    writeFileSync(this.folder.file('bin/douane'), `#!/bin/sh\nexec '${process.execPath}' '${ENTRY}' "$@"\n`);
    chmodSync(this.folder.file('bin/douane'), 0o755);
  }

  get path() {
    return this.folder.path;
  }

  file(name: string) {
    return this.folder.file(name);
  }

  run(...args: string[]) {
    return douane(args, { cwd: this.path, env: this.env });
  }

  sh(script: string): string {
    return execFileSync('/bin/sh', ['-eu', '-c', script], {
      cwd: this.path,
      stdio: 'pipe',
      env: {
        ...process.env,
        ...this.env,
        PATH: `${this.file('bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
      },
    }).toString();
  }

  /** Two persons whom nobody sent before. */
  clear(...more: string[]) {
    const n = this.#sent++;
    const rows = [2 * n + 1, 2 * n + 2].map((i) => `${person(i).name},${person(i).phone}`);
    writeFileSync(this.file(`${n}.csv`), `姓名,手机\n${rows.join('\n')}\n`);
    return this.run('clear', `${n}.csv`, '--to', 'DE', '--recipient', 'munich', '--out', 'out', '--json', ...more);
  }

  async crossed(times = 1) {
    const answers = [];
    for (let i = 0; i < times; i++) {
      const ran = await this.clear();
      expect(ran.code, ran.stderr).toBe(0);
      answers.push(ran.json);
    }
    return answers;
  }

  leaves(): number {
    const db = new Sqlite(this.file('.douane/douane.db'), { readonly: true });
    try {
      return db.prepare('SELECT count(*) FROM leaf').pluck().get() as number;
    } finally {
      db.close();
    }
  }

  acceptLoss(...more: string[]) {
    return this.run('ledger', 'accept-loss', '--by', 'Li Na', '--reason', 'the disk broke', '--json', ...more);
  }

  witnesses(running: readonly RunningWitness[], more = ''): void {
    const list = running.map(({ key, url }) => `    - { key: "${key}", url: "${url}" }\n`).join('');
    writeFileSync(this.file('douane.yaml'), `ledger:\n${more}  witnesses:\n${list}`);
  }

  async verifierKey(): Promise<string> {
    return (await this.run('ledger', 'audit', '--json')).json.key;
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

const codes = (json: { flags: { code: string }[] }) => json.flags.map((f) => f.code);

describe('the database of one machine', () => {
  const backup = async (site: Site, way: string) => {
    mkdirSync(site.file('backup'), { recursive: true });
    const db = new Sqlite(site.file('.douane/douane.db'));
    try {
      if (way === 'backup API') await db.backup(site.file('backup/douane.db'));
      else if (way === 'VACUUM INTO') db.exec(`VACUUM INTO '${site.file('backup/douane.db')}'`);
    } finally {
      db.close();
    }
    if (way === 'copied with nobody at work') cpSync(site.file('.douane/douane.db'), site.file('backup/douane.db'));
    if (way === 'as documented') site.sh(BACKUP);
  };

  test.each(['as documented', 'backup API', 'VACUUM INTO', 'copied with nobody at work'])(
    'put back, it is noticed, and goes on by a person’s word: %s',
    LONG,
    async (way) => {
      using site = new Site();
      await site.crossed(2);
      await backup(site, way);
      const lost = await site.crossed(3);
      const before = site.leaves();
      site.sh(PUT_BACK);
      expect(site.leaves()).toBe(4);

      const stopped = await site.clear();
      expect([stopped.code, stopped.json.code, stopped.json.got]).toEqual([
        1,
        'STATE_BEHIND',
        `4 leaves where ${before} were seen`,
      ]);
      expect(stopped.stderr).toContain('douane ledger accept-loss');
      expect(existsSync(site.file('out/5.csv'))).toBe(false);
      expect(site.leaves()).toBe(4);

      const accepted = await site.acceptLoss();
      expect(accepted.json).toMatchObject({
        schema: 'douane.loss/1',
        leaf: 4,
        by: 'Li Na',
        there: { size: 4 },
        seen: [{ by: 'head', size: before }],
      });
      const [again] = await site.crossed();
      expect(codes(again)).toContain('STATE_LOSS');
      expect(readFileSync(again.report, 'utf8')).toContain('STATE_LOSS');
      expect((await site.run('ledger', 'audit', '--json')).json).toMatchObject({ losses: 1, transfers: 3 });
      const filed = await site.run('law', 'file', '--kind', 'pipia', '--out', 'filing');
      expect([filed.code, filed.stderr]).toEqual([0, expect.stringContaining('warning: STATE_LOSS')]);

      // What is lost verifies by itself, and not against this ledger.
      for (const { receipt } of lost) {
        expect((await site.run('verify', receipt, '--key', '.douane/keys/ledger.pub')).code).toBe(0);
        const [older, newer] = [receipt, again.receipt].sort((a, b) => sizeIn(a) - sizeIn(b));
        const compared = await site.run('ledger', 'consistency', older!, newer!, '--json');
        expect(['LEDGER_FORKED', 'LEDGER_BEHIND', 'LEDGER_TILES']).toContain(compared.json.code);
      }
    },
  );

  const sizeIn = (receipt: string): number => JSON.parse(readFileSync(receipt, 'utf8')).proof.size;

  test('what records is refused and changes nothing; what reads goes on and says so', LONG, async () => {
    using site = new Site();
    const permit = ['permit', 'add', '--kind', 'standard-contract', '--effective', '2025-01-01'];
    const scope = ['--recipient', 'munich', '--to', 'DE', '--persons', '50'];
    expect((await site.run(...permit, '--id', 'SC-1', ...scope)).code).toBe(0);
    writeFileSync(site.file('held.csv'), '姓名,手机,备注\n王芳,13800138000,高血压\n');
    const held = await site.run('clear', 'held.csv', '--to', 'DE', '--recipient', 'lyon', '--out', 'out', '--json');
    expect(held.code).toBe(4);
    const { hold } = held.json.held;
    site.sh(BACKUP);
    await site.crossed();
    site.sh(PUT_BACK);
    const bytes = readFileSync(site.file('.douane/douane.db'));
    const { leaves } = { leaves: site.leaves() };

    for (const args of [
      ['clear', 'held.csv', '--to', 'DE', '--recipient', 'x', '--out', 'never'],
      ['check', 'held.csv', '--to', 'DE', '--recipient', 'x'],
      ['holds', 'approve', hold, '--out', 'never'],
      ['holds', 'deny', hold],
      [...permit, '--id', 'SC-2', ...scope],
      ['permit', 'filed', 'SC-1', '--on', '2025-01-05'],
      ['permit', 'end', 'SC-1'],
      ['persons', 'forget', '--subject-file', 'held.csv'],
    ]) {
      const ran = await site.run(...args);
      expect([ran.code, ran.stderr], args.join(' ')).toEqual([1, expect.stringContaining('STATE_BEHIND')]);
    }
    expect(existsSync(site.file('never'))).toBe(false);
    expect(site.leaves()).toBe(leaves);
    expect(readFileSync(site.file('.douane/douane.db')).equals(bytes)).toBe(true);
    expect(readdirSync(site.file('.douane/holds'))).toContain(hold);

    for (const args of [
      ['holds', 'list'],
      ['holds', 'show', hold],
      ['permit', 'list'],
      ['persons', 'show'],
      ['ledger', 'audit'],
      ['replay', '--all'],
      ['ledger', 'export', '--out', 'pub'],
    ]) {
      const ran = await site.run(...args);
      expect([ran.code, ran.stderr], args.join(' ')).toEqual([0, expect.stringContaining('warning: STATE_BEHIND')]);
    }
    // Also who opens it to read has no way to record.
    const { openHouse } = await import('../src/crossing/house.ts');
    using house = await openHouse({
      dir: site.file('.douane'),
      packs: [],
      now: new Date(),
      random: (n) => randomBytes(n),
      newId: () => 'x',
      whenBehind: 'read',
    });
    await expect(house.state.transaction(() => 1)).rejects.toThrow('STATE_BEHIND');
    house[Symbol.dispose]();
    expect((await site.acceptLoss()).code).toBe(0);
    const approved = await site.run('holds', 'list', '--json');
    expect([approved.stderr, approved.json.holds.length]).toEqual(['', 1]);
    expect((await site.run('permit', 'list', '--json')).json.permits[0].alerts).toContain('STATE_LOSS');
    expect((await site.run('persons', 'show', '--json')).json.losses).toHaveLength(1);
  });

  test('the newer copy put back after all is taken as it is', LONG, async () => {
    using site = new Site();
    await site.crossed();
    site.sh(BACKUP);
    await site.crossed();
    cpSync(site.file('.douane/douane.db'), site.file('newest.db'));
    site.sh(PUT_BACK);
    expect((await site.clear()).json.code).toBe('STATE_BEHIND');
    cpSync(site.file('newest.db'), site.file('.douane/douane.db'));
    expect(codes((await site.crossed())[0])).not.toContain('STATE_LOSS');
  });

  test('nothing is accepted where nothing is lost, or without a name', LONG, async () => {
    using site = new Site();
    expect((await site.acceptLoss()).json.code).toBe('INPUT_NOT_FOUND');
    expect(existsSync(site.file('.douane'))).toBe(false);
    await site.crossed();
    expect((await site.acceptLoss()).json.code).toBe('CALL_BAD_VALUE');
    expect(site.leaves()).toBe(2);
    expect((await site.run('ledger', 'accept-loss', '--reason', 'x')).stderr).toContain('CALL_MISSING');
  });

  test(
    'a head file: of another key it stops everything, empty or gone it tells nothing, and it comes again',
    LONG,
    async () => {
      using site = new Site();
      using other = new Site();
      await site.crossed();
      await other.crossed();
      const head = readFileSync(site.file('.douane/head'), 'utf8');
      for (const wrong of [readFileSync(other.file('.douane/head'), 'utf8'), 'x', head.replace('\n2\n', '\n1\n')]) {
        writeFileSync(site.file('.douane/head'), wrong);
        const ran = await site.clear();
        expect([ran.code, ran.json.code]).toEqual([1, 'STATE_CORRUPT']);
      }
      for (const nothing of ['', '\0\0\0', null]) {
        if (nothing === null) rmSync(site.file('.douane/head'));
        else writeFileSync(site.file('.douane/head'), nothing);
        expect((await site.run('ledger', 'audit')).code).toBe(0);
        await site.crossed();
        expect(readFileSync(site.file('.douane/head'), 'utf8')).toMatch(/^douane\//);
      }
    },
  );

  test('a loss that is changed in the database is found', LONG, async () => {
    using site = new Site();
    await site.crossed();
    site.sh(BACKUP);
    await site.crossed();
    site.sh(PUT_BACK);
    expect((await site.acceptLoss()).code).toBe(0);
    const db = new Sqlite(site.file('.douane/douane.db'));
    const { sql } = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'loss_no_delete'`).get() as { sql: string };
    db.exec(`DROP TRIGGER loss_no_delete; DELETE FROM loss; ${sql}`);
    db.close();
    // By the seal, before the audit: without the row the flag would be gone.
    const ran = await site.clear();
    expect([ran.json.code, ran.json.expected]).toEqual(['STATE_CORRUPT', 'tables as they were recorded']);
  });

  test('on a new machine, with keys from the vault', LONG, async () => {
    using site = new Site();
    using next = new Site();
    await site.crossed(2);
    site.sh(BACKUP);
    site.sh(KEYS);
    for (const part of ['backup', 'vault']) cpSync(site.file(part), next.file(part), { recursive: true });
    mkdirSync(next.file('.douane'));
    cpSync(next.file('vault/keys'), next.file('.douane/keys'), { recursive: true });
    next.sh('chmod -R go= .douane');
    next.sh(PUT_BACK);
    expect(next.sh(block('douane ledger audit'))).toContain('SOUND');
    await next.crossed();
    expect(readdirSync(next.file('.douane/receipts'))).toHaveLength(3);

    rmSync(next.file('.douane'), { recursive: true });
    mkdirSync(next.file('.douane'));
    next.sh(PUT_BACK);
    expect((await next.clear()).json.code).toBe('STATE_KEY');
  });
});

describe('the whole directory, head file and all', () => {
  test('a witness notices before anything is recorded, and its word stands when it is away', LONG, async () => {
    using site = new Site();
    await site.crossed();
    writeFileSync(site.file('held.csv'), '姓名,手机,备注\n王芳,13800138000,高血压\n');
    const held = await site.run('clear', 'held.csv', '--to', 'DE', '--recipient', 'lyon', '--out', 'out', '--json');
    const key = await site.verifierKey();
    let port = 0;
    {
      await using w1 = await startWitness(site.path, 'w1', key);
      await using w2 = await startWitness(site.path, 'w2', key);
      port = Number(new URL(w1.url).port);
      site.witnesses([w1, w2]);
      await site.crossed();
      cpSync(site.file('.douane'), site.file('older'), { recursive: true });
      // Asked again only after a minute: as if that had passed.
      for (let i = 0; i < 3; i++) {
        rmSync(site.file('.douane/witnessed'));
        await site.crossed();
      }
      rmSync(site.file('.douane'), { recursive: true });
      cpSync(site.file('older'), site.file('.douane'), { recursive: true, preserveTimestamps: true });
      const before = site.leaves();
      const approved = await site.run('holds', 'approve', held.json.held.hold, '--json');
      expect([approved.code, approved.json.code]).toEqual([1, 'STATE_BEHIND']);
      rmSync(site.file('.douane/behind'));
      const ran = await site.clear();
      expect([ran.code, ran.json.code, ran.json.place.name]).toEqual([1, 'STATE_BEHIND', 'w1.example, w2.example']);
      expect(existsSync(site.file('out/5.csv'))).toBe(false);
      expect(site.leaves()).toBe(before);
    }
    // Also for commands that ask nobody.
    for (const args of [['clear'], ['check']]) {
      const away = await site.run(
        ...args,
        '0.csv',
        '--to',
        'DE',
        '--recipient',
        'x',
        ...(args[0] === 'clear' ? ['--out', 'x'] : []),
      );
      expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('STATE_BEHIND')]);
    }
    await using again = await startWitness(site.path, 'w1', key, port);
    const accepted = await site.acceptLoss();
    expect(accepted.json.seen.map((s: { by: string; size: number }) => [s.by.slice(0, 10), s.size])).toEqual([
      ['w1.example', 10],
      ['w2.example', 10],
    ]);
    expect(existsSync(site.file('.douane/behind'))).toBe(false);
    site.witnesses([again]);
    // It cosigns this history no more, and says nothing new by that.
    for (let i = 0; i < 4; i++) {
      const [json] = await site.crossed();
      expect(codes(json)).toEqual(expect.arrayContaining(['STATE_LOSS', 'WITNESS_OF_LOSS']));
    }
    expect((await site.run('ledger', 'cosign')).stderr).toContain('WITNESS_QUORUM');
    await using fresh = await startWitness(site.path, 'w3', key);
    site.witnesses([fresh]);
    expect(codes((await site.crossed())[0])).not.toContain('WITNESS_OF_LOSS');
    expect((await site.run('ledger', 'audit')).code).toBe(0);
  });

  test('a history that went on unasked is noticed as another one; cosign remembers it too', LONG, async () => {
    using site = new Site();
    await site.crossed();
    cpSync(site.file('.douane'), site.file('older'), { recursive: true });
    await using w = await startWitness(site.path, 'w', await site.verifierKey());
    site.witnesses([w]);
    await site.crossed();
    // Asked before the record: only now it sees that.
    expect((await site.run('ledger', 'cosign')).code).toBe(0);
    rmSync(site.file('.douane'), { recursive: true });
    cpSync(site.file('older'), site.file('.douane'), { recursive: true });
    site.witnesses([w], '  ask: never\n');
    await site.crossed(3);
    site.witnesses([w]);
    const ran = await site.clear();
    expect([ran.json.code, ran.json.got]).toEqual(['STATE_BEHIND', '8 leaves, of which the first 4 are others']);
    rmSync(site.file('.douane/behind'));
    expect((await site.run('ledger', 'cosign')).stderr).toContain('WITNESS_QUORUM');
    site.witnesses([w], '  ask: never\n');
    expect((await site.clear()).json.code).toBe('STATE_BEHIND');
  });

  test(
    'who does not answer is told of, or is waited for where that is required; nobody is asked twice a minute',
    LONG,
    async () => {
      using site = new Site();
      await site.crossed();
      await using w = await startWitness(site.path, 'w', await site.verifierKey());
      const away = { ...w, url: 'http://127.0.0.1:9' };
      site.witnesses([away]);
      const [flagged] = await site.crossed();
      expect(codes(flagged)).toContain('WITNESS_UNREACHABLE');
      expect(readFileSync(flagged.report, 'utf8')).toContain('WITNESS_UNREACHABLE');
      const before = site.leaves();
      site.witnesses([away], '  ask: required\n');
      const held = await site.clear();
      expect([held.code, held.json.code]).toEqual([1, 'WITNESS_QUORUM']);
      expect(site.leaves()).toBe(before);
      site.witnesses([away], '  ask: never\n');
      expect(codes((await site.crossed())[0])).not.toContain('WITNESS_UNREACHABLE');

      site.witnesses([w], '  ask: required\n');
      await site.crossed();
      const cosignatures = (await site.run('ledger', 'audit', '--json')).json.cosignatures;
      await site.crossed();
      expect((await site.run('ledger', 'audit', '--json')).json.cosignatures).toBe(cosignatures);
      // A file that was put back is no answer of today.
      const kept = readFileSync(site.file('.douane/witnessed'), 'utf8');
      await new Promise((done) => setTimeout(done, 700));
      writeFileSync(site.file('.douane/witnessed'), kept);
      utimesSync(site.file('.douane/witnessed'), new Date(), new Date(JSON.parse(kept).at));
      await site.crossed();
      expect((await site.run('ledger', 'audit', '--json')).json.cosignatures).toBe(cosignatures + 1);
    },
  );
});

describe('a shared store', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('put back, every machine with more notices; one word is enough for all of them', LONG, async () => {
    const url = await cluster.database();
    using a = new Site({ DOUANE_STORE: url });
    using b = new Site({ DOUANE_STORE: url });
    using c = new Site({ DOUANE_STORE: url });
    await a.crossed(2);
    for (const other of [b, c]) {
      mkdirSync(other.file('.douane'));
      cpSync(a.file('.douane/keys'), other.file('.douane/keys'), { recursive: true });
      await other.crossed();
    }
    a.sh(block('pg_dump'));
    await b.crossed(2);
    await a.crossed();
    a.sh(block('pg_restore'));

    for (const site of [a, b]) {
      const ran = await site.clear();
      expect([ran.code, ran.json.code]).toEqual([1, 'STATE_BEHIND']);
      const looked = await site.run('persons', 'show', '--json');
      expect([looked.code, looked.stderr]).toEqual([0, expect.stringContaining('warning: STATE_BEHIND')]);
    }
    expect((await b.acceptLoss()).json).toMatchObject({
      leaf: 8,
      there: { size: 8 },
      seen: [{ by: 'copy', size: 14 - 2 }],
    });
    // A's copy has the transfer after those of B as well; the others have nothing that is lost.
    for (const site of [b, a, c]) {
      const [json] = await site.crossed();
      expect(codes(json)).toContain('STATE_LOSS');
    }
    expect((await a.run('ledger', 'audit', '--json')).json).toMatchObject({ losses: 1, transfers: 7 });

    // The word of then is none on what is lost now.
    a.sh(block('pg_dump'));
    await a.crossed();
    a.sh(block('pg_restore'));
    expect((await a.clear()).json.code).toBe('STATE_BEHIND');
    // Somebody who had nothing of it went on; where the copies part is found all the same.
    await c.crossed(3);
    expect((await a.acceptLoss()).code).toBe(0);
    await a.crossed();
    expect((await b.run('ledger', 'audit', '--json')).json).toMatchObject({ losses: 2 });
    expect(readdirSync(a.file('.douane')).filter((name) => name.startsWith('restored-'))).toEqual([]);
  });
});
