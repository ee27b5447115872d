/** Inspects one value: what the scanner finds in it, what it is by its column, and what stands in it as prose. */
import type { CellFindings } from './cell-findings.ts';
import { type Column, NO_ROLE } from './column.ts';
import { fitEvidence, fitKind, fitPercent, fitRole, isNoValue } from './fits.ts';
import { Scanner } from './scanner.ts';

/** What a value said about its column. */
export const EMPTY = 0;
export const SEEN = 1;
export const OF_ROLE = 2;

export class CellInspector {
  readonly #scanner = new Scanner();

  /** Adds the findings in `bytes[start, end)`, already without white space around it, under the number `cell`. */
  inspect(out: CellFindings, cell: number, column: Column, bytes: Uint8Array, start: number, end: number): number {
    const scanner = this.#scanner;
    let n = scanner.scan(bytes, start, end);
    let ofRole = false;
    let filled = false;
    for (;;) {
      for (let i = 0; i < n; i++) {
        const kind = scanner.kind[i]!;
        const whole = scanner.from[i] === start && scanner.to[i] === end ? 1 : 0;
        out.push(cell, kind, scanner.from[i]!, scanner.to[i]!, scanner.confidence[i]!, scanner.evidence[i]!, whole);
        if (column.ofRole[kind] === 1) ofRole = true;
        if (whole === 1) filled = true;
      }
      if (!scanner.overflow) break;
      n = scanner.scan(bytes, scanner.to[n - 1]!, end);
    }
    const role = column.role;
    if (role === NO_ROLE || ofRole) {
      if (n === 0 && isNoValue(bytes, start, end)) return EMPTY;
      return ofRole ? OF_ROLE : SEEN;
    }
    if (isNoValue(bytes, start, end)) return EMPTY;
    if (filled && !column.alongside) return SEEN;
    const fit = fitRole(role, bytes, start, end);
    if (fit === 0 || fitPercent(fit) < column.leastFit) return SEEN;
    out.push(cell, fitKind(fit), start, end, fitPercent(fit), fitEvidence(fit), 1);
    return OF_ROLE;
  }
}
