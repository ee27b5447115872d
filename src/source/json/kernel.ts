import type { SourceLimits } from '../source.ts';
import type { Cells } from './cells.ts';
import { WASM } from './kernel-wasm.ts';
import type { PathTrie } from './path-trie.ts';

const PAGE = 1 << 16;
/** What the kernel reads behind the text at most. */
const TAIL = 64;
/** So often in a row nothing is read before no more than 2 to this power of calls are left out each time. */
const MOST_FRUITLESS = 6;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly plant: (node: number, parent: number, key: number, length: number) => void;
  readonly tell: (node: number, path: number, star: number, namePath: number) => void;
  readonly resume: (cells: number, rows: number, copied: number, escapes: number) => void;
  readonly readLines: (from: number, end: number, depth: number, record: number) => number;
  readonly readElements: (
    ...args: [from: number, end: number, root: number, depth: number, record: number, most: number, scalars: number]
  ) => number;
}

type Named =
  | 'COPIES'
  | 'COPY_ROOM'
  | 'END'
  | 'ESCAPES'
  | 'ESCAPE_ROOM'
  | 'KEYS'
  | 'KEY_ROOM'
  | 'NODE_ROOM'
  | 'PATH'
  | 'RAW_END'
  | 'RAW_START'
  | 'ROOM'
  | 'ROW_END'
  | 'START'
  | 'TEXT'
  | 'TYPE'
  | 'cells'
  | 'copied'
  | 'escapes'
  | 'gaveUp'
  | 'rows';

type Kernel = Exports & Readonly<Record<Named, WebAssembly.Global>>;

let compiled: WebAssembly.Module | undefined; // compiled once, when JSON is first read

/**
 * Reads records into {@link Cells} many times as fast as the scanner, as long as they hold only keys that it met
 * before; what it gives up is to be read by the scanner, and what that then learnt it takes over from the trie. The
 * block and the cells lie in its memory. See `kernel/as/json.ts`.
 */
export class JsonKernel {
  /** Where a block must lie to be read here. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly #exports: Kernel;
  readonly #trie: PathTrie;
  readonly #limits: SourceLimits;
  readonly #cells: Cells;
  readonly #keys: Uint8Array;
  readonly #nodeRoom: number;
  /** Nodes, bytes of keys and changes of the trie that the kernel was told. */
  #nodes = 0;
  #keysLength = 0;
  #changes = -1;
  /** Where a record was given up, so that it is not tried again. */
  #gaveUp = -1;
  /** Calls in a row that read nothing lead to ever more calls that are not made, so that odd files lose little. */
  #fruitless = 0;
  #wait = 0;

  /** For blocks of up to `longest` bytes with as many bytes of copies behind them. */
  constructor(trie: PathTrie, limits: SourceLimits, cells: Cells, longest: number) {
    compiled ??= new WebAssembly.Module(Buffer.from(WASM, 'base64'));
    const kernel = new WebAssembly.Instance(compiled).exports as Kernel;
    this.#exports = kernel;
    this.#trie = trie;
    this.#limits = limits;
    this.#cells = cells;
    const text = kernel.TEXT.value;
    const length = 2 * longest + TAIL;
    kernel.memory.grow(Math.ceil((text + length + TAIL - kernel.memory.buffer.byteLength) / PAGE));
    const { buffer } = kernel.memory;
    const room = kernel.ROOM.value;
    const words = (at: WebAssembly.Global, count = room) => new Int32Array(buffer, at.value, count);
    const bytes = (at: WebAssembly.Global, count: number) => new Uint8Array(buffer, at.value, count);
    this.text = new Uint8Array(buffer, text, length);
    this.#keys = bytes(kernel.KEYS, kernel.KEY_ROOM.value);
    this.#nodeRoom = kernel.NODE_ROOM.value;
    cells.settle({
      ...{ start: words(kernel.START), end: words(kernel.END), path: words(kernel.PATH) },
      ...{ rawStart: words(kernel.RAW_START), rawEnd: words(kernel.RAW_END), rowEnd: words(kernel.ROW_END) },
      ...{ type: bytes(kernel.TYPE, room), escaped: words(kernel.ESCAPES, kernel.ESCAPE_ROOM.value) },
      copies: bytes(kernel.COPIES, kernel.COPY_ROOM.value),
    });
  }

  /** Reads lines of `block[from, end)`; returns the start of the first that it did not read. */
  lines(block: Uint8Array, from: number, end: number): number {
    if (!this.#begin(block)) return from;
    const { depth, record } = this.#limits;
    return this.#end(from, this.#exports.readLines(from, end, depth, record));
  }

  /**
   * Reads elements of an array, the first at `from`, and the commas between them; at most `most`. Objects and arrays of
   * scalars are taken, and with `scalars` these too. `root` is their node, `depth` how deep they stand. Returns the
   * position behind the last one; `from` where there is none.
   */
  elements(
    block: Uint8Array,
    from: number,
    end: number,
    { root, depth, most, scalars }: { root: number; depth: number; most: number; scalars: boolean },
  ): number {
    if (from === this.#gaveUp || root >= this.#nodeRoom || !this.#begin(block)) return from;
    const { depth: deepest, record } = this.#limits;
    return this.#end(from, this.#exports.readElements(from, end, root, deepest - depth, record, most, scalars ? 1 : 0));
  }

  /** The block was moved: what was given up may now be whole. */
  shift(): void {
    this.#gaveUp = -1;
  }

  #begin(block: Uint8Array): boolean {
    const cells = this.#cells;
    if (this.#wait > 0) {
      this.#wait -= 1;
      return false;
    }
    if (block !== this.text || !cells.atHome) return false;
    if (this.#changes !== this.#trie.changes) this.#learn();
    this.#exports.resume(cells.count, cells.rows, cells.copies.length, cells.escapedCount);
    return true;
  }

  #end(from: number, at: number): number {
    const cells = this.#cells;
    const kernel = this.#exports;
    cells.count = kernel.cells.value;
    cells.rows = kernel.rows.value;
    cells.copies.length = kernel.copied.value;
    cells.escapedCount = kernel.escapes.value;
    this.#gaveUp = kernel.gaveUp.value;
    this.#fruitless = at > from ? 0 : Math.min(MOST_FRUITLESS, this.#fruitless + 1);
    this.#wait = (1 << this.#fruitless) - 1;
    return at;
  }

  /** Takes over from the trie what is new, as far as there is room. */
  #learn(): void {
    const trie = this.#trie;
    const kernel = this.#exports;
    for (; this.#nodes < Math.min(trie.nodes, this.#nodeRoom); this.#nodes++) {
      const key = this.#nodes === 0 ? undefined : trie.key(this.#nodes);
      const fits = key === undefined || this.#keysLength + key.length <= this.#keys.length;
      if (key === undefined || !fits) kernel.plant(this.#nodes, trie.parent(this.#nodes), -1, 0);
      else {
        this.#keys.set(key, this.#keysLength);
        kernel.plant(this.#nodes, trie.parent(this.#nodes), this.#keysLength, key.length);
        this.#keysLength += key.length;
      }
    }
    for (let node = 0; node < this.#nodes; node++) {
      const star = trie.star[node]!;
      kernel.tell(node, trie.path[node]!, star < this.#nodes ? star : -1, trie.knownNamePathOf(node));
    }
    this.#changes = trie.changes;
  }
}
