import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, Strikes } from '../part.ts';
import { expectClosed } from './means.ts';

export const storeTruncated: Part = {
  name: 'store-truncated',
  does: 'the database is cut: to nothing, at a page, in mid-page',
  async run(site, random) {
    const strikes = new Strikes();
    const path = join(site.state, 'douane.db');
    const { size } = statSync(path);
    const inside = Math.floor(size * (0.1 + 0.8 * random()));
    site.keep();
    for (const length of [0, inside - (inside % 4096), inside]) {
      const sent = site.write('plain', 20);
      truncateSync(path, length);
      expectClosed(site, strikes, await site.clear(sent), sent);
      site.putBack();
    }
    return strikes.end();
  },
};
