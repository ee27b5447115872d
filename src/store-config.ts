import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from './config.ts';
import { DouaneError } from './model/errors.ts';

export interface LoadedConfig {
  readonly config: Config;
  /** Directory that relative paths in the configuration start from. */
  readonly base: string;
  readonly file: string | null;
}

const MAX_CONFIG_BYTES = 1_048_576;

/** Reads the configuration named, or `douane.yaml` in `cwd` when there is one, or an empty one. */
export async function loadConfig(named: string | undefined, cwd: string): Promise<LoadedConfig> {
  const file = named === undefined ? resolve(cwd, 'douane.yaml') : resolve(cwd, named);
  if (!existsSync(file)) {
    if (named === undefined) return { config: {}, base: cwd, file: null };
    throw new DouaneError('INPUT_NOT_FOUND', { place: { name: '--config' }, expected: 'a file', got: 'nothing there' });
  }
  if (statSync(file).size > MAX_CONFIG_BYTES) {
    throw new DouaneError('CONFIG_INVALID', { place: { file: 'douane.yaml' }, expected: 'at most 1 MiB' });
  }
  const { parseConfig } = await import('./config.ts');
  return { config: parseConfig(readFileSync(file, 'utf8'), file), base: dirname(file), file };
}
