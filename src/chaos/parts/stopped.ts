import { setTimeout as sleep } from 'node:timers/promises';
import { type Part, Strikes } from '../part.ts';
import { expectCode, metWriting } from './means.ts';

/** Long enough for another process to come to the lock and wait there. */
const STOPPED_MS = 1_500;

export const stopped: Part = {
  name: 'stopped',
  does: 'SIGSTOP while writing, another process comes, SIGCONT',
  async run(site) {
    const strikes = new Strikes();
    const first = await metWriting(site);
    if (first === null) return strikes.end();
    first.kill('SIGSTOP');
    let went = false;
    const second = site.clear(site.write('plain', 50)).then((ran) => {
      went = true;
      return ran;
    });
    await sleep(STOPPED_MS);
    if (went) strikes.broke('once', 'another process crossed on a state that was at work');
    first.kill('SIGCONT');
    expectCode(strikes, await first.ended, 0, 'after SIGCONT');
    expectCode(strikes, await second, 0, 'the one that waited');
    strikes.struck('waited');
    return strikes.end();
  },
};
