import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NO_MEANS, smallDisk } from '../namespace.ts';
import { type Part, Strikes } from '../part.ts';
import { sizeOf } from '../store-look.ts';
import type { Sent, Site } from '../store-site.ts';
import type { Ran } from '../worker-program.ts';
import { expectClosed } from './means.ts';

const OUTPUT_KIB = 200;
/** Where there are no name spaces: the largest file that the process may write. */
const LARGEST = ['prlimit', `--fsize=${OUTPUT_KIB * 1_024}`] as const;

export const diskFull: Part = {
  name: 'disk-full',
  does: 'no room for the output; no room for the state',
  async run(site) {
    const strikes = new Strikes();
    const output = site.write('plain', 200, 1_000_000);
    const ran = (await smallOut(site, output)) ?? (await attempt(site, output, LARGEST));
    if (ran === null) return { kind: 'skipped', why: 'neither the right to make a name space nor prlimit' };
    expectClosed(site, strikes, ran, output);
    const state = site.write('plain', 5_000);
    const starved = await smallState(site, state);
    if (starved !== null) expectClosed(site, strikes, starved, state);
    return strikes.end();
  },
};

async function attempt(site: Site, sent: Sent, prefix: readonly string[], out?: string): Promise<Ran | null> {
  try {
    const ran = await site.clear(sent, { prefix, ...(out === undefined ? {} : { out }) });
    return ran.code === NO_MEANS ? null : ran;
  } catch {
    return null;
  }
}

/** The disk goes with the process: what was on it is looked at in a copy. */
async function smallOut(site: Site, sent: Sent): Promise<Ran | null> {
  const copy = join(site.path, 'out-full-copy');
  const out = join(site.path, 'out-full');
  const ran = await attempt(site, sent, smallDisk(out, copy, OUTPUT_KIB), out);
  if (ran !== null) site.outs.push(copy);
  return ran;
}

/** What became of the state on the full disk is the state from then on. */
async function smallState(site: Site, sent: Sent): Promise<Ran | null> {
  const copy = join(site.path, 'state-full-copy');
  const ran = await attempt(site, sent, smallDisk(site.state, copy, sizeOf(site.state) + 64));
  if (ran === null) return null;
  rmSync(site.state, { recursive: true });
  renameSync(copy, site.state);
  return ran;
}
