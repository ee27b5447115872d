import { basename, join } from 'node:path';
import { contentDigest } from '../ledger/content.ts';
import type { ClosingBody } from '../ledger/receipt.ts';
import { close } from '../ledger/store-record.ts';
import { DouaneError } from '../model/errors.ts';
import type { CrossingResult } from '../model/result.ts';
import { digestSink } from '../release/digest-sink.ts';
import {
  expectTarget,
  makeTargetDirectory,
  type OutputFile,
  openOutput,
  type Written,
} from '../release/output-file.ts';
import { removeHold } from '../release/store-hold-files.ts';
import { endHold } from '../release/store-holds.ts';
import { copySource } from '../source/file-text.ts';
import { openSource } from '../source/open.ts';
import { isAllRead, type Sink } from '../source/source.ts';
import type { DigestedInput } from './digested-input.ts';
import { type Arrived, openInput } from './gather.ts';
import type { House } from './house.ts';
import type { Recorded } from './recorded.ts';
import type { Crossing } from './request.ts';
import { resultOf } from './result.ts';
import { receiptPaths, writeReceipt } from './store-receipt.ts';
import type { TreatmentPlan } from './treatment.ts';

/** Where a file goes. */
export function targetOf(out: string, name: string): string {
  return join(out, name);
}

/**
 * Where the outputs will be, after making sure that none of them is taken by other content: a name that is taken must
 * cost nothing, so it is found before anything is recorded.
 */
export async function plannedTargets(
  arrived: Arrived,
  plan: TreatmentPlan,
  { out, request }: Crossing,
  house: House,
): Promise<readonly string[]> {
  const targets: string[] = [];
  await makeTargetDirectory(out!);
  for (const [n, input] of arrived.inputs.entries()) {
    const target = targetOf(out!, input.name);
    try {
      await expectTarget(target, isCopied(n, arrived, plan) ? arrived.manifest.files[n]!.sha256 : null);
    } catch (error) {
      if (isCopied(n, arrived, plan) || !(error instanceof DouaneError) || error.code !== 'OUTPUT_EXISTS') throw error;
      // Something is there: only what we would write ourselves may be.
      const sink = digestSink();
      await writeFile(n, input, sink, arrived, plan, request, house);
      await expectTarget(target, sink.end().sha256);
    }
    targets.push(target);
  }
  return targets;
}

/** Does what was recorded, then records what was done. */
export async function settle(
  arrived: Arrived,
  plan: TreatmentPlan,
  recorded: Recorded,
  crossing: Crossing,
  house: House,
): Promise<CrossingResult> {
  const { verdict, transfer, hold } = recorded;
  const paths = receiptPaths(house.state.dir, transfer);
  let result = resultOf(arrived, plan, recorded, crossing, paths, house.now);
  if (crossing.mode === 'clear') {
    const { records } = arrived.manifest;
    const end = async (body: ClosingBody) => {
      await close(house.state, { transfer, at: house.now.toISOString(), body }, house.ledger, (db) => {
        if (body.end === 'released' && crossing.held) endHold(db, crossing.held.id);
      });
    };
    switch (verdict) {
      case 'hold':
        await end({ end: 'held', records, files: [], hold: hold?.id ?? crossing.held?.id ?? null });
        result = {
          ...result,
          held: { records, hold: hold?.id ?? crossing.held!.id, path: hold?.path ?? crossing.held!.path },
        };
        break;
      case 'refuse':
        await end({ end: 'refused', records: 0, files: [], hold: null });
        break;
      case 'pass':
      case 'treat': {
        let written: readonly Written[];
        try {
          written = await release(arrived, plan, transfer, crossing, house);
        } catch (error) {
          // The record says that it left; the closing says that it did not, or not whole. If even that cannot be
          // written, the next start closes it.
          try {
            await end({ end: 'broken', records: 0, files: [], hold: null });
          } catch {
            // The first error says what went wrong.
          }
          throw error;
        }
        const files = written.map((w, n) => ({ path: arrived.inputs[n]!.name, bytes: w.bytes, sha256: w.sha256 }));
        await end({ end: 'released', records, files, hold: null });
        if (crossing.held) {
          // The key went with the closing; now its log, where it could still be read, and the files.
          await house.state.flush();
          await removeHold(house.state.dir, crossing.held.id);
        }
        const [only] = written;
        result = {
          ...result,
          released:
            written.length === 1
              ? { records, path: only!.path, sha256: only!.sha256 }
              : { records, path: crossing.out!, sha256: contentDigest(files) },
        };
        break;
      }
      default:
        verdict satisfies never;
    }
  }
  writeReceipt(house, transfer, result);
  return result;
}

/** Writes every file whole under a temporary name, and only then gives them their names. */
async function release(
  arrived: Arrived,
  plan: TreatmentPlan,
  transfer: string,
  { out, request }: Crossing,
  house: House,
): Promise<readonly Written[]> {
  const outputs: OutputFile[] = [];
  try {
    for (const [n, input] of arrived.inputs.entries()) {
      const output = await openOutput(targetOf(out!, input.name), { transfer });
      outputs.push(output);
      await writeFile(n, input, output, arrived, plan, request, house);
      await output.seal();
    }
    const written: Written[] = [];
    for (const output of outputs) written.push(await output.publish());
    return written;
  } finally {
    for (const output of outputs) await output[Symbol.asyncDispose]();
  }
}

/** Whether a file leaves byte for byte. */
function isCopied(file: number, arrived: Arrived, plan: TreatmentPlan): boolean {
  return plan.apply.size === 0 && arrived.selected === null && isAllRead(arrived.manifest.files[file]!);
}

/** One file, treated, into a sink. What is read must be what was inspected, to the last byte. */
async function writeFile(
  file: number,
  input: DigestedInput,
  sink: Sink,
  arrived: Arrived,
  plan: TreatmentPlan,
  request: Crossing['request'],
  house: House,
): Promise<void> {
  const { limits } = request;
  const { format, encoding, sha256 } = arrived.manifest.files[file]!;
  const selected = arrived.selected?.[file];
  input.again((done) => house.progress('writing', done, input.size));
  if (isCopied(file, arrived, plan)) {
    for await (const block of input.blocks()) await sink.write(block);
  } else {
    // Rows are known by their numbers, so those are told as they were when they were chosen.
    await using source = await (selected === undefined
      ? openSource(input, { file, format, ...(encoding === 'binary' ? {} : { encoding }), limits })
      : openInput(input, file, request));
    if (plan.apply.size === 0 && selected !== undefined) await source.rewrite(() => [], new Set(), sink, selected.keep);
    else if (plan.apply.size === 0) await copySource(source, input, limits, sink);
    else {
      const removed = new Set([...plan.apply].filter(([, t]) => t === 'remove').map(([path]) => path));
      // Loaded where something is treated: it brings all of inspection with it.
      const { batchTreatment } = await import('./treat-batch.ts');
      const edits = batchTreatment(plan.apply, arrived, source.paths, {
        keys: house.treatKeys,
        scope: request.lane ?? request.recipient,
        random: house.random,
      });
      await source.rewrite(edits, removed, sink, selected?.keep);
    }
  }
  if ((await input.digest()) !== (selected?.sha256 ?? sha256))
    throw new DouaneError('INPUT_CHANGED', { place: { file: basename(input.name) } });
}
