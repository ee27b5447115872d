import { constants, type FileHandle, open } from 'node:fs/promises';
import { DouaneError } from '../model/errors.ts';
import type { Input } from './source.ts';

const BLOCK = 1 << 19;

/**
 * A regular file as an {@link Input}. Opened for each reading, so that nothing is held between two; a file that
 * became shorter or longer since is INPUT_CHANGED. `blocks` reads ahead by one block; a block is overwritten once
 * the next but one is read. `readAt` gives fewer bytes at the end of the file.
 */
export async function openFileInput(path: string, name: string): Promise<Input> {
  const size = await using(path, name, async (file) => (await file.stat()).size);
  return {
    name,
    size,
    async *blocks(from = 0, blockSize = BLOCK) {
      const file = await openFile(path, name);
      let ahead: Promise<number> | undefined; // owned by the loop: at most one read under way
      try {
        if ((await file.stat()).size !== size) throw changed(name);
        // Plain arrays: `slice` of a Buffer is no copy, and whoever keeps one would see it overwritten.
        let current = new Uint8Array(Math.max(1, Math.min(blockSize, size - from)));
        let other = new Uint8Array(current.length);
        let at = from;
        ahead = readFully(file, current, at, name);
        while (ahead !== undefined) {
          const read: number = await ahead;
          ahead = undefined;
          at += read;
          if (read === 0) break;
          const block = current.subarray(0, read);
          if (at < size) {
            [current, other] = [other, current];
            ahead = readFully(file, current, at, name);
            ahead.catch(() => {}); // seen when awaited; not before, should the reader stop here
          }
          yield block;
        }
        if (at < size || (await file.stat()).size !== size) throw changed(name);
      } finally {
        await ahead?.catch(() => {});
        await file.close();
      }
    },
    readAt: (offset, length, into) =>
      using(path, name, async (file) => {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const bytes = into !== undefined && into.length >= wanted ? into.subarray(0, wanted) : new Uint8Array(wanted);
        const read = await readFully(file, bytes, offset, name);
        if (read < bytes.length) throw changed(name);
        return bytes;
      }),
  };
}

async function readFully(file: FileHandle, into: Uint8Array, position: number, name: string): Promise<number> {
  let read = 0;
  try {
    while (read < into.length) {
      const { bytesRead } = await file.read(into, read, into.length - read, position + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
  } catch (cause) {
    throw notReadable(name, cause);
  }
  return read;
}

async function openFile(path: string, name: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK, opening a FIFO that was put in the file's place would wait for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw notReadable(name, cause);
  }
  try {
    if ((await file.stat()).isFile()) return file;
  } catch (cause) {
    await file.close();
    throw notReadable(name, cause);
  }
  await file.close();
  throw new DouaneError('INPUT_NOT_A_FILE', { place: { file: name } });
}

async function using<T>(path: string, name: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await openFile(path, name);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function changed(name: string): DouaneError {
  return new DouaneError('INPUT_CHANGED', { place: { file: name }, got: 'a file of another length' });
}

function notReadable(name: string, cause: unknown): DouaneError {
  const got = (cause as NodeJS.ErrnoException).code;
  return new DouaneError('INPUT_NOT_FOUND', { place: { file: name }, ...(got === undefined ? {} : { got }), cause });
}
