import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import { CANARIES, canaryCsv, residentId } from './canary.ts';
import type { Evidence, Head, Known } from './evidence.ts';
import { filesUnder, look } from './store-look.ts';
import { headOf } from './tree-root.ts';
import { type Program, type Ran, type Running, type RunOptions, saidBy } from './worker-program.ts';

/** Where a file of canaries is to go: out as it is, out under the permit, or into a hold. */
export type Way = 'plain' | 'permit' | 'held';

export interface Sent {
  /** Within the site. */
  readonly path: string;
  readonly name: string;
  readonly way: Way;
  readonly sha256: string;
  readonly canaries: ReadonlySet<string>;
}

export const PERMIT = 'SC-CHAOS';
/** Persons that the permit of a site allows. */
export const BUDGET = 100;
/** Day of the law that everything is decided by, unless a part is about days. */
export const AS_OF = '2026-11-23';

/** The ledger's public key as it was before anything was broken. */
const PINNED = 'pinned.pub';
const SENSITIVE = '高血压';
const RECIPIENTS: Record<Way, string> = { plain: 'munich', permit: 'munich', held: 'lyon' };

type Options = Omit<RunOptions, 'cwd'> & { readonly out?: string; readonly asOf?: string | null };

/**
 * A throw-away Douane: a directory with its state, its outputs and what is sent. Knows what it sent, so that it can be
 * judged by that.
 */
export class Site implements Disposable {
  readonly path: string;
  readonly state: string;
  readonly outs: string[];
  readonly sent: Sent[];
  readonly #program: Program;
  readonly #heads: Head[];
  readonly #verified = new Set<string>();
  /** Where the next canaries are taken from. */
  #next: number;

  /** Everything of the site lies in `path`, which is there. Canaries are numbered from `first` on. */
  constructor(path: string, program: Program, first: number, from?: Site) {
    this.path = path;
    this.state = join(path, 'state');
    this.outs = [join(path, 'out')];
    this.sent = from === undefined ? [] : [...from.sent];
    this.#program = program;
    this.#heads = from === undefined ? [] : [...from.#heads];
    this.#next = first;
  }

  /** A permit, canaries that left, some under the permit, and some that wait in a hold. */
  async prepare(look = async () => this.look()): Promise<void> {
    const args = ['--id', PERMIT, '--kind', 'standard-contract', '--filed', '2025-01-05', '--effective', '2025-01-01'];
    const scope = ['--until', '2027-12-31', '--recipient', RECIPIENTS.permit, '--to', 'DE', '--persons', `${BUDGET}`];
    expectExit(0, await this.run(['permit', 'add', ...args, ...scope]));
    expectExit(0, await this.clear(this.write('plain', 40)));
    expectExit(0, await this.clear(this.write('permit', 40)));
    expectExit(4, await this.clear(this.write('held', 20)));
    this.remember(await look());
  }

  /** A copy in another directory, which goes its own way from here. */
  copyTo(path: string, first: number): Site {
    mkdirSync(path);
    for (const part of ['state', 'out', 'in', PINNED])
      cpSync(join(this.path, part), join(path, part), { recursive: true });
    return new Site(path, this.#program, first, this);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Canaries that were never sent before. */
  fresh(count: number): number[] {
    return Array.from({ length: count }, () => this.#next++ % CANARIES);
  }

  /**
   * Writes a file of canaries, new ones or these.
   *
   * @param bytes about how large it is to be, where that is more than the canaries take.
   */
  write(way: Way, who: number | readonly number[], bytes = 0): Sent {
    const numbers = typeof who === 'number' ? this.fresh(who) : who;
    const filler = '.'.repeat(Math.max(0, Math.floor(bytes / numbers.length) - 50));
    const text = canaryCsv(numbers, way === 'plain' ? filler : SENSITIVE);
    const name = `${way}-${this.sent.length}.csv`;
    return this.note(way, join('in', way, name), text, numbers);
  }

  /** Writes a file and remembers who is in it. */
  note(way: Way, path: string, text: string, numbers: readonly number[]): Sent {
    mkdirSync(join(this.path, path, '..'), { recursive: true });
    writeFileSync(join(this.path, path), text);
    const sent = {
      path,
      name: path.slice(path.lastIndexOf('/') + 1),
      way,
      sha256: createHash('sha256').update(text).digest('hex'),
      canaries: new Set(numbers.map(residentId)),
    };
    this.sent.push(sent);
    return sent;
  }

  run(args: readonly string[], options: Omit<RunOptions, 'cwd'> = {}): Promise<Ran> {
    return this.#program.run([...args, '--state', this.state], { ...options, cwd: this.path });
  }

  startClear(path: string, way: Way, options: Options = {}): Running {
    const { out = this.outs[0]!, asOf = AS_OF, ...rest } = options;
    const day = asOf === null ? [] : ['--as-of', asOf];
    const args = ['clear', path, '--to', 'DE', '--recipient', RECIPIENTS[way], ...day, '--out', out, '--quiet'];
    return this.#program.start([...args, '--state', this.state], { ...rest, cwd: this.path });
  }

  start({ path, way }: Sent, options: Options = {}): Running {
    return this.startClear(path, way, options);
  }

  clear(sent: Sent, options: Options = {}): Promise<Ran> {
    return this.start(sent, options).ended;
  }

  /** @param file the database, where it does not lie in the state. */
  look(file?: string): Evidence {
    const at = { state: this.state, outs: this.outs, publicKey: this.#publicKey(), verified: this.#verified };
    return look(file === undefined ? at : { ...at, file });
  }

  /** Remembers the head of the ledger: whatever comes, it must have grown from here. */
  remember({ checkpoint } = this.look()): void {
    const head = checkpoint === null ? null : headOf(checkpoint, this.#publicKey());
    if (head !== null) this.#heads.push(head);
  }

  get known(): Known {
    return {
      sent: new Map(this.sent.map((s) => [s.sha256, s.canaries])),
      publicKey: this.#publicKey(),
      heads: this.#heads,
      budgets: new Map([[PERMIT, BUDGET]]),
    };
  }

  /** Whether anything of a file, or of whoever is in it, is out. */
  crossed({ canaries }: Sent): boolean {
    return this.outs.some((out) =>
      filesUnder(out).some((name) => {
        const text = readFileSync(join(out, name), 'latin1');
        return [...canaries].some((id) => text.includes(id));
      }),
    );
  }

  /** Sets the state, or a part of it, aside, to be put back. */
  keep(part = ''): void {
    rmSync(join(this.path, 'kept'), { recursive: true, force: true });
    cpSync(join(this.state, part), join(this.path, 'kept'), { recursive: true });
  }

  putBack(part = ''): void {
    rmSync(join(this.state, part), { recursive: true, force: true });
    cpSync(join(this.path, 'kept'), join(this.state, part), { recursive: true });
  }

  #publicKey(): string {
    const pinned = join(this.path, PINNED);
    if (!existsSync(pinned)) cpSync(join(this.state, 'keys/ledger.pub'), pinned);
    return readFileSync(pinned, 'utf8');
  }
}

/** Before anything is broken everything has to work, or what follows would show nothing. */
function expectExit(code: number, ran: Ran): void {
  if (ran.code === code) return;
  const expected = `exit ${code} before anything was broken`;
  throw new DouaneError('INTERNAL', { place: { name: 'chaos' }, expected, got: saidBy(ran) });
}
