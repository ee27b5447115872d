import { join } from 'node:path';
import { judge } from '../judge.ts';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { expectCode } from './means.ts';

export const storeOlder: Part = {
  name: 'store-older',
  does: 'an older copy of the whole state is put back',
  async run(site) {
    const strikes = new Strikes();
    // On a copy: what crosses there is not to be looked for in the ledger that goes on.
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
    return strikes.end(
      'Douane alone cannot tell that its whole state went back: a witness or a head kept elsewhere does (docs/ledger.md)',
    );
  },
};
