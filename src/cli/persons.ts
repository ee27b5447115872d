import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { forget } from '../crossing/forget.ts';
import { exporterOf } from '../crossing/house.ts';
import { planRequest, today } from '../crossing/request.ts';
import { governing } from '../decide/decide.ts';
import { windows } from '../decide/windows.ts';
import { listLosses } from '../ledger/store-loss.ts';
import { FORMATS, type Format } from '../model/words.ts';
import { registerCounts, registerTotal } from '../persons/store-register.ts';
import { openFileInput } from '../source/input-file.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { addPackedOptions } from './options.ts';
import { openPacks } from './packs.ts';
import { parseDate } from './parse-date.ts';
import { table } from './print-result.ts';
import { spoolInput } from './spool.ts';
import { openForWork, openLaw, openToRead, statePlace } from './state-dir.ts';

interface Options {
  readonly pack?: string[];
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly asOf?: string;
  readonly subjectFile?: string;
  readonly subject?: string[];
  readonly format?: string;
  readonly encoding?: string;
}

const gatherList = (value: string, before: string[] = []): string[] => [...before, ...value.split(',')];

export function addPersons(program: Command, io: Io, done: (exit: number) => void): void {
  const persons = program.command('persons').description('the register of persons: counts, and forgetting somebody');

  addPackedOptions(
    persons
      .command('show')
      .description('distinct persons who left, by window, class, whether the law counts them, and permit')
      .option('--as-of <date>', 'date of the law, YYYY-MM-DD (default: today in the exporter’s zone)'),
  ).action(async (options: Options) => {
    const shown = await show(options, io);
    io.out(options.json ? `${JSON.stringify({ schema: 'douane.persons/1', ...shown })}\n` : print(shown));
    done(0);
  });

  addPackedOptions(
    persons
      .command('forget')
      .description('destroy what makes the persons in a file recognisable; their numbers stay, no count goes down')
      .option('--subject-file <file>', 'rows with their identifiers, columns as they crossed (default: standard input)')
      .option('--subject <fields>', 'what told them apart, where it was declared: FIELD[,FIELD]', gatherList)
      .addOption(new Option('--format <format>', 'default: found by itself').choices([...FORMATS]))
      .option('--encoding <name>', 'default: found by itself'),
  ).action(async (options: Options) => {
    const forgotten = await forgetFrom(options, io);
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.persons.forget/1', ...forgotten })}\n`
        : forgotten.persons === 0
          ? 'Nobody of these is in the register.\n'
          : `Forgot ${forgotten.persons} persons: ${forgotten.identifiers} pseudonyms destroyed. No count changed.\n`,
    );
    done(0);
  });
}

async function forgetFrom(options: Options, io: Io) {
  const loaded = await loadConfig(options.config, io.cwd);
  const { subject, encoding } = options;
  const asked = {
    to: 'DE',
    ...(subject === undefined ? {} : { subject }),
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(encoding === undefined ? {} : { encoding }),
  };
  const request = planRequest(asked, loaded.config, (zone) => today(io.now(), zone));
  using house = await openForWork(statePlace(options, loaded, io), await openLaw(loaded, options.pack, io), io);
  if (options.subjectFile !== undefined) {
    const path = resolve(io.cwd, options.subjectFile);
    return await forget(await openFileInput(path, basename(path)), request, house);
  }
  await using spooled = await spoolInput(io.stdin, house.state.dir, request.format as Format | null, io.random);
  return await forget(spooled.input, request, house);
}

async function show(options: Options, io: Io) {
  const loaded = await loadConfig(options.config, io.cwd);
  if (options.asOf !== undefined) parseDate(options.asOf, '--as-of');
  const asked = { to: 'DE', ...(options.asOf === undefined ? {} : { asOf: options.asOf }) };
  const { from, asOf, facts } = planRequest(asked, loaded.config, (zone) => today(io.now(), zone));
  const exporter = exporterOf(facts);
  const { since, previousSince, rule } = windows(governing(await openPacks(loaded, options.pack, io), from), asOf);
  using view = await openToRead(statePlace(options, loaded, io), io);
  const shown = { exporter, asOf, rule };
  // Nothing has left yet where there is no state.
  if (view === undefined) return { ...shown, windows: [], losses: [] };
  return view.read((db) => ({
    ...shown,
    losses: listLosses(db).map(({ at, since: after, leaf }) => ({ at, since: after, leaf })),
    windows: [...new Set([since, previousSince])].map((first) => ({
      since: first,
      totals: CLASSES.flatMap((cls) =>
        [true, false].map((counted) => ({
          class: cls,
          counted,
          persons: registerTotal(db, exporter, { since: first, until: asOf }, { class: cls, counted }),
        })),
      ),
      byPermit: registerCounts(db, exporter, first, asOf),
    })),
  }));
}

const CLASSES = ['ordinary', 'sensitive'] as const;

function print(shown: Awaited<ReturnType<typeof show>>): string {
  const lines = [`${shown.exporter}, on ${shown.asOf}${shown.rule === null ? '' : ` by ${shown.rule}`}`];
  if (shown.windows.length === 0) lines.push('Nobody has left yet.');
  for (const { at, leaf } of shown.losses)
    lines.push(`STATE_LOSS: a loss was accepted at ${at} (leaf ${leaf}); what was lost is not counted`);
  const counts = (counted: boolean) => (counted ? 'counted' : 'not counted by law');
  for (const { since, totals, byPermit } of shown.windows) {
    lines.push(`since ${since}`);
    lines.push(...table(totals.map((t) => [`  ${t.class}`, counts(t.counted), String(t.persons)])));
    const under = byPermit.filter((c) => c.permit !== null);
    lines.push(...table(under.map((c) => [`    under ${c.permit}`, c.class, counts(c.counted), String(c.persons)])));
  }
  return `${lines.join('\n')}\n`;
}
