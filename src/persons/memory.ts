/**
 * The memory in which identifiers and persons lie, and the kernel that counts in it (`kernel/as/persons.ts`). It grows
 * where it is: an array would have to be copied, and for that moment there would be two. Each part of the index has a
 * range of which only what is used is ever real memory; where that is too small all ranges are widened, and persons,
 * which lie behind them, move up.
 */
import { DouaneError } from '../model/errors.ts';
import { WASM } from './persons-wasm.ts';

const PAGE = 1 << 16;
const MOST_PAGES = 1 << 16;
/** Pages that it grows by at least: three million bytes. */
const STEP = 48;

// The same numbers as in the kernel.
/** First word of a part's three: words for entries in it, how many it takes before it grows, its last place. */
export const PARTS_AT = 4096 >> 2;
export const PART_WORDS = 4;
export const LIMIT = 1;
export const MASK = 2;
const STATE = 8192 >> 2;
export const IN_MEMORY = STATE;
export const SIZE = STATE + 1;
export const PERSONS = STATE + 2;
export const SHARED_COUNT = STATE + 3;
export const CAME_AGAIN = STATE + 4;
export const MERGED = STATE + 5;
export const UNDETERMINED_COUNT = STATE + 6;
const PLACES = STATE + 7;
const PEOPLE_AT = STATE + 9;
export const BEST_SEEN = STATE + 16;
export const DOUBTS = STATE + 32;
export const MOST_IDS = 32_768;
export const MOST_SLOTS = 512;
export const CHUNK_WORDS = 16_384 >> 2;
/** A byte each. */
export const CHUNK_RANKS = (CHUNK_WORDS << 2) + MOST_IDS * 12;
export const CHUNK_SLOT_END = (CHUNK_RANKS + MOST_IDS) >> 2;
export const CHUNK_SLOT_FIELDS = CHUNK_SLOT_END + MOST_SLOTS;
/** A byte each. */
export const CHUNK_SLOT_MINOR = (CHUNK_SLOT_FIELDS + MOST_SLOTS) << 2;
export const UNDETERMINED = (CHUNK_SLOT_MINOR + MOST_SLOTS) >> 2;
export const MERGES = UNDETERMINED + 2 * MOST_SLOTS;
const PERSON_BYTES = 20;
export const PERSON_WORDS = PERSON_BYTES >> 2;
const SCRATCH = 1 << 20;
const ENTRY = 16;
const APART = 4160;
export const PARTS = 256;
/** Places that a part has room for at first, and has. */
const FIRST_ROOM = 1024;
const FIRST_PLACES = 64;
const FULL = 0.75;
const MOST_BYTES = MOST_PAGES * PAGE;

const endOfParts = (places: number): number => SCRATCH + (places * ENTRY) / 2 + PARTS * (places * ENTRY + APART);

interface Kernel {
  readonly count: (slot: number, id: number, slots: number, onlyBest: number) => number;
  readonly grow: (part: number) => void;
}

let compiled: WebAssembly.Module | undefined;

export class PersonsMemory {
  readonly kernel: Kernel;
  /** All of it; another view once it has grown, see {@link refresh}. */
  words: Int32Array;
  /** First word of the first person; others once the index has grown. */
  people = 0;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
  /** Persons that there is room for. */
  #room = 0;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(WASM, 'base64'));
    const env = { memory: this.#memory };
    this.kernel = new WebAssembly.Instance(compiled, { env }).exports as unknown as Kernel;
    const people = Math.ceil(endOfParts(FIRST_ROOM) / PAGE);
    // To grow is quick, to begin large is not (measured: 0.1 against 2 ms and more).
    this.#memory.grow(people - 1);
    this.words = new Int32Array(this.#memory.buffer);
    this.words[PLACES] = FIRST_ROOM;
    this.words[PEOPLE_AT] = people * PAGE;
    for (let part = 0; part < PARTS; part++) {
      const at = PARTS_AT + part * PART_WORDS;
      this.words[at + LIMIT] = FIRST_PLACES * FULL;
      this.words[at + MASK] = FIRST_PLACES - 1;
    }
    this.refresh();
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  /** To be called when the kernel may have made it grow. */
  refresh(): void {
    if (this.words.buffer !== this.#memory.buffer) this.words = new Int32Array(this.#memory.buffer);
    this.people = (this.words[PEOPLE_AT]! >>> 0) / 4;
    this.#room = Math.floor((this.words.length - this.people) / PERSON_WORDS);
  }

  /** First word of a part's entries. */
  baseOf(part: number): number {
    const places = this.words[PLACES]!;
    return (SCRATCH + (places * ENTRY) / 2 + part * (places * ENTRY + APART)) / 4;
  }

  /** @throws DouaneError LIMIT_PERSONS where there may not be so many. */
  reservePersons(count: number): void {
    if (count <= this.#room) return;
    const most = Math.floor((MOST_BYTES / 4 - this.people) / PERSON_WORDS);
    if (count > most) throw new DouaneError('LIMIT_PERSONS', { expected: `at most ${most} persons` });
    const pages = this.words.length / (PAGE >> 2);
    const need = Math.ceil((this.people * 4 + count * PERSON_BYTES) / PAGE) - pages;
    // An eighth more at a time, so that views are seldom made anew.
    const more = Math.max(need, STEP, (pages - (this.people * 4) / PAGE) >>> 3);
    this.#memory.grow(Math.min(MOST_PAGES - pages, more));
    this.refresh();
  }

  /** Makes room for more entries in a full part. */
  growPart(part: number): void {
    this.kernel.grow(part);
    this.refresh();
  }
}
