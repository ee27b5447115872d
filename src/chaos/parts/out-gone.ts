import { rmSync } from 'node:fs';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { halfWritten } from './means.ts';

export const outGone: Part = {
  name: 'out-gone',
  does: 'the directory of the outputs is removed while one is written',
  async run(site) {
    const strikes = new Strikes();
    const [out] = site.outs;
    const sent = site.write('plain', 300, 6_000_000);
    const running = site.start(sent, { out: `${out}-gone` });
    const met = await halfWritten(`${out}-gone`, running);
    if (met) rmSync(`${out}-gone`, { recursive: true, force: true });
    const ran = await running.ended;
    site.outs.push(`${out}-gone`);
    if (met) strikes.struck(saidBy(ran));
    return strikes.end();
  },
};
