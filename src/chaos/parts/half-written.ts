import { type Part, Strikes } from '../part.ts';
import { halfWritten } from './means.ts';

const TRIES = 3;

export const halfWrittenPart: Part = {
  name: 'half-written',
  does: 'kill -9 while the output is being written',
  async run(site) {
    const strikes = new Strikes();
    for (let i = 0; i < TRIES; i++) {
      const running = site.start(site.write('plain', 300, 4_000_000 * (i + 1)));
      if (await halfWritten(site.outs[0]!, running)) running.kill('SIGKILL');
      const { signal } = await running.ended;
      if (signal !== null) strikes.struck(signal);
    }
    return strikes.end();
  },
};
