/**
 * `node bench/count.ts`: nanoseconds an identifier of counting persons alone, on sightings that lie in memory, and of
 * keeping them as pseudonyms (hashing included) and counting them later, in memory and on disk; one JSON line for each
 * table. `BENCH_MB` sets how much of the table is taken (default 100).
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { packSightings, unpackSightings } from '../src/crossing/worker-messages.ts';
import { Inspector } from '../src/inspect/inspector.ts';
import type { Sightings } from '../src/model/sightings.ts';
import { emptyHistory, PersonCounter } from '../src/persons/counter.ts';
import { Prf } from '../src/persons/prf.ts';
import { Spill } from '../src/persons/store-spill.ts';
import { openFileInput } from '../src/source/input-file.ts';
import { openSource } from '../src/source/open.ts';
import { DEFAULT_LIMITS } from '../src/source/source.ts';
import { generated } from './generate.ts';

const MEGABYTES = Number(process.env.BENCH_MB ?? 100);

/** Milliseconds of processor time: other work on the machine does not count. */
const cpu = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

for (const shape of ['orders.csv', 'customers.csv'] as const) {
  const path = generated(shape, MEGABYTES);
  await using source = await openSource(await openFileInput(path, shape), { file: 0, limits: DEFAULT_LIMITS });
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
  inspector.open(source.paths);
  const batches: Sightings[] = [];
  let ids = 0;
  let slots = 0;
  for await (const batch of source.batches()) {
    const sightings = unpackSightings(packSightings(inspector.inspect(batch), undefined));
    ids += sightings.ids;
    slots += sightings.slots;
    batches.push(sightings);
  }
  const prf = new Prf(createSecretKey(new Uint8Array(32)));
  const hashing = cpu();
  for (const s of batches) prf.compute(s.bytes, s.idStart, s.idEnd, s.ids);
  const hashed = cpu() - hashing;
  const counter = new PersonCounter(prf, emptyHistory());
  const begin = cpu();
  for (const s of batches) counter.add(s);
  const seconds = (cpu() - begin) / 1000;
  const persons = counter.histogram().entries.reduce((sum, e) => sum + e.count, 0);
  const spilled = (inMemory: number) => {
    using spill = new Spill(tmpdir(), randomBytes, prf, { inMemory });
    const from = cpu();
    for (const s of batches) spill.add(s);
    const kept = cpu();
    const later = new PersonCounter(prf, emptyHistory());
    const made = cpu();
    spill.replay(later);
    const nanoseconds = (milliseconds: number) => Math.round((milliseconds * 1e6) / ids);
    const bytesOnDisk = Number((spill.onDisk / ids).toFixed(1));
    return { nsKeeping: nanoseconds(kept - from), nsCounting: nanoseconds(cpu() - made), bytesOnDisk };
  };
  process.stdout.write(
    `${JSON.stringify({
      ...{ name: `count ${shape}`, persons, slots, ids, seconds: Number(seconds.toFixed(2)) },
      nsPerIdentifier: Math.round((seconds * 1e9) / ids),
      nsHashing: Math.round((hashed * 1e6) / ids),
      keptInMemory: spilled(Number.POSITIVE_INFINITY),
      keptOnDisk: spilled(0),
    })}\n`,
  );
}
