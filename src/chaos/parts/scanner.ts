import { availableParallelism } from 'node:os';
import { type Part, Strikes } from '../part.ts';
import { endThread, starveThread } from '../worker-hooks.ts';
import { expectClosed } from './means.ts';

/** Large enough for inspection to get a thread of its own. */
const BYTES = 6_000_000;

export const scanner: Part = {
  name: 'scanner',
  does: 'the thread that inspects ends in mid-file, or has no memory',
  async run(site, random) {
    if (availableParallelism() === 1)
      return { kind: 'skipped', why: 'one core: nothing is inspected in a thread of its own' };
    const strikes = new Strikes();
    for (const hook of [endThread(1 + Math.floor(random() * 3)), starveThread(6)]) {
      const sent = site.write('plain', 500, BYTES);
      expectClosed(site, strikes, await site.clear(sent, { nodeArgs: hook }), sent);
    }
    return strikes.end();
  },
};
