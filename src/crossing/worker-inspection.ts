/**
 * Inspects in a thread of its own, so that one core inspects while another reads and counts. What comes out is what
 * {@link InspectionHere} gives, in the same order; a thread that fails or ends before its time is an error, never an
 * end.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Batch, Paths } from '../model/batch.ts';
import { DouaneError, type Place } from '../model/errors.ts';
import type { Sightings } from '../model/sightings.ts';
import type { Inspection, InspectOptions, InspectResult } from './inspection.ts';
import { type FromInspector, packBatch, type ToInspector, unpackSightings } from './worker-messages.ts';

/** Below so many bytes a thread costs more than it gives. */
const WORTH_A_THREAD = 4_000_000;
const AHEAD = 2;

/** Where inspections come from. Started early, a thread loads while others do. */
export interface Inspections extends Disposable {
  /** To be called once. */
  begin(options: InspectOptions): Promise<Inspection>;
}

/** Inspections of about so many bytes, in a thread where that is worth it and there is a core for it. */
export function startInspections(bytes: number, cores = availableParallelism()): Inspections {
  if (bytes < WORTH_A_THREAD || cores === 1) return inspectionsHere;
  const thread = new InspectionThread();
  return {
    async begin(options) {
      thread.begin(options);
      return thread;
    },
    [Symbol.dispose]: () => thread[Symbol.dispose](),
  };
}

/** In this thread. Inspection is loaded only when something is inspected: other commands start without it. */
export const inspectionsHere: Inspections = {
  async begin(options) {
    const { InspectionHere } = await import('./inspection.ts');
    return new InspectionHere(options);
  },
  [Symbol.dispose]: () => {},
};

/** Owner of the thread. */
class InspectionThread implements Inspection {
  readonly ahead = AHEAD;
  readonly #worker: Worker;
  /** Who waits for the answers to come, in order. */
  readonly #waiting: { resolve: (message: FromInspector) => void; reject: (error: unknown) => void }[] = [];
  #failed: unknown = null;
  #paths: Paths = { list: [] };
  #told = 0;
  /** Memory that came back: of batches, and of sightings that were counted. */
  readonly #batches: ArrayBuffer[] = [];
  readonly #counted: ArrayBuffer[] = [];
  readonly #given: ArrayBuffer[] = [];

  constructor() {
    const entry = new URL(`./worker-entry${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);
    this.#worker = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: 6 } });
    this.#worker.on('message', (message: FromInspector) => this.#take(message));
    const fail = (error: unknown) => this.#fail(error);
    this.#worker.on('error', fail);
    this.#worker.on('messageerror', fail);
    this.#worker.on('exit', () => fail(new DouaneError('INTERNAL', { got: 'a thread that ended' })));
  }

  begin(options: InspectOptions): void {
    this.#say({ say: 'begin', options });
  }

  async refuseName(name: string, place: Place): Promise<void> {
    this.#say({ say: 'name', name, place });
    await this.#answer();
  }

  open(paths: Paths): void {
    this.#paths = paths;
    this.#told = 0;
    this.#say({ say: 'open' });
  }

  async inspect(batch: Batch): Promise<Sightings> {
    const packed = packBatch(batch, this.#batches.pop());
    const paths = this.#paths.list.slice(this.#told);
    this.#told += paths.length;
    // What was given longest ago was counted since: at most `ahead` and the one at hand are still looked at.
    if (this.#given.length > AHEAD) this.#counted.push(this.#given.shift()!);
    const spare = this.#counted.pop();
    const move = spare === undefined ? [packed.buffer] : [packed.buffer, spare];
    this.#say({ say: 'batch', batch: packed, paths, spare }, move);
    const answer = await this.#answer();
    if (answer.say !== 'sightings') throw new DouaneError('INTERNAL', { got: answer.say });
    this.#batches.push(answer.spare);
    this.#given.push(answer.sightings.buffer);
    return unpackSightings(answer.sightings);
  }

  async finish(): Promise<InspectResult> {
    this.#say({ say: 'finish' });
    const answer = await this.#answer();
    if (answer.say !== 'finished') throw new DouaneError('INTERNAL', { got: answer.say });
    return answer.result;
  }

  #say(message: ToInspector, move: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, move);
  }

  #answer(): Promise<FromInspector> {
    if (this.#failed !== null) return Promise.reject(this.#failed);
    const answer = new Promise<FromInspector>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // Whoever stops at an earlier error does not come back for this one.
    answer.catch(() => {});
    return answer;
  }

  #take(message: FromInspector): void {
    if (message.say !== 'failed') {
      this.#waiting.shift()?.resolve(message);
      return;
    }
    const { code, place, expected, got } = message;
    const detail = { ...(expected === undefined ? {} : { expected }), ...(got === undefined ? {} : { got }) };
    this.#fail(new DouaneError(code, { place, ...detail }));
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
  }

  [Symbol.dispose](): void {
    this.#fail(new DouaneError('INTERNAL', { got: 'a thread that was let go' }));
    void this.#worker.terminate();
  }
}
