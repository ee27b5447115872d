/** The trie of paths as the kernel sees it: `(parent, key bytes) → node`, and which member came next last time. */
import { KEYS, NAME_PATHS, NODE_ROOM, NODES, TABLE } from './json-memory';

/**
 * A node, 64 bytes: one line of the cache. `first`, `next` and `member` are guesses from what was read before, and are
 * compared with the text before they are believed (speculation as in Li et al., Mison, VLDB 2017, §4).
 */
@unmanaged
export class Node {
  /** Number of its path, or -1 where no scalar was met yet. */
  path: i32;
  /** Node of the positions of an array, or null. */
  star: Node | null;
  /** Member that came first in this object last time. */
  first: Node | null;
  /** Member that followed this one last time. */
  next: Node | null;
  /** Number of the object that it was last met in. */
  mark: i32;
  parent: Node | null;
  /** Where its key lies among the keys, and in the lowest 9 bits how long it is. */
  key: u32;
  /** A bit for each byte of `member` that holds something, from the lowest on; 0 where the member was too long. */
  wanted: u32;
  /**
   * What stood between the comma (or the brace) and the value last time, key, colon and white space, in 32 bytes from
   * here. None of it is a quote inside the key or a backslash, so text that is the same is the same member.
   */
  member: v128;
  member2: v128;
}

// @ts-expect-error: decorator
@inline
export function nodeAt(index: i32): Node {
  return changetype<Node>(NODES + (<usize>index << 6));
}

/** Where the first member of an object of this node is noted. */
// @ts-expect-error: decorator
@inline
export function firstOf(node: Node): usize {
  return changetype<usize>(node) + offsetof<Node>('first');
}

/** Where the member that comes after this one is noted. */
// @ts-expect-error: decorator
@inline
export function nextOf(node: Node): usize {
  return changetype<usize>(node) + offsetof<Node>('next');
}

/** FNV-1a over the key, seeded with the parent. */
function slotOf(parent: Node, key: usize, length: i32): i32 {
  let hash: i32 = 0x811c9dc5 ^ (<i32>changetype<usize>(parent) * 0x9e3779b1);
  for (let i = 0; i < length; i++) hash = (hash ^ load<u8>(key + i)) * 0x01000193;
  return (hash ^ (hash >>> 15)) & ((NODE_ROOM << 2) - 1);
}

// @ts-expect-error: decorator
@inline
function slot(index: i32): usize {
  return TABLE + (<usize>index << 2);
}

/** Adds the key of a node, which lies at `key` in the keys; -1 for a node that stands for any member. */
export function plant(index: i32, parent: i32, key: i32, length: i32): void {
  const node = nodeAt(index);
  node.path = -1;
  if (index == 0) return;
  node.parent = nodeAt(parent);
  if (key < 0) return;
  node.key = (<u32>key << 9) | <u32>length;
  let at = slotOf(nodeAt(parent), KEYS + <usize>key, length);
  while (load<usize>(slot(at)) != 0) at = (at + 1) & ((NODE_ROOM << 2) - 1);
  store<usize>(slot(at), changetype<usize>(node));
}

/** Path of the names of the members of a map, or -1 where none was met yet. */
// @ts-expect-error: decorator
@inline
export function namePathOf(node: Node): i32 {
  return load<i32>(NAME_PATHS + ((changetype<usize>(node) - NODES) >> 4));
}

/** Tells what is now known of a node: its path, the node of its positions, the path of its names; -1 for none. */
export function tell(index: i32, path: i32, star: i32, namePath: i32): void {
  const node = nodeAt(index);
  store<i32>(NAME_PATHS + (<usize>index << 2), namePath);
  node.path = path;
  node.star = star < 0 ? null : nodeAt(star);
}

/** Node of the member `key[0, length)` of `parent`; null where there is none yet. */
export function childOf(parent: Node, key: usize, length: i32): Node | null {
  let at = slotOf(parent, key, length);
  let node = changetype<Node | null>(load<usize>(slot(at)));
  while (node != null) {
    if (node.parent == parent && (node.key & 0x1ff) == <u32>length) {
      if (memory.compare(KEYS + <usize>(node.key >> 9), key, length) == 0) break;
    }
    at = (at + 1) & ((NODE_ROOM << 2) - 1);
    node = changetype<Node | null>(load<usize>(slot(at)));
  }
  return node;
}

/** True for a key that is rather a value: as in `src/source/json/path-trie.ts`, and to be changed with it. */
export function looksLikeData(key: usize, length: i32): bool {
  if (length > 256) return true;
  let digits = 0;
  for (let i = 0; i < length; i += 16) {
    const v = v128.load(key + i);
    const inside = length - i < 16 ? (1 << (length - i)) - 1 : 0xffff;
    digits += popcnt(inside & i8x16.bitmask(i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10))));
    const ats = inside & i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x40)));
    if ((i == 0 ? ats & ~1 : ats) != 0) return true;
  }
  return digits >= 6;
}

/** Whether the text at `at` is this member up to its value, as it was last time. */
// @ts-expect-error: decorator
@inline
export function isMember(node: Node, at: usize): bool {
  const wanted = node.wanted;
  const low: u32 = i8x16.bitmask(i8x16.eq(v128.load(at), node.member));
  if (wanted <= 0xffff) return wanted != 0 && (low & wanted) == wanted;
  const high: u32 = i8x16.bitmask(i8x16.eq(v128.load(at, 16), node.member2));
  return ((low | (high << 16)) & wanted) == wanted;
}

/** Bytes up to its value. */
// @ts-expect-error: decorator
@inline
export function memberLength(node: Node): usize {
  return 32 - <usize>clz(node.wanted);
}

/** Remembers `[from, to)` as what stands before the value of this member. */
export function remember(node: Node, from: usize, to: usize): void {
  const length = to - from;
  node.wanted = length > 32 ? 0 : <u32>((<u64>1 << <u64>length) - 1);
  if (length <= 32) memory.copy(changetype<usize>(node) + offsetof<Node>('member'), from, length);
}
