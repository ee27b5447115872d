import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { expectCode } from './means.ts';

export const twoAtOnce: Part = {
  name: 'two-at-once',
  does: 'two processes on one state: the same persons; a race for one permit',
  async run(site) {
    const strikes = new Strikes();
    const shared = site.fresh(40);
    const both = [0, 1].map(() => site.write('plain', [...shared, ...site.fresh(20)]));
    for (const ran of await Promise.all(both.map((sent) => site.clear(sent)))) {
      expectCode(strikes, ran, 0, 'one of two');
      strikes.struck(saidBy(ran));
    }
    // 60 persons are left of the permit: one of the two fits, the other is held.
    const race = [0, 1].map(() => site.write('permit', 40));
    const codes = (await Promise.all(race.map((sent) => site.clear(sent)))).map((ran) => ran.code ?? -1);
    if (codes.toSorted().join() !== '0,4') strikes.broke('budget', `the race for the permit ended with ${codes}`);
    for (const code of codes) strikes.struck(`exit ${code}`);
    return strikes.end();
  },
};
