import { type Part, Strikes } from '../part.ts';
import type { Way } from '../store-site.ts';
import { expectCode } from './means.ts';

const MOMENTS: readonly Way[] = ['plain', 'permit', 'plain', 'permit', 'plain', 'permit'];

export const killed: Part = {
  name: 'killed',
  does: 'kill -9 at random moments, also under a permit that is nearly used up',
  async run(site, random) {
    const strikes = new Strikes();
    const undisturbed = await site.clear(site.write('plain', 200, 1_000_000));
    expectCode(strikes, undisturbed, 0, 'a run that nothing disturbed');
    for (const way of MOMENTS) {
      const running = site.start(site.write(way, way === 'permit' ? 17 : 200, way === 'permit' ? 0 : 1_000_000));
      const timer = setTimeout(() => running.kill('SIGKILL'), (0.3 + 0.7 * random()) * undisturbed.ms);
      const { signal } = await running.ended;
      clearTimeout(timer);
      if (signal !== null) strikes.struck(signal);
    }
    return strikes.end();
  },
};
