/** Where a thread that audits begins: one range, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { type AuditJob, auditJob } from './audit.ts';
import type { AuditAnswer } from './worker-audit.ts';

const { file, job } = workerData as { readonly file: string; readonly job: AuditJob };
const db = new Sqlite(file, { readonly: true, timeout: 10_000 });
let answer: AuditAnswer;
try {
  answer = { done: auditJob(db, job) };
} catch (error) {
  const { code, expected, place } = error instanceof DouaneError ? error : new DouaneError('INTERNAL');
  answer = { code, ...(expected === undefined ? {} : { expected }), place };
} finally {
  db.close();
}
parentPort!.postMessage(answer);
