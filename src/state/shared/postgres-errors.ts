import { DouaneError, type ErrorCode } from '../../model/errors.ts';

/** What is to be done about an error of PostgreSQL or of the way to it. */
export type Remedy =
  /** Nobody's doing but chance's: the same again may succeed. */
  | 'again'
  /** The connection is gone or none could be had. */
  | 'reconnect'
  | ErrorCode;

/** The remedy for a SQLSTATE (PostgreSQL, appendix A). Pure. */
export function remedyOfState(code: string): Remedy {
  // Serialization failure, deadlock.
  if (code.startsWith('40')) return 'again';
  // Lock or statement that took too long.
  if (['55P03', '57014'].includes(code)) return 'STATE_BUSY';
  // Connection exceptions, shutdown, recovery, too many connections, idle too long in a transaction.
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300' || code === '25P03') return 'reconnect';
  if (['53100', '53400'].includes(code)) return 'STATE_FULL';
  if (['25006', '42501'].includes(code)) return 'STATE_READ_ONLY';
  // Damage, a disk that fails, a row where none may be, a table, column or schema that is not there.
  if (['XX', '23', '58'].includes(code.slice(0, 2)) || ['42P01', '42703', '3F000'].includes(code))
    return 'STATE_CORRUPT';
  // Wrong password, no such database or role.
  if (code.startsWith('28') || code === '3D000') return 'STATE_AWAY';
  return 'INTERNAL';
}

/**
 * The remedy where not the server spoke but the way to it, by errno name or what else Node calls it; node-postgres
 * gives no code where a connection ended or was too slow. Pure.
 */
export function remedyOfConnection(code: string | undefined): 'reconnect' | 'STATE_AWAY' | 'CALL_BAD_VALUE' {
  if (code === undefined) return 'reconnect';
  // What was named is no address at all.
  if (code === 'ERR_INVALID_URL') return 'CALL_BAD_VALUE';
  // A certificate or an address that is wrong stays so.
  return /^E[A-Z_]+$/.test(code) && !code.startsWith('ERR_') ? 'reconnect' : 'STATE_AWAY';
}

/** What a server says of itself. */
export interface Server {
  readonly fsync: string;
  /** As a number: 150004 is 15.4. */
  readonly server: number;
  readonly standby: boolean;
  readonly encoding: string;
}

/** Why we do not work with a server, undefined where we do. Pure. */
export function refusalOf({ fsync, server, standby, encoding }: Server): DouaneError | undefined {
  if (server < 150_000)
    return new DouaneError('STATE_AWAY', { expected: 'PostgreSQL 15 or later', got: String(server) });
  if (standby) return new DouaneError('STATE_READ_ONLY', { expected: 'the primary', got: 'a standby' });
  if (fsync !== 'on')
    return new DouaneError('STATE_AWAY', { expected: 'a database that keeps what it commits', got: 'fsync = off' });
  if (encoding !== 'UTF8')
    return new DouaneError('STATE_AWAY', { expected: 'a database with encoding UTF8', got: encoding });
  return undefined;
}
