import { join } from 'node:path';
import type { Broken } from './evidence.ts';
import type { Site } from './store-site.ts';
import { saidBy } from './worker-program.ts';

/**
 * The run after: all that may leave is sent again, undisturbed, and what was held is approved. Says who did not arrive
 * and whether the hold could be opened.
 */
export async function settle(
  site: Site,
  look = async () => site.look(),
): Promise<{ readonly lost: number; readonly broken: readonly Broken[] }> {
  const broken: Broken[] = [];
  const again = await site.startClear('in/plain', 'plain').ended;
  if (again.code !== 0) broken.push({ promise: 'lost', what: `the run after ended with ${saidBy(again)}` });

  const listed = await site.run(['holds', 'list', '--json']);
  const holds: { id: string }[] = listed.code === 0 ? JSON.parse(listed.stdout).holds : [];
  const held = site.sent.find((s) => s.way === 'held');
  if (held !== undefined) {
    const out = join(site.path, 'approved');
    const opened: string[] = [];
    for (const { id } of holds) {
      const approved = await site.run(['holds', 'approve', id, '--by', 'chaos', '--out', out, '--json']);
      if (approved.code === 0) opened.push(JSON.parse(approved.stdout).released.sha256);
      else broken.push({ promise: 'holds', what: `a hold could not be opened: ${saidBy(approved)}` });
    }
    site.outs.push(out);
    if (!opened.includes(held.sha256)) broken.push({ promise: 'holds', what: 'what was held did not come out again' });
  }
  const arrived = new Set((await look()).outputs.flatMap((o) => [...o.canaries]));
  const due = new Set(site.sent.filter((s) => s.way === 'plain').flatMap((s) => [...s.canaries]));
  const lost = [...due].filter((id) => !arrived.has(id)).length;
  if (lost > 0) broken.push({ promise: 'lost', what: `${lost} persons did not arrive` });
  return { lost, broken };
}
