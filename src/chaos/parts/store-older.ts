import { join } from 'node:path';
import { judge } from '../judge.ts';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { expectClosed, expectCode } from './means.ts';

const DATABASE = 'douane.db';

export const storeOlder: Part = {
  name: 'store-older',
  does: 'an older copy of the database is put back, until a person accepts the loss',
  async run(site) {
    const strikes = new Strikes();
    // On a copy: what crosses there is not to be looked for in the ledger that goes on.
    using older = site.copyTo(join(site.path, 'older'), site.fresh(1_000)[0]!);
    older.keep(DATABASE);
    expectCode(strikes, await older.clear(older.write('plain', 50)), 0, 'before');
    older.remember();
    older.putBack(DATABASE);
    const sent = older.write('plain', 50);
    const before = older.look().leaves.length;
    // Not only at first.
    for (let n = 0; n < 2; n++) expectClosed(older, strikes, await older.clear(sent), sent);
    if (older.look().leaves.length !== before) strikes.broke('closed', 'something was recorded in an older copy');
    const told = judge(older.look(), older.known, false).some((b) => b.promise === 'ledger');
    if (!told) strikes.broke('noticed', 'not even the head that was kept outside told that the ledger went back');

    const word = ['--by', 'chaos', '--reason', 'an older copy was put back'];
    expectCode(strikes, await older.run(['ledger', 'accept-loss', ...word]), 0, 'accepting the loss');
    expectCode(strikes, await older.clear(sent), 0, 'after the loss was accepted');
    if (!older.crossed(sent)) strikes.broke('lost', `${sent.name} did not arrive after the loss was accepted`);
    for (const objection of older.look().objections) strikes.broke('ledger', objection);
    return strikes.end();
  },
};

export const stateOlder: Part = {
  name: 'state-older',
  does: 'an older copy of the whole state is put back, with nobody outside to ask',
  async run(site) {
    const strikes = new Strikes();
    using older = site.copyTo(join(site.path, 'older'), site.fresh(1_000)[0]!);
    older.keep();
    expectCode(strikes, await older.clear(older.write('plain', 50)), 0, 'before');
    older.remember();
    older.putBack();
    const sent = older.write('plain', 50);
    const ran = await older.clear(sent);
    strikes.struck(saidBy(ran));
    const crossed = older.crossed(sent);
    const told = judge(older.look(), older.known, false).some((b) => b.promise === 'ledger');
    if (!crossed) return strikes.end();
    if (!told) strikes.broke('noticed', 'not even the head that was kept outside told that the ledger went back');
    return strikes.end('Douane alone cannot tell that all of its directory went back: a witness does (docs/backup.md)');
  },
};
