import { type Part, Strikes } from '../part.ts';
import { setClock } from '../worker-hooks.ts';
import { saidBy } from '../worker-program.ts';

/** Where the clock stands, and what the law of that day makes of a few ordinary persons. */
const STANDS: readonly (readonly [at: string, code: number])[] = [
  ['2026-12-31T15:59:00Z', 0],
  ['2026-12-31T16:01:00Z', 0], // the new year in China
  ['2025-10-31T15:59:00Z', 4], // for one minute more a resident ID is sensitive: a contract is needed
  ['2025-10-31T16:01:00Z', 0], // GB/T 45574-2025 is in force
  ['2031-01-01T00:00:00Z', 0],
  ['2026-11-23T00:00:00Z', 0], // back again
];
const DAY_MS = 86_400_000;

export const clock: Part = {
  name: 'clock',
  does: 'it jumps: over New Year, over a change of law, years on, back, in mid-run',
  async run(site, random) {
    const strikes = new Strikes();
    const same = site.fresh(20);
    for (const [at, code] of STANDS) {
      // Some were there before, at whatever time that was: they are still the same persons.
      const sent = site.write('plain', [...same, ...site.fresh(10)]);
      // To whom no permit covers: it is the law of the day alone that lets it pass.
      const ran = await site.startClear(sent.path, 'held', { nodeArgs: setClock(at), asOf: null }).ended;
      strikes.struck(`exit ${ran.code}`);
      if (ran.code !== code)
        strikes.broke(code === 0 ? 'lost' : 'closed', `at ${at}: ${saidBy(ran)} instead of exit ${code}`);
    }
    const jump = setClock('2026-11-23T08:00:00Z', 50 + random() * 200, -400 * DAY_MS);
    const ran = await site.clear(site.write('plain', 20), { nodeArgs: jump });
    strikes.struck(`exit ${ran.code}`);
    return strikes.end();
  },
};
