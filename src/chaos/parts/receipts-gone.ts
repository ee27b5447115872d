import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, Strikes } from '../part.ts';
import { saidBy } from '../worker-program.ts';
import { expectCode } from './means.ts';

export const receiptsGone: Part = {
  name: 'receipts-gone',
  does: 'every receipt is deleted: the ledger alone has to prove it',
  async run(site) {
    const strikes = new Strikes();
    rmSync(join(site.state, 'receipts'), { recursive: true });
    for (const { bytes } of site.look().leaves) {
      const { type, transfer } = JSON.parse(Buffer.from(bytes).toString('utf8'));
      if (type !== 'crossing') continue;
      const replayed = await site.run(['replay', transfer, '--json']);
      strikes.struck(saidBy(replayed));
      if (replayed.code !== 0 || JSON.parse(replayed.stdout).same !== true)
        strikes.broke('ledger', `a transfer could not be decided again from the ledger: ${saidBy(replayed)}`);
    }
    expectCode(strikes, await site.clear(site.write('plain', 20)), 0, 'after them');
    return strikes.end();
  },
};
