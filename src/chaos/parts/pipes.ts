import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canaryCsv } from '../canary.ts';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { expectClosed, expectCode } from './means.ts';

export const pipes: Part = {
  name: 'pipes',
  does: 'standard input ends early; nobody reads the answer',
  async run(site) {
    const strikes = new Strikes();
    // Cut within a quoted value: that is not a shorter file but a broken one.
    const numbers = site.fresh(50);
    const cut = `${canaryCsv(numbers).trimEnd()}"half a no`;
    const broken = site.note('permit', 'in/cut/cut.csv', cut, numbers);
    expectClosed(site, strikes, await site.startClear('-', 'plain', { input: cut }).ended, broken);
    const nothing = await site.startClear('-', 'plain', { input: '' }).ended;
    if (nothing.code !== 2) strikes.broke('closed', `an empty input: ${saidBy(nothing)}`);
    strikes.struck(saidBy(nothing));
    // Cut between two rows it is a shorter file: so many cross as came, and so many are counted.
    const rows = site.write('plain', 30);
    const came = readFileSync(join(site.path, rows.path));
    expectCode(strikes, await site.startClear('-', 'plain', { input: came }).ended, 0, 'a shorter input');
    const deaf = await site.clear(site.write('plain', 30), { deaf: true });
    strikes.struck(`unheard, exit ${deaf.code}`);
    return strikes.end();
  },
};
