/** Forgetting persons who are named by what a file shows of them, read as any input is. */
import { governing } from '../decide/decide.ts';
import { windows } from '../decide/windows.ts';
import { recordEvent } from '../ledger/store-record.ts';
import { DouaneError } from '../model/errors.ts';
import { forgetPersons } from '../persons/store-forget.ts';
import { RunFiles } from '../persons/store-runs.ts';
import type { Input } from '../source/source.ts';
import { expectUnmoved, newCounter, untilUnmoved } from './counting.ts';
import { openInput } from './gather.ts';
import { exporterOf, type House } from './house.ts';
import type { Request } from './request.ts';

export interface Forgotten {
  readonly persons: number;
  readonly identifiers: number;
}

/**
 * Destroys what makes the persons of the input recognisable and records that it was done, in one step. Nothing of the
 * input is kept. When this returns no trace of their pseudonyms is in the state.
 *
 * @throws DouaneError INPUT_*, LIMIT_*; INPUT_NO_IDENTIFIER where it shows nobody; STATE_BUSY where it was done and the
 * log of the database could not be emptied: to be called again.
 */
export function forget(input: Input, request: Request, house: House): Promise<Forgotten> {
  return untilUnmoved(() => forgetOnce(input, request, house));
}

async function forgetOnce(input: Input, request: Request, house: House): Promise<Forgotten> {
  const { asOf, subject } = request;
  const window = windows(governing(house.packs, request.from), asOf);
  const exporter = exporterOf(request.facts);
  using runs = new RunFiles(house.state.dir, house.random);
  await using _turn = await house.state.turn(exporter);
  const { counter, mark } = newCounter(exporter, window, asOf, house, runs);
  const persons = new Set<number>();
  let identifiers = 0;
  using inspection = await house.inspections.begin({ asOf, subject });
  await using source = await openInput(input, 0, request);
  inspection.open(source.paths);
  for await (const batch of source.batches()) {
    const sightings = await inspection.inspect(batch);
    identifiers += sightings.ids;
    counter.addNamed(sightings, persons);
  }
  if (identifiers === 0)
    throw new DouaneError('INPUT_NO_IDENTIFIER', {
      place: { file: input.name },
      expected: 'columns as they crossed, with a header',
    });
  let forgotten: Forgotten = { persons: 0, identifiers: 0 };
  if (persons.size > 0) {
    const { people } = counter.plan();
    const at = house.now.toISOString();
    const body = { exporter, persons: persons.size };
    await recordEvent(house.state, { type: 'erasure', transfer: null, permit: null, at, body }, house.ledger, (db) => {
      expectUnmoved(db, mark);
      forgotten = { persons: persons.size, ...forgetPersons(db, exporter, people, persons) };
    });
  }
  // Also where nobody was found: it may be the second attempt.
  if (!(await house.state.flush()))
    throw new DouaneError('STATE_BUSY', { expected: 'nobody to read beside; do it again, so that the log is emptied' });
  return forgotten;
}
