import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { CANARIES, seeded } from '../chaos/canary.ts';
import { PARTS } from '../chaos/parts/parts.ts';
import { heldAll, type Row } from '../chaos/row.ts';
import { runParts } from '../chaos/run.ts';
import { SABOTAGES, sabotagePart } from '../chaos/store-sabotage.ts';
import { Site } from '../chaos/store-site.ts';
import { formatSummary, formatTable } from '../chaos/table.ts';
import { Program } from '../chaos/worker-program.ts';
import { DouaneError } from '../model/errors.ts';
import type { Io } from './io.ts';

interface Options {
  readonly rounds: string;
  readonly seed?: string;
  readonly only?: string;
  readonly keep?: string;
  readonly sabotage?: boolean;
  readonly json?: boolean;
}

const MOST_ROUNDS = 1_000;
const MOST_SEED = 1_000_000;

export function addChaos(program: Command, io: Io, done: (exit: number) => void): void {
  program
    .command('chaos')
    .description('break each part of a throw-away Douane while made-up persons cross, and judge (docs/chaos.md)')
    .option('--rounds <number>', 'how often each part is broken', '1')
    .option('--seed <number>', 'for the moments and the persons (default: drawn)')
    .option('--only <parts>', `some parts: ${PARTS.map((p) => p.name).join(',')}`)
    .option('--keep <dir>', 'make it there, and leave it to be looked at')
    .option('--sabotage', 'break promises on purpose instead, to see that this is noticed')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => done(await chaos(options, io)));
}

async function chaos(options: Options, io: Io): Promise<number> {
  const rounds = parseCount(options.rounds, '--rounds', MOST_ROUNDS);
  const seed =
    options.seed === undefined
      ? 1 + (Buffer.from(io.random(4)).readUInt32LE() % MOST_SEED)
      : parseCount(options.seed, '--seed', MOST_SEED);
  const parts = options.sabotage ? sabotages() : chosen(options.only);
  const begin = performance.now();
  using work = workDirectory(options.keep === undefined ? null : resolve(io.cwd, options.keep));
  const template = await prepare(work.path, seed);
  const judged = await runParts(parts, {
    rounds,
    seed,
    lanes: Math.min(2, availableParallelism()),
    template,
    dir: work.path,
    keep: options.keep !== undefined,
    done: (row) => {
      if (io.progress) io.err(`${row.verdict.padEnd(7)} ${row.part}\n`);
    },
  });
  const rows = options.sabotage ? judged.map(noticed) : judged;
  const held = options.sabotage ? rows.every((r) => r.verdict !== 'NOT NOTICED') : heldAll(rows);
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  if (options.json) io.out(`${JSON.stringify({ schema: 'douane.chaos/1', held, seed, rounds, seconds, rows })}\n`);
  else io.out(answer(rows, held, seed, seconds, options));
  return held ? 0 : 1;
}

/** A control and every sabotage. */
const sabotages = () => [null, ...SABOTAGES].map((s, n) => sabotagePart(n, s));

/** The control has to be ok, and of each sabotage the very promise told that it breaks. */
function noticed(row: Row, n: number): Row {
  const told = n === 0 ? row.verdict === 'ok' : row.broken.some((b) => b.promise === SABOTAGES[n - 1]!.breaks);
  return { ...row, verdict: told ? 'noticed' : 'NOT NOTICED' };
}

function answer(rows: readonly Row[], held: boolean, seed: number, seconds: number, options: Options): string {
  const last = options.sabotage
    ? held
      ? 'Every breach was noticed, and nothing where there was none.\n'
      : 'A BREACH WENT UNNOTICED: do not believe this chaos.\n'
    : held
      ? 'Every promise held.\n'
      : rows.some((r) => r.verdict === 'NOT OK')
        ? 'A PROMISE DID NOT HOLD.\n'
        : 'Nothing was shown: no part could be broken.\n';
  const kept = options.keep === undefined ? '' : ` All of it is in ${options.keep}.`;
  const summary = options.sabotage ? '' : formatSummary(rows);
  return `${formatTable(rows)}\n${summary}${last}Seed ${seed}, ${seconds} s.${kept}\n`;
}

function chosen(only: string | undefined) {
  if (only === undefined) return PARTS;
  return [...new Set(only.split(','))].map((name) => {
    const part = PARTS.find((p) => p.name === name);
    if (part !== undefined) return part;
    const expected = `some of ${PARTS.map((p) => p.name).join(', ')}`;
    throw new DouaneError('CALL_BAD_VALUE', { place: { name: '--only' }, expected });
  });
}

function parseCount(text: string, name: string, most: number): number {
  if (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= most) return Number(text);
  throw new DouaneError('CALL_BAD_VALUE', { place: { name }, expected: `a number from 1 to ${most}` });
}

async function prepare(dir: string, seed: number): Promise<Site> {
  // Beside this file in the sources as in what is built of them.
  const entry = new URL(`./main${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);
  const path = join(dir, 'template');
  mkdirSync(path);
  const first = Math.floor(seeded(seed)() * CANARIES);
  const template = new Site(path, new Program(fileURLToPath(entry), join(dir, 'compiled')), first);
  await template.prepare();
  return template;
}

/** A directory that was not there before, or one that is empty; gone at the end unless it is to be kept. */
function workDirectory(keep: string | null): { readonly path: string } & Disposable {
  if (keep === null) {
    const path = mkdtempSync(join(tmpdir(), 'douane-chaos-'));
    return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
  }
  try {
    mkdirSync(keep);
  } catch {
    throw new DouaneError('CALL_BAD_VALUE', {
      place: { name: '--keep' },
      expected: 'a directory that is not there yet',
    });
  }
  return { path: keep, [Symbol.dispose]: () => {} };
}
