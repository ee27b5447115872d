/**
 * Where what lies in the memory of the JSON kernel. Arrays of cells are as long as a block of 1 MiB can have cells (a
 * value and what ends it are two bytes at least), and lie at odd distances, so that the same cell of two arrays does
 * not fall into the same set of the processor's cache.
 */

/** Cells, and rows, that there is room for. */
export const ROOM: i32 = 1 << 19;
/** Nodes of the trie that the kernel knows; records with others are left to the scanner. */
export const NODE_ROOM: i32 = 1 << 12;
export const KEY_ROOM: i32 = 1 << 18;
export const ESCAPE_ROOM: i32 = 1 << 18;
export const COPY_ROOM: i32 = 1 << 21;
/** Names of members of maps in one record: each is compared with all others, so with more the scanner is faster. */
export const SEEN_ROOM: i32 = 64;
/** Deepest nesting the kernel goes down to. */
export const DEPTH_ROOM: i32 = 1 << 10;

const WORDS: usize = (<usize>ROOM << 2) + 1088;

/** Frames of open objects and arrays. What lies before is the compiler's. */
export const STACK: usize = 1 << 14;
export const NODES: usize = STACK + (<usize>DEPTH_ROOM << 4);
/** Hash table of nodes, four times as many slots as nodes. */
export const TABLE: usize = NODES + (<usize>NODE_ROOM << 6);
/** By node: path of the names of its members, or -1. */
export const NAME_PATHS: usize = TABLE + (<usize>NODE_ROOM << 4);
/** Values of hexadecimal digits. */
export const HEX: usize = NAME_PATHS + (<usize>NODE_ROOM << 2);
/** Names of the record at hand. */
export const SEEN: usize = HEX + 256;
export const KEYS: usize = SEEN + (<usize>SEEN_ROOM << 4);
export const ESCAPES: usize = KEYS + <usize>KEY_ROOM + 64;
/** Values that were written with escapes, a line feed behind each; the kernel writes up to 16 bytes too far. */
export const COPIES: usize = ESCAPES + (<usize>ESCAPE_ROOM << 2);
export const ROW_END: usize = COPIES + <usize>COPY_ROOM + 64;
export const START: usize = ROW_END + WORDS;
export const END: usize = START + WORDS;
export const RAW_START: usize = END + WORDS;
export const RAW_END: usize = RAW_START + WORDS;
export const PATH: usize = RAW_END + WORDS;
export const TYPE: usize = PATH + WORDS;
/** The block, to the end of the memory. */
export const TEXT: usize = TYPE + <usize>ROOM + 1088;
