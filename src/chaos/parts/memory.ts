import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';

/** From what ends at once to what ends, on most machines, while it inspects. */
const MEGABYTES = [5, 9, 12];

export const memory: Part = {
  name: 'memory',
  does: 'too little memory: the process ends somewhere',
  async run(site) {
    const strikes = new Strikes();
    for (const size of MEGABYTES) {
      const ran = await site.clear(site.write('plain', 500, 5_000_000), { nodeArgs: [`--max-old-space-size=${size}`] });
      if (ran.code !== 0) strikes.struck(saidBy(ran));
    }
    return strikes.end();
  },
};
