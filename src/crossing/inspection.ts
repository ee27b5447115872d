/** The stage that inspects, as the crossing drives it: in this thread or in one of its own. */
import type { ColumnSummary } from '../inspect/column.ts';
import { type Inspected, Inspector } from '../inspect/inspector.ts';
import { ValueFinder } from '../inspect/value-finder.ts';
import type { Batch, Paths } from '../model/batch.ts';
import { DouaneError, type Place } from '../model/errors.ts';
import { KINDS } from '../model/kinds.ts';
import type { Sightings } from '../model/sightings.ts';
import { maskExample } from '../treat/mask.ts';

/** Plain data: it goes to other threads. */
export interface InspectOptions {
  readonly asOf: string;
  readonly subject: readonly string[];
  /** Whether sightings say which slots are of which row. */
  readonly rows?: boolean;
}

/** What is known when all was inspected; plain data too. */
export interface InspectResult {
  readonly inspected: Inspected;
  readonly columns: ReadonlyMap<string, ColumnSummary>;
}

export interface Inspection extends Disposable {
  /** So many batches may be under way before one has to be awaited. */
  readonly ahead: number;
  /**
   * Names cross as they are and stand in receipts, so they may hold no identifier.
   *
   * @throws DouaneError INPUT_NAME, which does not say the name.
   */
  refuseName(name: string, place: Place): Promise<void>;
  /** A new file begins. */
  open(paths: Paths): void;
  /** Takes what it needs of the batch before it returns. What comes is valid until the next but `ahead` call. */
  inspect(batch: Batch): Promise<Sightings>;
  finish(): Promise<InspectResult>;
}

/** Surer than this, a name holds an identifier and not a code that looks like one. */
const NAME_FROM = 0.8;
const BETWEEN_PARTS = /[._/\\]+/;

/** Inspects in this thread, when it is asked. */
export class InspectionHere implements Inspection {
  readonly ahead = 0;
  readonly #inspector: Inspector;
  readonly #names = new ValueFinder(new Map());

  constructor(options: InspectOptions) {
    this.#inspector = new Inspector({ ...options, mask: maskExample });
  }

  async refuseName(name: string, place: Place): Promise<void> {
    // Each of its parts too: what `_` and `.` glue together in a cell is a code, in a name it may be anything.
    for (const text of new Set([name, ...name.split(BETWEEN_PARTS)])) {
      const bytes = Buffer.from(text);
      for (const { kind, confidence } of this.#names.find(bytes, 0, bytes.length, '')) {
        if (confidence < NAME_FROM || !KINDS[kind].personal) continue;
        const expected = 'a name without personal data';
        throw new DouaneError('INPUT_NAME', { place, expected, got: `one with ${kind}` });
      }
    }
  }

  open(paths: Paths): void {
    this.#inspector.open(paths);
  }

  async inspect(batch: Batch): Promise<Sightings> {
    return this.#inspector.inspect(batch);
  }

  async finish(): Promise<InspectResult> {
    const inspected = this.#inspector.finish();
    return { inspected, columns: this.#inspector.columns };
  }

  [Symbol.dispose](): void {}
}
