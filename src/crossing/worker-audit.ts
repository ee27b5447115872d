import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { VerifierKey } from '../ledger/note.ts';
import { AUDIT_UNIT, type Audit, auditWhole } from '../ledger/store-audit.ts';
import { headCount, headOver, sizeOf } from '../ledger/store-tree.ts';
import { DouaneError, type ErrorCode, type Place } from '../model/errors.ts';
import { auditSetsWhole } from '../persons/store-audit-sets.ts';
import { type AuditJob, auditJob, type JobDone } from './audit.ts';

/** An error of the house, as it comes over from a thread. */
export type AuditAnswer =
  | { readonly done: JobDone }
  | { readonly code: ErrorCode; readonly expected?: string; readonly place: Place };

export interface StateAudit extends Audit {
  /** Transfers that left, held against the register of persons. */
  readonly left: number;
  /** Persons in them, each as often as it left. */
  readonly persons: number;
}

/** All signatures are verified up to so many, or of more a sample of half of it. */
const MANY_HEADS = 20_000;
/** A smaller ledger is done before a thread has started. */
const LEAVES_A_THREAD = 16 * AUDIT_UNIT;

/** Runs work that only reads, on one snapshot. */
type Read = <T>(work: (db: Database) => T) => T;

/**
 * Audits a state on every core. Nobody may write meanwhile: hold its work lock.
 *
 * @param file the database that `read` reads, for the threads to open too.
 * @throws DouaneError STATE_CORRUPT with something that is not as it was recorded.
 */
export async function auditState(
  read: Read,
  file: string,
  key: Pick<VerifierKey, 'name' | 'publicKey'>,
  options: { readonly everySignature: boolean; readonly random: () => number; readonly leavesAThread?: number },
): Promise<StateAudit> {
  const size = read(sizeOf);
  const signatures =
    options.everySignature || read(headCount) <= MANY_HEADS ? null : read((db) => sampled(db, size, options.random));
  const threads = Math.max(
    1,
    Math.min(availableParallelism(), Math.floor(size / (options.leavesAThread ?? LEAVES_A_THREAD))),
  );
  const share = Math.ceil(size / threads / AUDIT_UNIT) * AUDIT_UNIT;
  const jobs: AuditJob[] = Array.from({ length: threads }, (_, i) => ({
    key: { name: key.name, publicKey: key.publicKey },
    from: Math.min(size, i * share),
    to: Math.min(size, (i + 1) * share),
    signatures,
  }));
  const done = threads === 1 ? [read((db) => auditJob(db, jobs[0]!))] : await inThreads(file, jobs);
  const sum = (what: 'left' | 'persons') => done.reduce((total, part) => total + part[what], 0);
  return read((db) => {
    auditSetsWhole(db, sum('left'));
    return { ...auditWhole(db, key, done), left: sum('left'), persons: sum('persons') };
  });
}

/** The newest head and, at random, so many others that what is wrong in many is found. */
function sampled(db: Database, size: number, random: () => number): Float64Array {
  const leaf = (i: number) => (i === 0 ? size - 1 : Math.floor(random() * size));
  return Float64Array.from({ length: MANY_HEADS / 2 }, (_, i) => headOver(db, leaf(i)));
}

/** One thread a job. What one of them finds ends all. */
async function inThreads(file: string, jobs: readonly AuditJob[]): Promise<JobDone[]> {
  const entry = new URL(
    `./worker-audit-entry${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
    import.meta.url,
  );
  const workers = jobs.map((job) => new Worker(entry, { workerData: { file, job } }));
  try {
    return await Promise.all(workers.map(answerOf));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker): Promise<JobDone> {
  return new Promise((done, fail) => {
    worker.once('message', (answer: AuditAnswer) => {
      if ('done' in answer) return done(answer.done);
      const { code, ...detail } = answer;
      return fail(new DouaneError(code, detail));
    });
    worker.once('error', fail);
    worker.once('exit', () => fail(new DouaneError('INTERNAL', { got: 'a thread that ended' })));
  });
}
