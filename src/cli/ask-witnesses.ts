import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from '../crossing/house.ts';
import type { Flag } from '../model/decision.ts';
import type { LoadedConfig } from '../store-config.ts';
import type { Io } from './io.ts';

/**
 * Asks the witnesses of the configuration, as it says, whether one has seen a newer copy of the state.
 *
 * @throws DouaneError STATE_BEHIND, WITNESS_QUORUM, CONFIG_INVALID
 */
export async function askWitnesses(house: House, { config, file }: LoadedConfig, io: Io): Promise<readonly Flag[]> {
  const policy = config.ledger?.ask ?? 'always';
  if (policy === 'never' || (config.ledger?.witnesses ?? []).length === 0) return [];
  // Loaded where there are witnesses to ask.
  const [{ askBeforeRecording }, { witnessesOf }] = await Promise.all([
    import('../crossing/witnesses.ts'),
    import('./ledger-heads.ts'),
  ]);
  return askBeforeRecording(house, { ...witnessesOf(config, file), policy, tools: proxyTools(io) });
}

/** What asking a witness touches of the world. */
export const proxyTools = (io: Io) => ({
  fetch,
  now: () => io.now(),
  random: Math.random,
  sleep: (ms: number) => sleep(ms),
});
