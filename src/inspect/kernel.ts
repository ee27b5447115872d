/**
 * Inspection's kernel in WebAssembly (`kernel/as/inspect.ts`) and its memory: tables at fixed places, then, anew for each
 * batch, a job: the batch and room for what comes of it.
 *
 * Ownership: there is one memory. What lies there is valid from one {@link layDown} to the next, and views onto it
 * only until something is laid down behind it, for memory that grows moves.
 */
import type { Batch } from '../model/batch.ts';
import { WORTH } from './closers.ts';
import { NUMERALS } from './disguise/fold.ts';
import { HEALTH_HAN, LONGEST_NO_VALUE, NO_VALUE_BEGINS, NO_VALUE_HAN } from './fits.ts';
import { WASM } from './kernel-wasm.ts';
import { REGION_BITS } from './kinds/regions.ts';
import { HAN_MARKS } from './names.ts';

const PAGE = 1 << 16;
/** What the kernel overwrites behind the text. */
const TAIL = 128;

// The same places as in `kernel/as/job.ts`.
const JOB = 4096;
const WORTH_AT = 8192;
const NONE = 16_384;
const HAN = NONE + NO_VALUE_BEGINS.length;
const REGIONS = HAN + HAN_MARKS.length;
const HEALTH = REGIONS + REGION_BITS.length;
const NUMERALS_AT = HEALTH + 0x10000 / 8;
const TEXT = (NUMERALS_AT + 0x10000 / 8 + 63) & ~63;

/** Beside the marks of names: a word that says "no value", or one of health, begins with the character. */
const BEGINS_NO_VALUE = 64;
const BEGINS_HEALTH = 128;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly mark: (text: number, length: number, map: number, words: number) => void;
  readonly survey: () => number;
  readonly closedCells: WebAssembly.Global;
  readonly formSlots: (row: number, stop: number, next: number, count: number, base: number, baseId: number) => number;
  readonly nextClosed: WebAssembly.Global;
  readonly idCount: WebAssembly.Global;
  readonly slotCount: WebAssembly.Global;
  readonly messageLength: WebAssembly.Global;
}

export const kernel = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(WASM, 'base64')))
  .exports as unknown as Exports;

/** Members of a job, in the order of the kernel's; addresses where no number is meant. */
const MEMBERS = [
  ...(['text', 'map', 'words', 'cells', 'start', 'end', 'column', 'type', 'rowEnd', 'columns', 'step'] as const),
  ...(['longestNone', 'minorSince', 'plan', 'closer', 'leastFit', 'values', 'codes', 'closedCount'] as const),
  ...(['percents', 'best', 'bestAt', 'evidence', 'list', 'closedCell', 'closedFrom', 'closedTo'] as const),
  ...([
    'closedInfo',
    'closedBirth',
    'use',
    'limit',
    'tag',
    'rank',
    'mask',
    'keyName',
    'keyNameAt',
    'keyNameLength',
  ] as const),
  ...(['tellsApart', 'idStart', 'idEnd', 'idRank', 'slotEnd', 'slotFields', 'slotMinor', 'messages'] as const),
] as const;
export type Member = (typeof MEMBERS)[number];
const AT = Object.fromEntries(MEMBERS.map((name, i) => [name, (JOB >> 2) + i])) as Record<Member, number>;

let bytes = new Uint8Array(0);
let words = new Int32Array(0);
let end = TEXT;

/** Sets a member of the job to a number. */
export function set(member: Member, value: number): void {
  words[AT[member]] = value;
}

/** Makes room for an array of `size` bytes behind what is laid down, and gives its address to a member of the job. */
export function room(member: Member, size: number): void {
  const at = end;
  end = (at + size + 7) & ~7;
  reserve(end);
  words[AT[member]] = at;
}

/** View of the memory that a member has, as 32-bit words. Valid until something is laid down. */
export function wordsOf(member: Member, count: number): Int32Array {
  return new Int32Array(kernel.memory.buffer, words[AT[member]]!, count);
}

export function bytesOf(member: Member, count: number): Uint8Array {
  return bytes.subarray(words[AT[member]]!, words[AT[member]]! + count);
}

/** Begins a job with a batch: its text and its cells. */
export function layDown(batch: Batch, columns: number, step: number): void {
  const { cells, rows } = batch;
  const length = batch.bytes.length;
  const mapSize = ((length + 63) >>> 6) << 3;
  end = TEXT;
  reserve(TEXT + length + TAIL);
  words.fill(0, JOB >> 2, (JOB >> 2) + MEMBERS.length);
  room('text', length + TAIL);
  room('map', mapSize);
  room('words', mapSize);
  for (const member of ['start', 'end', 'column', 'list'] as const) room(member, cells * 4);
  room('type', cells);
  room('rowEnd', rows * 4);
  bytes.set(batch.bytes, words[AT.text]!);
  wordsOf('start', cells).set(batch.start.subarray(0, cells));
  wordsOf('end', cells).set(batch.end.subarray(0, cells));
  wordsOf('column', cells).set(batch.path.subarray(0, cells));
  wordsOf('rowEnd', rows).set(batch.rowEnd.subarray(0, rows));
  bytesOf('type', cells).set(batch.type.subarray(0, cells));
  set('cells', cells);
  set('columns', columns);
  set('step', step);
  set('longestNone', LONGEST_NO_VALUE);
  kernel.mark(words[AT.text]!, length, words[AT.map]!, words[AT.words]!);
}

function reserve(size: number): void {
  const need = size - kernel.memory.buffer.byteLength;
  if (need > 0) kernel.memory.grow(Math.ceil(need / PAGE));
  if (bytes.buffer === kernel.memory.buffer) return;
  const first = bytes.length === 0;
  bytes = new Uint8Array(kernel.memory.buffer);
  words = new Int32Array(kernel.memory.buffer);
  if (!first) return;
  words.set(WORTH, WORTH_AT >> 2);
  bytes.set(NO_VALUE_BEGINS, NONE);
  bytes.set(HAN_MARKS, HAN);
  for (const point of NO_VALUE_HAN) bytes[HAN + point]! |= BEGINS_NO_VALUE;
  for (const point of NUMERALS.keys()) bytes[NUMERALS_AT + (point >>> 3)]! |= 1 << (point & 7);
  for (const [first, second] of HEALTH_HAN) {
    const pair = (first * 31 + second) & 0xffff;
    bytes[HAN + first]! |= BEGINS_HEALTH;
    bytes[HEALTH + (pair >>> 3)]! |= 1 << (pair & 7);
  }
  bytes.set(REGION_BITS, REGIONS);
}
