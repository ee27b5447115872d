/** Imported before a file of tests, it runs them over the shared store, with a PostgreSQL of their own. */
import { afterAll } from 'vitest';
import { shareStates } from './douane.ts';
import { startPostgres } from './postgres.ts';

export const cluster = await startPostgres();
afterAll(() => cluster[Symbol.asyncDispose]());

const urls = new Map<string, Promise<string>>();
shareStates((folder) => {
  const url = urls.get(folder) ?? cluster.database();
  urls.set(folder, url);
  return url;
});
