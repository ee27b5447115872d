import { DouaneError } from '../../model/errors.ts';
import { PathTable } from '../batch-builder.ts';
import { BACKSLASH, QUOTE } from './tables.ts';

/** Keys of one parent that get a path of their own; an object with more is a map and its keys are data. */
const MAX_KEYS = 1_000;
/** The same once half of all paths are used up. */
const MAX_KEYS_SCARCE = 64;
/** A longer key is data. */
const MAX_KEY_BYTES = 256;
/** So many digits in a key make it data: a number, a date, a UUID, an identifier. */
const DATA_DIGITS = 6;

/**
 * Paths of a JSON file as a trie: `(parent, key bytes) → node` without a string being made. It grows while the
 * file is read and never changes what it said before, so a second reading numbers everything as the first did.
 *
 * Text of a node: JSON pointer (RFC 6901) with `*` for positions in arrays. Where an object is used as a map (a
 * key that looks like data, or more than a thousand keys) its members share the path `…/*` too, and their names
 * are cells of the path `…/*#` (the `#` of Relative JSON Pointers), because then they are data that must be
 * inspected as any other.
 */
export class PathTrie {
  readonly paths: PathTable;
  /** Nodes, from 0 (the document). All arrays below are by node. */
  nodes = 1;
  /** Number of the path in `paths`, or -1 where no scalar was met yet. */
  path = new Int32Array(64).fill(-1);
  /** Node for positions in an array and members of a map, or -1. */
  star = new Int32Array(64).fill(-1);
  /** Prediction: key that came first in this object last time, or -1. */
  first = new Int32Array(64).fill(-1);
  /** Prediction: key that followed this one last time, or -1. */
  next = new Int32Array(64).fill(-1);
  /** Where the key's bytes and a closing quote lie in `keys`, for comparing with raw input; 0 where it cannot be. */
  compare = new Int32Array(64);
  /** Object in which the key was last seen, by generation. */
  mark = new Float64Array(64);
  keys = new Uint8Array(1024);
  /** Numbers objects, so that marks of an object that is gone mean nothing. */
  generation = 0;
  /** Counts nodes, and paths that nodes got, so that whoever keeps a copy knows when it is old. */
  changes = 0;

  #keyStart = new Int32Array(64);
  #keyEnd = new Int32Array(64);
  #parent = new Int32Array(64).fill(-1);
  #children = new Int32Array(64);
  #namePath = new Int32Array(64).fill(-1);
  #collapsed = new Uint8Array(64);
  #isStar = new Uint8Array(64);
  #keysLength = 1; // so that no key begins at 0
  #buckets = new Int32Array(256).fill(-1);
  readonly #limit: number;
  readonly #file: string;

  constructor(limit: number, file: string) {
    this.#limit = limit;
    this.#file = file;
    this.paths = new PathTable(limit, file);
  }

  /** Number of the node's path in {@link paths}. */
  pathOf(node: number): number {
    const known = this.path[node]!;
    if (known >= 0) return known;
    const path = this.paths.index(this.text(node));
    this.path[node] = path;
    this.changes += 1;
    return path;
  }

  /** Number of the path of member names of a map. */
  namePathOf(node: number): number {
    const known = this.#namePath[node]!;
    if (known >= 0) return known;
    const path = this.paths.index(`${this.text(node)}/*#`);
    this.#namePath[node] = path;
    this.changes += 1;
    return path;
  }

  /** The same, or -1 where no name was met yet. */
  knownNamePathOf(node: number): number {
    return this.#namePath[node]!;
  }

  starOf(node: number): number {
    const known = this.star[node]!;
    if (known >= 0) return known;
    const star = this.#add(node);
    this.#isStar[star] = 1;
    this.star[node] = star;
    return star;
  }

  /** True once a member of the object here was given the shared path of a map. */
  isMap(node: number): boolean {
    return this.#collapsed[node] === 1;
  }

  parent(node: number): number {
    return this.#parent[node]!;
  }

  /** The (unescaped) key of a node, or undefined where it stands for positions in an array or members of a map. */
  key(node: number): Uint8Array | undefined {
    return this.#isStar[node] === 1 ? undefined : this.keys.subarray(this.#keyStart[node], this.#keyEnd[node]);
  }

  /** Node of the member with the (unescaped) key `bytes[start, end)`, or -1 where the key is data. */
  child(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const hash = hashKey(parent, bytes, start, end);
    const mask = this.#buckets.length - 1;
    let slot = hash & mask;
    for (let node = this.#buckets[slot]!; node >= 0; node = this.#buckets[slot]!) {
      if (this.#parent[node] === parent && this.#sameKey(node, bytes, start, end)) return node;
      slot = (slot + 1) & mask;
    }
    const full =
      this.#children[parent]! >= MAX_KEYS ||
      (this.#children[parent]! >= MAX_KEYS_SCARCE && this.nodes * 2 >= this.#limit);
    if (full || looksLikeData(bytes, start, end)) {
      this.#collapsed[parent] = 1;
      return -1;
    }
    return this.#insert(parent, bytes, start, end);
  }

  text(node: number): string {
    let text = '';
    for (let n = node; n > 0; n = this.#parent[n]!) text = `/${this.label(n)}${text}`;
    return text;
  }

  /** Last part of the node's path, escaped as RFC 6901 says. */
  label(node: number): string {
    if (this.#isStar[node] === 1) return '*';
    const key = decoder.decode(this.keys.subarray(this.#keyStart[node], this.#keyEnd[node]));
    return key.replaceAll('~', '~0').replaceAll('/', '~1');
  }

  #sameKey(node: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#keyStart[node]!;
    if (this.#keyEnd[node]! - from !== end - start) return false;
    const keys = this.keys;
    for (let i = 0; i < end - start; i++) if (keys[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #insert(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const node = this.#add(parent);
    const length = end - start;
    if (this.#keysLength + length + 1 > this.keys.length) {
      const grown = new Uint8Array(Math.max(this.keys.length * 2, this.#keysLength + length + 1));
      grown.set(this.keys);
      this.keys = grown;
    }
    const at = this.#keysLength;
    let plain = true;
    for (let i = 0; i < length; i++) {
      const b = bytes[start + i]!;
      this.keys[at + i] = b;
      if (b === QUOTE || b === BACKSLASH || b < 0x20) plain = false;
    }
    this.keys[at + length] = QUOTE;
    this.#keysLength += length + 1;
    this.#keyStart[node] = at;
    this.#keyEnd[node] = at + length;
    // A key that can only be written with escapes must never be compared with raw bytes.
    this.compare[node] = plain ? at : 0;
    this.#children[parent]!++;
    if (this.nodes * 2 > this.#buckets.length) this.#rehash();
    else this.#place(node);
    return node;
  }

  #place(node: number): void {
    const mask = this.#buckets.length - 1;
    let slot = hashKey(this.#parent[node]!, this.keys, this.#keyStart[node]!, this.#keyEnd[node]!) & mask;
    while (this.#buckets[slot]! >= 0) slot = (slot + 1) & mask;
    this.#buckets[slot] = node;
  }

  #rehash(): void {
    this.#buckets = new Int32Array(this.#buckets.length * 2).fill(-1);
    for (let node = 1; node < this.nodes; node++) if (this.#isStar[node] === 0) this.#place(node);
  }

  #add(parent: number): number {
    // Objects and arrays take nodes without taking paths, so the bound is a little wider than that of paths.
    if (this.nodes > this.#limit * 2)
      throw new DouaneError('LIMIT_COLUMNS', { place: { file: this.#file }, expected: `at most ${this.#limit} paths` });
    const node = this.nodes++;
    this.changes += 1;
    if (node === this.path.length) this.#grow();
    this.#parent[node] = parent;
    return node;
  }

  #grow(): void {
    this.path = grow(this.path, -1);
    this.star = grow(this.star, -1);
    this.first = grow(this.first, -1);
    this.next = grow(this.next, -1);
    this.compare = grow(this.compare, 0);
    this.#keyStart = grow(this.#keyStart, 0);
    this.#keyEnd = grow(this.#keyEnd, 0);
    this.#parent = grow(this.#parent, -1);
    this.#children = grow(this.#children, 0);
    this.#namePath = grow(this.#namePath, -1);
    const mark = new Float64Array(this.mark.length * 2);
    mark.set(this.mark);
    this.mark = mark;
    this.#collapsed = growBytes(this.#collapsed);
    this.#isStar = growBytes(this.#isStar);
  }
}

const decoder = new TextDecoder();

/**
 * True for a key that is rather a value: an e-mail address, or one with many digits. The kernel has the same
 * (`kernel/as/json-keys.ts`).
 */
function looksLikeData(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_KEY_BYTES) return true;
  let digits = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (b >= 0x30 && b <= 0x39) digits++;
    else if (b === 0x40 && i > start) return true; // "@" first is a name of JSON-LD or of an XML attribute
  }
  return digits >= DATA_DIGITS;
}

/** FNV-1a over the key, seeded with the parent. */
function hashKey(parent: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(parent, 0x9e3779b1)) | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function grow(array: Int32Array<ArrayBuffer>, rest: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2).fill(rest);
  grown.set(array);
  return grown;
}

function growBytes(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(array.length * 2);
  grown.set(array);
  return grown;
}
