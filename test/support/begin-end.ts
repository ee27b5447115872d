/** Begins and ends work in a directory, over and over, and says how often before it was told to stop. */
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Processes } from '../../src/state/shared/store-processes.ts';

const { dir, times } = workerData as { dir: string; times: number };
for (let n = 0; n < times; n++) new Processes(dir, () => randomBytes(16).toString('hex'))[Symbol.dispose]();
parentPort!.postMessage(times);
