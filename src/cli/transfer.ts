/** What `check` and `clear` share: from the call to the crossing and back to an exit code. */
import { basename, resolve, sep } from 'node:path';
import { type Asked, planRequest, type Request, today } from '../crossing/request.ts';
import { startInspections } from '../crossing/worker-inspection.ts';
import { cross } from '../crossing.ts';
import { parseCountry } from '../model/countries.ts';
import { DouaneError } from '../model/errors.ts';
import type { CrossingResult } from '../model/result.ts';
import type { Verdict } from '../model/words.ts';
import { listInputs } from '../source/input-directory.ts';
import { openFileInput } from '../source/input-file.ts';
import type { Input } from '../source/source.ts';
import { loadConfig } from '../store-config.ts';
import { parseTreatments } from '../treat/parse-treatments.ts';
import { askWitnesses } from './ask-witnesses.ts';
import type { Io } from './io.ts';
import type { TransferOptions } from './options.ts';
import { parseDate } from './parse-date.ts';
import { printResult } from './print-result.ts';
import { spoolInput } from './spool.ts';
import { openForWork, openLaw, statePlace } from './state-dir.ts';

const EXIT: Record<Verdict, number> = { pass: 0, treat: 3, hold: 4, refuse: 5 };

export function exitCodeOf(result: CrossingResult): number {
  return EXIT[result.verdict];
}

export async function runTransfer(
  mode: 'check' | 'clear',
  input: string,
  options: TransferOptions,
  io: Io,
): Promise<number> {
  const loaded = await loadConfig(options.config, io.cwd);
  const request = planRequest(askedOf(options), loaded.config, (zone) => today(io.now(), zone));
  parseCountry(request.from, { name: '--from' });
  parseCountry(request.to, { name: '--to' });
  // Before the state is touched: a name that is not there makes no state.
  const place = statePlace(options, loaded, io);
  const listed = input === '-' ? null : outside(place.dir, await listInputs(resolve(io.cwd, input)));
  if (listed !== null && listed.length === 0) {
    throw new DouaneError('INPUT_EMPTY', { place: { file: basename(input) }, expected: 'at least one file' });
  }

  // Before the pack is read and the state opened: the thread loads meanwhile.
  using inspections = startInspections(listed?.reduce((sum, f) => sum + f.size, 0) ?? 0);
  using house = await openForWork(place, await openLaw(loaded, options.pack, io), io, inspections);
  const notes = mode === 'clear' ? await askWitnesses(house, loaded, io) : [];
  await using spooled = listed === null ? await spoolInput(io.stdin, house.state.dir, request.format, io.random) : null;
  const inputs: Input[] = spooled === null ? [] : [spooled.input];
  for (const file of listed ?? []) inputs.push(await openFileInput(file.path, file.name));
  const out = mode === 'clear' ? resolve(io.cwd, options.out!) : null;
  const result = await cross({ mode, request, inputs, out, notes }, house);
  answer(result, options, io);
  return exitCodeOf(result);
}

export function answer(result: CrossingResult, options: { json?: boolean; quiet?: boolean }, io: Io): void {
  if (options.json) io.out(`${JSON.stringify(result)}\n`);
  else if (!options.quiet) io.out(printResult(result));
}

function askedOf(options: TransferOptions): Asked {
  const { from, to, recipient, purpose, lane, asOf, subject, format, encoding, treat, permit } = options;
  if (asOf !== undefined) parseDate(asOf, '--as-of');
  const asked = { from, to, recipient, purpose, lane, asOf, subject, format, encoding, permit };
  return {
    ...(Object.fromEntries(Object.entries(asked).filter(([, v]) => v !== undefined)) as Asked),
    ...(treat === undefined ? {} : { treat: parseTreatments(treat) as Request['treat'] }),
  };
}

/** Our own state is nobody's transfer, even where it lies in the directory that is. */
function outside<T extends { readonly path: string }>(dir: string, files: readonly T[]): T[] {
  return files.filter((f) => f.path !== dir && !f.path.startsWith(`${dir}${sep}`));
}
