import { rmSync } from 'node:fs';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { metWriting } from './means.ts';

export const outGone: Part = {
  name: 'out-gone',
  does: 'the directory of the outputs is removed while one is written',
  async run(site) {
    const strikes = new Strikes();
    const out = `${site.outs[0]}-gone`;
    const running = await metWriting(site, out);
    rmSync(out, { recursive: true, force: true });
    site.outs.push(out);
    if (running !== null) strikes.struck(saidBy(await running.ended));
    return strikes.end();
  },
};
