/**
 * Reads records of JSON (RFC 8259) into cells. AssemblyScript, compiled to WebAssembly with SIMD by
 * `npm run build:kernel`; driven by `src/source/json/kernel.ts`.
 *
 * It knows only what the scanner in TypeScript (`src/source/json/scanner.ts`) has met before: at a key, a path or an
 * error that is new, and at whatever it is not made for, it gives the record up whole and leaves no trace of it; the
 * scanner then reads that record, and is what says what is wrong with it. So both always say the same.
 *
 * Strings and numbers are found 16 bytes at a time from where they begin, and a member is known by comparing its key
 * with the punctuation around it as a whole with what stood there in the record before. An index of all structural
 * characters first (Langdale & Lemire 2019, "Parsing gigabytes of JSON per second", §3.1) would have to visit quotes,
 * colons and commas one by one that the comparison takes at once.
 */
import {
  childOf,
  firstOf,
  isMember,
  looksLikeData,
  memberLength,
  namePathOf,
  nextOf,
  Node,
  nodeAt,
  remember,
} from './json-keys';
import {
  COPIES,
  COPY_ROOM,
  DEPTH_ROOM,
  END,
  ESCAPE_ROOM,
  ESCAPES,
  PATH,
  RAW_END,
  RAW_START,
  ROOM,
  ROW_END,
  SEEN,
  SEEN_ROOM,
  STACK,
  START,
  TEXT,
  TYPE,
} from './json-memory';
import { afterNumber } from './json-number';
import { copyEnd, fillHex, special, unescape } from './json-string';

export { plant, tell } from './json-keys';
export {
  COPIES,
  COPY_ROOM,
  DEPTH_ROOM,
  END,
  ESCAPE_ROOM,
  ESCAPES,
  KEY_ROOM,
  KEYS,
  NODE_ROOM,
  PATH,
  RAW_END,
  RAW_START,
  ROOM,
  ROW_END,
  START,
  TEXT,
  TYPE,
} from './json-memory';

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;
const OPEN_ARRAY: u8 = 0x5b;
const CLOSE_ARRAY: u8 = 0x5d;
const LF: u8 = 0x0a;

/** As in `src/model/batch.ts`. */
const CELL_TEXT: u8 = 0;
const CELL_NUMBER: u8 = 1;
const CELL_BOOLEAN: u8 = 2;
const CELL_NULL: u8 = 3;

/** How many members after the one that was guessed are looked at: fields that are left out in this record. */
const SKIPPED = 4;

/** What there is now, with what was there when {@link readLines} or {@link readElements} was called. */
export let cells: i32 = 0;
export let rows: i32 = 0;
/** Bytes of copies, and cells whose value is one. */
export let copied: i32 = 0;
export let escapes: i32 = 0;
/** Where the record begins that was given up, or -1. */
export let gaveUp: i32 = -1;

/** Numbers objects. Where it comes around, a key may seem to be there twice: the record is then given up. */
let generation: i32 = 0;
/** White space besides space, tab and CR: a line feed in a document, none in JSON Lines. */
let breaks: u8 = 0;
let mostDepth: i32 = 0;
/** End of the text. */
let stop: usize = 0;
/** Where the value of the member begins that {@link slowMember} found. */
let valueAt: usize = 0;
/** Its key, and whether that is data and so a cell. */
let keyAt: usize = 0;
let keyEnd: usize = 0;
let isName: bool = false;
/** Names in the record at hand. */
let seen: i32 = 0;

// @ts-expect-error: decorator
@inline
function afterSpace(at: usize): usize {
  if (load<u8>(at) > 0x20) return at;
  return afterSomeSpace(at);
}

function afterSomeSpace(at: usize): usize {
  let b = load<u8>(at);
  while (b == 0x20 || b == 0x09 || b == 0x0d || (b == LF && breaks == LF)) b = load<u8>(++at);
  return at;
}

/** Remembers the name in the object numbered `object`; false where it was there, or there is no more room. */
function isNewName(object: i32): bool {
  const length = <i32>(keyEnd - keyAt);
  const names = SEEN + (<usize>seen << 4);
  for (let name = SEEN; name < names; name += 16) {
    if (load<i32>(name) != object || load<i32>(name, 8) != length) continue;
    if (memory.compare(load<usize>(name, 4), keyAt, length) == 0) return false;
  }
  if (seen == SEEN_ROOM) return false;
  seen++;
  store<i32>(names, object);
  store<usize>(names, keyAt, 4);
  store<i32>(names, length, 8);
  return true;
}

/** Finds the member at `at`, behind the comma or the brace, where it is not as it was last time. */
function slowMember(parent: Node, at: usize, object: i32): Node | null {
  const quote = afterSpace(at);
  if (load<u8>(quote) != QUOTE) return null;
  keyAt = quote + 1;
  let q = keyAt;
  let mask = special(q);
  while (mask == 0) {
    q += 16;
    mask = special(q);
  }
  q += <usize>ctz(mask);
  if (load<u8>(q) != QUOTE) return null;
  keyEnd = q;
  q = afterSpace(q + 1);
  if (load<u8>(q) != COLON) return null;
  valueAt = afterSpace(q + 1);
  const length = <i32>(keyEnd - keyAt);
  const node = childOf(parent, keyAt, length);
  isName = node == null;
  if (node == null) {
    // Data of a map, if its names have a path.
    return namePathOf(parent) >= 0 && looksLikeData(keyAt, length) && isNewName(object) ? parent.star : null;
  }
  remember(node, at, valueAt);
  return node;
}

/** Reads the value at `p`; returns the position behind it, or 0 and leaves the counts as they were. */
function value(p: usize, root: Node): usize {
  let n = cells;
  let copyAt = COPIES + <usize>copied;
  let escaped = escapes;
  let node = root;
  let depth = 0;
  // The object or array that is open; what is around it lies on the stack.
  let parent = root;
  let link = firstOf(root); // where the member that comes next was noted last time
  let object = 0; // its number, or 0 for an array
  let isKey = false;
  seen = 0;
  for (;;) {
    if (isKey) {
      let member = changetype<Node | null>(load<usize>(link));
      let tries = SKIPPED;
      while (member != null && !isMember(member, p)) {
        member = --tries == 0 ? null : member.next;
      }
      if (member != null) {
        node = member;
        p = afterSpace(p + memberLength(node));
        if (node.mark == object) return 0; // a second time
        node.mark = object;
      } else {
        member = slowMember(parent, p, object);
        if (member == null) return 0;
        node = member;
        p = valueAt;
        if (isName) {
          if (n == ROOM) return 0;
          const cell = <usize>n << 2;
          store<i32>(START + cell, <i32>(keyAt - TEXT));
          store<i32>(END + cell, <i32>(keyEnd - TEXT));
          store<i32>(RAW_START + cell, <i32>(keyAt - 1 - TEXT));
          store<i32>(RAW_END + cell, <i32>(keyEnd + 1 - TEXT));
          store<i32>(PATH + cell, namePathOf(parent));
          store<u8>(TYPE + <usize>n, CELL_TEXT);
          n++;
        } else {
          store<usize>(link, changetype<usize>(node));
          if (node.mark == object) return 0; // a second time
          node.mark = object;
        }
      }
      link = nextOf(node);
    }
    const b = load<u8>(p);
    if (b == OPEN_OBJECT || b == OPEN_ARRAY) {
      if (depth == mostDepth) return 0;
      const frame = STACK + (<usize>depth << 4);
      store<usize>(frame, changetype<usize>(parent));
      store<usize>(frame, link, 4);
      store<i32>(frame, object, 8);
      depth++;
      parent = node;
      link = firstOf(node);
      isKey = b == OPEN_OBJECT;
      if (isKey) {
        if (++generation == 0) generation = 1;
        object = generation;
        p++;
        if (load<u8>(afterSpace(p)) != CLOSE_OBJECT) continue;
        p = afterSpace(p);
      } else {
        object = 0;
        p = afterSpace(p + 1);
        if (load<u8>(p) != CLOSE_ARRAY) {
          const star = parent.star;
          if (star == null) return 0;
          node = star;
          continue;
        }
      }
      // Empty: its end is taken below.
    } else {
      const path = node.path;
      if (path < 0 || n == ROOM) return 0;
      const cell = <usize>n << 2;
      let end: usize;
      let type = CELL_TEXT;
      if (b == QUOTE) {
        let q = p + 1;
        let mask = special(q);
        while (mask == 0) {
          q += 16;
          mask = special(q);
        }
        q += <usize>ctz(mask);
        if (load<u8>(q) == QUOTE) {
          store<i32>(START + cell, <i32>(p + 1 - TEXT));
          store<i32>(END + cell, <i32>(q - TEXT));
          end = q + 1;
        } else {
          // A copy is never longer than what stands in the text.
          const room = copyAt + (stop - p) + 32 <= COPIES + <usize>COPY_ROOM;
          if (load<u8>(q) != BACKSLASH || !room || escaped == ESCAPE_ROOM) return 0;
          end = unescape(p + 1, copyAt);
          if (end == 0) return 0;
          store<i32>(START + cell, -1 - <i32>(copyAt - COPIES));
          store<i32>(END + cell, -1 - <i32>(copyEnd - COPIES));
          store<i32>(ESCAPES + (<usize>escaped << 2), n);
          escaped++;
          copyAt = copyEnd;
          store<u8>(copyAt++, LF);
        }
      } else {
        if (b == 0x2d || (b >= 0x30 && b <= 0x39)) {
          end = afterNumber(p);
          if (end == 0) return 0;
          type = CELL_NUMBER;
        } else {
          const word = load<u32>(p);
          type = CELL_BOOLEAN;
          if (word == 0x65757274) end = p + 4; // true
          else if (word == 0x6c6c756e) {
            end = p + 4;
            type = CELL_NULL;
          } else if (word == 0x736c6166 && load<u8>(p, 4) == 0x65) end = p + 5; // false
          else return 0;
        }
        store<i32>(START + cell, <i32>(p - TEXT));
        store<i32>(END + cell, <i32>(end - TEXT));
      }
      store<i32>(RAW_START + cell, <i32>(p - TEXT));
      store<i32>(RAW_END + cell, <i32>(end - TEXT));
      store<i32>(PATH + cell, path);
      store<u8>(TYPE + <usize>n, type);
      n++;
      p = end;
      if (depth == 0) break;
      p = afterSpace(p);
      if (load<u8>(p) == COMMA) {
        p++;
        isKey = object != 0;
        if (!isKey) {
          node = parent.star!;
          p = afterSpace(p);
        }
        continue;
      }
    }
    // The end of an object or array, and perhaps of those around it.
    let more = false;
    for (;;) {
      if (load<u8>(p) != (object != 0 ? CLOSE_OBJECT : CLOSE_ARRAY)) return 0;
      p++;
      depth--;
      const frame = STACK + (<usize>depth << 4);
      parent = changetype<Node>(load<usize>(frame));
      link = load<usize>(frame, 4);
      object = load<i32>(frame, 8);
      if (depth == 0) break;
      p = afterSpace(p);
      if (load<u8>(p) == COMMA) {
        more = true;
        break;
      }
    }
    if (!more) break;
    p++;
    isKey = object != 0;
    if (!isKey) {
      node = parent.star!;
      p = afterSpace(p);
    }
  }
  cells = n;
  copied = <i32>(copyAt - COPIES);
  escapes = escaped;
  return p;
}

// @ts-expect-error: decorator
@inline
function begin(end: i32, depth: i32): void {
  stop = TEXT + <usize>end;
  mostDepth = min(depth, DEPTH_ROOM);
  gaveUp = -1;
  fillHex();
}

// @ts-expect-error: decorator
@inline
function endRow(): void {
  store<i32>(ROW_END + (<usize>rows << 2), cells);
  rows++;
}

export function resume(cellCount: i32, rowCount: i32, copyBytes: i32, escapeCount: i32): void {
  cells = cellCount;
  rows = rowCount;
  copied = copyBytes;
  escapes = escapeCount;
}

/**
 * Reads the lines of `[from, end)`, each of at most `record` bytes and nested no deeper than `depth`. Returns the start
 * of the first line that was not read.
 */
export function readLines(from: i32, end: i32, depth: i32, record: i32): i32 {
  begin(end, depth);
  breaks = 0;
  const root = nodeAt(0);
  let p = TEXT + <usize>from;
  while (p < stop) {
    const line = p;
    p = afterSpace(p);
    if (p < stop && load<u8>(p) != LF) {
      const saved = cells;
      const copySaved = copied;
      const escapeSaved = escapes;
      p = rows == ROOM ? 0 : value(p, root);
      if (p != 0) p = afterSpace(p);
      if (p == 0 || p >= stop || load<u8>(p) != LF || <i32>(p - line) > record) {
        resume(saved, rows, copySaved, escapeSaved);
        gaveUp = <i32>(line - TEXT);
        return gaveUp;
      }
      endRow();
    } else if (p >= stop) {
      gaveUp = <i32>(line - TEXT);
      return gaveUp;
    }
    p++;
  }
  return <i32>(p - TEXT);
}

/** Whether an element that begins at `p` is a record: as in `src/source/json/document.ts`. */
// @ts-expect-error: decorator
@inline
function isRecord(p: usize, scalars: bool): bool {
  const b = load<u8>(p);
  if (b == OPEN_OBJECT) return true;
  if (b != OPEN_ARRAY) return scalars;
  const inner = load<u8>(afterSpace(p + 1));
  return inner != OPEN_OBJECT && inner != OPEN_ARRAY;
}

/**
 * Reads elements of an array, the first of them at `from`, that are objects, arrays of scalars or, with `scalars`,
 * scalars, at most `most` of them, and the commas between them. Returns the position behind the last of them. `root` is
 * the node of the array's positions.
 */
export function readElements(
  from: i32,
  end: i32,
  root: i32,
  depth: i32,
  record: i32,
  most: i32,
  scalars: bool,
): i32 {
  begin(end, depth);
  breaks = LF;
  const node = nodeAt(root);
  let done = TEXT + <usize>from;
  let p = done;
  while (most-- > 0 && isRecord(p, scalars)) {
    const saved = cells;
    const copySaved = copied;
    const escapeSaved = escapes;
    const q: usize = rows == ROOM ? 0 : value(p, node);
    // What follows must be there: the last digit of a block need not be the last of its number.
    if (q == 0 || q >= stop || <i32>(q - p) > record) {
      resume(saved, rows, copySaved, escapeSaved);
      gaveUp = <i32>(p - TEXT);
      break;
    }
    endRow();
    done = q;
    p = afterSpace(q);
    if (load<u8>(p) != COMMA) break;
    p = afterSpace(p + 1);
  }
  return <i32>(done - TEXT);
}
