import type { ErrorCode } from '../../model/errors.ts';

/** What is to be done about an error of PostgreSQL or of the way to it. */
export type Remedy =
  /** Nobody else's doing but chance's: the same again may succeed. */
  | 'again'
  /** The connection is gone or none could be had. */
  | 'reconnect'
  | ErrorCode;

/**
 * The remedy for a SQLSTATE (PostgreSQL, appendix A) or an errno name; undefined for what is a fault of ours. Pure.
 */
export function remedyOf(code: string | undefined): Remedy | undefined {
  if (code === undefined) return 'reconnect';
  // Serialization failure, deadlock, lock or statement that took too long, a transaction that idled.
  if (['40001', '40P01'].includes(code)) return 'again';
  if (['55P03', '57014'].includes(code)) return 'STATE_BUSY';
  // Connection exceptions, shutdown, recovery, too many connections, idle too long in a transaction.
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300' || code === '25P03') return 'reconnect';
  if (['53100', '53400'].includes(code)) return 'STATE_FULL';
  if (['25006', '42501'].includes(code)) return 'STATE_READ_ONLY';
  if (code.startsWith('XX') || code === '23001' || code === '23505') return 'STATE_CORRUPT';
  // Wrong password, no such database or role.
  if (code.startsWith('28') || code === '3D000') return 'STATE_AWAY';
  return /^E[A-Z]+$/.test(code) ? 'reconnect' : undefined;
}
