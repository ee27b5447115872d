import { DouaneError } from '../../model/errors.ts';
import type { Page } from './page-data.ts';
import type { ChunkContext } from './pages.ts';
import type { Leaf } from './schema.ts';

/**
 * Walks the entries of one column chunk. Pages are loaded only between rows, by {@link loadRow}, so that a row
 * can be put together without waiting.
 */
export class Cursor {
  readonly leaf: Leaf;
  page: Page | null = null;
  #entry = 0;
  #value = 0;
  /** Pages behind the present one; more than one only where a row's list runs over several. */
  #ahead: Page[] = [];
  #ended = false;
  readonly #pages: AsyncGenerator<Page, void, void>;
  readonly #context: ChunkContext;

  constructor(leaf: Leaf, pages: AsyncGenerator<Page, void, void>, context: ChunkContext) {
    this.leaf = leaf;
    this.#pages = pages;
    this.#context = context;
  }

  /** True where the next row is perhaps not in memory as a whole. */
  needsPage(): boolean {
    return this.leaf.maxRep > 0 || this.page === null || this.#entry === this.page.entries;
  }

  async loadRow(): Promise<void> {
    if (this.page === null || this.#entry === this.page.entries) {
      const page = this.#ahead.shift() ?? (await this.#next());
      if (page === null) throw this.#damaged('more rows in the column');
      this.#turn(page);
    }
    if (this.leaf.maxRep === 0) return;
    if (this.#rep() !== 0) throw this.#damaged('a row to begin here');
    if (nextRow(this.page!, this.#entry + 1)) return;
    // The row runs to the end of the page: only the next page tells whether it goes on there.
    let held = 0;
    for (let i = 0; ; i++) {
      const page = this.#ahead[i] ?? (await this.#next());
      if (page === null) return;
      if (this.#ahead[i] === undefined) this.#ahead.push(page);
      if (nextRow(page, 0)) return;
      held += page.values.bytes.length;
      const limit = this.#context.limits.record;
      if (held > limit * 2)
        throw new DouaneError('LIMIT_RECORD', {
          place: { file: this.#context.input.name, name: this.leaf.text },
          expected: `a record of at most ${limit} bytes`,
        });
    }
  }

  /** Repetition level of the next entry of this row, or 0 where the row (or the chunk) ends. */
  nextRep(): number {
    if (this.leaf.maxRep === 0) return 0;
    while (this.page !== null && this.#entry === this.page.entries) {
      const next = this.#ahead.shift();
      if (next === undefined) return 0;
      this.#turn(next);
    }
    return this.#rep();
  }

  /** Entries of the present page that are still to be taken. */
  get left(): number {
    return this.page === null ? 0 : this.page.entries - this.#entry;
  }

  /** Number of the value that the next entry with one has. */
  get nextValue(): number {
    return this.#value;
  }

  /** Number of the next entry in the present page. */
  get nextEntry(): number {
    return this.#entry;
  }

  /** Takes so many entries, with so many values, of the present page. */
  advance(entries: number, values: number): void {
    this.#entry += entries;
    this.#value += values;
  }

  /** Takes the next entry: the number of its value in the page, or -1 where it has none. */
  take(): number {
    const page = this.page!;
    const i = this.#entry++;
    if (i >= page.entries) throw new RangeError('column ends early');
    return page.def === null || page.def[i] === this.leaf.maxDef ? this.#value++ : -1;
  }

  /** Checks that the chunk has nothing more. */
  async end(): Promise<void> {
    if ((this.page !== null && this.#entry < this.page.entries) || this.#ahead.length > 0)
      throw this.#damaged('the column to end with its row group');
    if ((await this.#next()) !== null) throw this.#damaged('the column to end with its row group');
  }

  #rep(): number {
    return this.page?.rep?.[this.#entry] ?? 0;
  }

  #turn(page: Page): void {
    this.page = page;
    this.#entry = 0;
    this.#value = 0;
  }

  async #next(): Promise<Page | null> {
    while (!this.#ended) {
      const { value, done } = await this.#pages.next();
      if (done) this.#ended = true;
      else if (value.entries > 0) return value;
    }
    return null;
  }

  #damaged(expected: string): DouaneError {
    return new DouaneError('INPUT_SYNTAX', {
      place: { file: this.#context.input.name, name: this.leaf.text },
      expected,
      got: 'other levels or counts',
    });
  }
}

function nextRow(page: Page, from: number): boolean {
  if (page.rep === null) return from < page.entries;
  return page.rep.indexOf(0, from) >= 0;
}
