/** What the thread that inspects does: one message after the other, one answer to each. */
import { parentPort } from 'node:worker_threads';
import { DouaneError } from '../model/errors.ts';
import { InspectionHere } from './inspection.ts';
import { type FromInspector, packSightings, type ToInspector, unpackBatch } from './worker-messages.ts';

const port = parentPort!;
const say = (message: FromInspector, move: ArrayBuffer[] = []) => port.postMessage(message, move);

let inspection: InspectionHere | null = null;
let paths: string[] = [];
/** Once something failed nothing more is done: what it had seen of the input would not be all. */
let failed = false;
let turn = Promise.resolve();

port.on('message', (message: ToInspector) => {
  turn = turn.then(() => answer(message));
});

async function answer(message: ToInspector): Promise<void> {
  if (failed) return;
  try {
    await work(message);
  } catch (error) {
    failed = true;
    // Anything but an error of the house may quote data: it goes on without its words.
    const known = error instanceof DouaneError;
    say({
      say: 'failed',
      code: known ? error.code : 'INTERNAL',
      place: known ? error.place : {},
      expected: known ? error.expected : undefined,
      got: known ? error.got : (error as Error).name,
    });
  }
}

async function work(message: ToInspector): Promise<void> {
  switch (message.say) {
    case 'begin':
      inspection = new InspectionHere(message.options);
      return;
    case 'name':
      await inspection!.refuseName(message.name, message.place);
      say({ say: 'done' });
      return;
    case 'open':
      paths = [];
      inspection!.open({ list: paths });
      return;
    case 'batch': {
      paths.push(...message.paths);
      const found = await inspection!.inspect(unpackBatch(message.batch));
      const sightings = packSightings(found, message.spare);
      const spare = message.batch.buffer;
      say({ say: 'sightings', sightings, spare }, [sightings.buffer, spare]);
      return;
    }
    case 'finish':
      say({ say: 'finished', result: await inspection!.finish() });
  }
}
