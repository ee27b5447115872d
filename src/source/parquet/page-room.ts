/**
 * Memory of one page. Pages come by the thousand and have about a megabyte each: fresh arrays for every one had the
 * garbage collector take a fifth of the time of a check, and stayed in memory until it came.
 */
export interface PageRoom {
  /** Unpacked bytes, and what is decoded from them where it cannot stay where it lies. */
  body(size: number): Uint8Array<ArrayBuffer>;
  decoded(size: number): Uint8Array<ArrayBuffer>;
  levels(count: number): Uint8Array<ArrayBuffer>;
  start(count: number): Int32Array<ArrayBuffer>;
  index(count: number): Int32Array<ArrayBuffer>;
}

const freshBytes = (n: number) => new Uint8Array(n);
const freshWords = (n: number) => new Int32Array(n);

/** For pages that are kept beside others of their column. */
export const freshRoom: PageRoom = {
  body: freshBytes,
  decoded: freshBytes,
  levels: freshBytes,
  start: freshWords,
  index: freshWords,
};

/** Bytes in the same memory each time. */
export const reusedBytes = (): ((size: number) => Uint8Array<ArrayBuffer>) => reused(freshBytes);

/** For one page at a time: the arrays of the next lie where those of this one lay, with whatever was in them. */
export function reusedRoom(): PageRoom {
  return {
    body: reused(freshBytes),
    decoded: reused(freshBytes),
    levels: reused(freshBytes),
    start: reused(freshWords),
    index: reused(freshWords),
  };
}

/** What is larger than this is given back as soon as a page needs much less. */
const LARGE = 1 << 21;

function reused<T extends Uint8Array | Int32Array>(fresh: (n: number) => T): (n: number) => T {
  let all = fresh(0);
  return (n) => {
    if (all.length < n || (all.length > LARGE && n < all.length >> 3)) all = fresh(all.length === 0 ? n : n + (n >> 3));
    return all.subarray(0, n) as T;
  };
}
