import type { Batch } from '../model/batch.ts';
import { type Finding, KIND_IDS } from '../model/kinds.ts';
import { BatchScanner } from './batch-scanner.ts';
import { CellFindings, evidenceIn, kindOf, percentIn, WHOLE } from './cell-findings.ts';
import { Column, type ColumnSummary, worthIn } from './column.ts';
import { ColumnTable } from './column-table.ts';
import { evidenceList } from './kinds/result.ts';

/** Inspects values one at a time, each as one of a column that is known already. */
export class OneValue {
  readonly #scanner = new BatchScanner();
  readonly #findings = new CellFindings();
  readonly #table = new ColumnTable();
  readonly #column: ColumnSummary;
  readonly #start = new Int32Array(1);
  readonly #end = new Int32Array(1);
  readonly #batch: Omit<Batch, 'bytes'>;

  /** Without `known` the path's header has to do. */
  constructor(path: string, known: ColumnSummary | undefined) {
    const column = new Column(path, this.#table);
    if (known !== undefined && known.roleName !== null) column.take(known.roleName, known.leastFit);
    this.#column = known ?? column.summary();
    this.#batch = {
      ...{ file: 0, index: 0, firstRow: 0, rows: 1, rowEnd: Int32Array.of(1), cells: 1 },
      ...{ start: this.#start, end: this.#end, rawStart: this.#start, rawEnd: this.#end },
      ...{ path: new Int32Array(1), type: new Uint8Array(1) },
    };
  }

  /** All findings in `bytes[start, end)`, in order, with the confidence that they have in the column. */
  find(bytes: Uint8Array, start: number, end: number): Finding[] {
    this.#end[0] = end - start;
    const out = this.#findings;
    this.#scanner.scan({ ...this.#batch, bytes: bytes.subarray(start, end) }, this.#table, out);
    this.#table.betters.length = 0;
    const findings: Finding[] = [];
    for (let f = 0; f < out.count; f++) {
      const info = out.info[f]!;
      const kind = kindOf(info);
      findings.push({
        kind: KIND_IDS[kind]!,
        start: start + out.from[f]!,
        end: start + out.to[f]!,
        confidence: worthIn(this.#column, kind, percentIn(info), (info & WHOLE) !== 0) / 100,
        evidence: evidenceList(evidenceIn(info)),
      });
    }
    return findings.sort((a, b) => a.start - b.start || b.end - a.end);
  }
}
