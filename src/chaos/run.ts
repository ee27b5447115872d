import { join } from 'node:path';
import { CANARIES, seeded } from './canary.ts';
import { judge, recordedCanaries } from './judge.ts';
import type { Part } from './part.ts';
import { mergeRows, type Row } from './row.ts';
import { settle } from './settle.ts';
import type { Site } from './store-site.ts';

export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Parts at a time. */
  readonly lanes: number;
  /** A site that was prepared and works; each part gets a copy. */
  readonly template: Site;
  /** Where the sites are made. */
  readonly dir: string;
  /** Leaves the sites there to be looked at. */
  readonly keep: boolean;
  readonly done: (row: Row) => void;
}

/** More canaries than a site uses up. */
const CANARIES_A_SITE = 20_000;

/** Sites go round the canaries, and never over those of the template, which are in each of them. */
const firstOf = (place: number, ofTemplate: number): number =>
  ofTemplate + (1 + (place % (CANARIES / CANARIES_A_SITE - 2))) * CANARIES_A_SITE;

/**
 * Breaks each part in turn, in a site of its own, and judges by what lies on the disk: once as the broken thing left it,
 * and once after a run that nothing disturbed.
 */
export async function runParts(parts: readonly Part[], options: ChaosOptions): Promise<Row[]> {
  const rows: Row[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < parts.length; n = next++) {
      const rounds: Row[] = [];
      for (let round = 0; round < options.rounds; round++) rounds.push(await runPart(parts[n]!, n, round, options));
      rows[n] = mergeRows(rounds);
      options.done(rows[n]);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return rows;
}

async function runPart(part: Part, number: number, round: number, options: ChaosOptions): Promise<Row> {
  const { template, dir, seed } = options;
  const place = 1 + round * 100 + number;
  const site = template.copyTo(join(dir, `${part.name}-${round}`), firstOf(place, template.fresh(1)[0]!));
  try {
    return await strike(site, part, seeded(seed * 1_000 + place));
  } catch (error) {
    return { ...nothing(part), verdict: 'NOT OK', why: `chaos could not go on: ${(error as Error).message}` };
  } finally {
    if (!options.keep) site[Symbol.dispose]();
  }
}

async function strike(site: Site, part: Part, random: () => number): Promise<Row> {
  const before = site.sent.length;
  const happened = await part.run(site, random);
  if (happened.kind === 'skipped') return { ...nothing(part), why: happened.why };

  const sent = new Set(site.sent.slice(before).flatMap((s) => [...s.canaries]));
  const count = (ids: Iterable<string>) => [...new Set(ids)].filter((id) => sent.has(id)).length;
  const seen = site.look();
  const { known } = site;
  const crossed = count(seen.outputs.flatMap((o) => [...o.canaries]));
  const recorded = count(recordedCanaries(seen, known));
  const atOnce = judge(seen, known, false);
  const { lost, broken } = await settle(site);
  const after = judge(site.look(), site.known, true);
  const all = [...happened.broken, ...atOnce, ...broken, ...after];
  const { times, limit } = happened;
  const verdict = all.length > 0 ? 'NOT OK' : times === 0 ? 'skipped' : limit !== undefined ? 'limit' : 'ok';
  return {
    ...nothing(part),
    verdict,
    times,
    said: tally(happened.said),
    sent: sent.size,
    crossed,
    recorded,
    lost,
    broken: all,
    why: verdict === 'skipped' ? 'the moment was never met: try more rounds' : (limit ?? null),
  };
}

const nothing = (part: Part): Row => ({
  part: part.name,
  does: part.does,
  verdict: 'skipped',
  times: 0,
  said: {},
  sent: 0,
  crossed: 0,
  recorded: 0,
  lost: 0,
  broken: [],
  why: null,
});

function tally(said: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const what of said) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}
