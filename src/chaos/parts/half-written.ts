import { type Part, Strikes } from '../part.ts';
import { metWriting } from './means.ts';

const KILLS = 3;

export const halfWrittenPart: Part = {
  name: 'half-written',
  does: 'kill -9 while the output is being written',
  async run(site) {
    const strikes = new Strikes();
    for (let i = 0; i < KILLS; i++) {
      const running = await metWriting(site);
      running?.kill('SIGKILL');
      const signal = (await running?.ended)?.signal ?? null;
      if (signal !== null) strikes.struck(signal);
    }
    return strikes.end();
  },
};
