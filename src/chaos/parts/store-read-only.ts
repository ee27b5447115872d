import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { NO_MEANS, readOnlyDisk } from '../namespace.ts';
import { type Part, Strikes } from '../part.ts';
import type { Sent, Site } from '../store-site.ts';
import type { Ran } from '../worker-program.ts';
import { expectClosed } from './means.ts';

export const storeReadOnly: Part = {
  name: 'store-read-only',
  does: 'the state lies on a disk that cannot be written',
  async run(site) {
    const sent = site.write('plain', 50);
    const ran = (await onReadOnlyDisk(site, sent)) ?? (await withoutPermission(site, sent));
    if (ran === null)
      return { kind: 'skipped', why: 'no right to make a name space, and root may write what nobody may' };
    const strikes = new Strikes();
    expectClosed(site, strikes, ran, sent);
    return strikes.end();
  },
};

async function onReadOnlyDisk(site: Site, sent: Sent): Promise<Ran | null> {
  try {
    const ran = await site.clear(sent, { prefix: readOnlyDisk(site.state) });
    return ran.code === NO_MEANS ? null : ran;
  } catch {
    return null;
  }
}

async function withoutPermission(site: Site, sent: Sent): Promise<Ran | null> {
  if (process.getuid?.() === 0) return null;
  const paths = [site.state, join(site.state, 'douane.db'), join(site.state, 'lock.db')];
  for (const path of paths) chmodSync(path, 0o500);
  try {
    return await site.clear(sent);
  } finally {
    for (const path of paths) chmodSync(path, 0o700);
  }
}
