import type { ErrorCode } from '../model/errors.ts';

/**
 * The house's code for a result code of SQLite (https://www.sqlite.org/rescode.html) or an errno name, or undefined
 * where the code alone does not say. Pure.
 */
export function stateErrorOf(code: string): ErrorCode | undefined {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return 'STATE_FULL';
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return 'STATE_CORRUPT';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'STATE_BUSY';
  if (/^SQLITE_(READONLY|PERM|AUTH)/.test(code)) return 'STATE_READ_ONLY';
  if (['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'ENOENT', 'EEXIST', 'EISDIR'].includes(code)) return 'STATE_READ_ONLY';
  return undefined;
}
