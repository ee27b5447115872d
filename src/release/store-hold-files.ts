import { createHash, createSecretKey } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import type { Input } from '../source/source.ts';
import { outputError } from './output-file.ts';
import {
  CHUNK_BYTES,
  ChunkSealer,
  chunksOf,
  INDEX_FILE,
  openChunk,
  type StreamKey,
  sealedSize,
  TAG_BYTES,
} from './stream-cipher.ts';

/**
 * Held content on disk: `<state>/holds/<id>/`, one encrypted file a file and an encrypted index of their names, since
 * names of files may be names of people. The key is not there.
 */

export interface HeldFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the plain bytes, lower-case hex. */
  readonly sha256: string;
}

export interface SealPlan {
  readonly id: string;
  readonly inputs: readonly Input[];
  /** SHA-256 of each input as it was inspected; what is held is that and nothing else. */
  readonly sha256: readonly string[];
  readonly random: (bytes: number) => Uint8Array;
}

export interface SealedHold {
  /** The 32 bytes that open it. To be wrapped, stored and forgotten. */
  readonly key: Uint8Array;
  readonly path: string;
  readonly files: readonly HeldFile[];
}

const ID = /^[0-9A-Za-z_-]{1,64}$/;
/** Files of a hold. */
const FILE = /^(?:index|\d+)$/;
const PARTIAL = /^\.([0-9A-Za-z_-]{1,64})\.partial$/;
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

export function holdPath(stateDir: string, id: string): string {
  if (!ID.test(id)) throw new DouaneError('HOLD_UNKNOWN', { expected: 'the id of a hold' });
  return join(stateDir, 'holds', id);
}

/**
 * Reads the inputs once more and writes them encrypted under a fresh key. The directory has its name only when all of
 * it is durable.
 *
 * @throws DouaneError INPUT_CHANGED when an input is not what was inspected, STATE_FULL, OUTPUT_WRITE
 */
export async function sealHold(stateDir: string, plan: SealPlan): Promise<SealedHold> {
  const path = holdPath(stateDir, plan.id);
  const partial = join(stateDir, 'holds', `.${plan.id}.partial`);
  const key = plan.random(32);
  const stream: StreamKey = { key: createSecretKey(key), context: plan.id };
  try {
    await mkdir(join(stateDir, 'holds'), { recursive: true, mode: 0o700 });
    await mkdir(partial, { mode: 0o700 });
    const files: HeldFile[] = [];
    for (const [n, input] of plan.inputs.entries()) {
      const sealed = await sealFile(join(partial, String(n)), stream, n, input.blocks());
      if (sealed.sha256 !== plan.sha256[n]) throw new DouaneError('INPUT_CHANGED', { place: { file: input.name } });
      files.push({ path: input.name, ...sealed });
    }
    const index = Buffer.from(JSON.stringify(files), 'utf8');
    await sealFile(join(partial, 'index'), stream, INDEX_FILE, [index]);
    await syncDirectory(partial);
    await rename(partial, path);
    await syncDirectory(join(stateDir, 'holds'));
    return { key, path, files };
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw outputError(error, plan.id);
  }
}

async function sealFile(
  path: string,
  stream: StreamKey,
  number: number,
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const sealer = new ChunkSealer(stream, number);
  const file = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const block of blocks) {
      hash.update(block);
      bytes += block.length;
      for (const chunk of sealer.push(block)) await writeAll(file, chunk);
    }
    await writeAll(file, sealer.end());
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/**
 * The held files as inputs, decrypted and authenticated chunk by chunk as they are read.
 *
 * @throws DouaneError HOLD_DIGEST for whatever is not as it was sealed: now for the index and sizes, later for a chunk.
 */
export async function openHold(stateDir: string, id: string, key: Uint8Array): Promise<readonly Input[]> {
  const dir = holdPath(stateDir, id);
  const stream: StreamKey = { key: createSecretKey(key), context: id };
  const index = join(dir, 'index');
  const sealed = await sizeOf(index);
  const size = sealed - TAG_BYTES * Math.ceil(sealed / (CHUNK_BYTES + TAG_BYTES));
  if (size < '[]'.length || size > MAX_INDEX_BYTES) throw damaged('an index of names');
  const text = await readRange(index, stream, INDEX_FILE, size, 0, size);
  const files = JSON.parse(Buffer.from(text).toString('utf8')) as HeldFile[];
  return Promise.all(
    files.map(async (file, n): Promise<Input> => {
      const path = join(dir, String(n));
      if ((await sizeOf(path)) !== sealedSize(file.bytes)) throw damaged('every held file in its size');
      return {
        name: file.path,
        size: file.bytes,
        blocks: (from = 0) => readBlocks(path, stream, n, file.bytes, from),
        readAt: (offset, length) => readRange(path, stream, n, file.bytes, offset, length),
      };
    }),
  );
}

/** Removes the held files. Without them, or without the key, nothing of the content can be had. */
export async function removeHold(stateDir: string, id: string): Promise<void> {
  await rm(holdPath(stateDir, id), { recursive: true, force: true });
}

/** Names that held content may have here: unfinished directories and whole ones. */
export async function heldNames(stateDir: string): Promise<string[]> {
  const names = await readdir(join(stateDir, 'holds')).catch(() => []);
  return names.filter((name) => PARTIAL.test(name) || ID.test(name));
}

/** Those of the names that no hold of the register stands behind: unfinished ones and those of holds that ended. */
export function deadNames(names: readonly string[], alive: ReadonlySet<string>): string[] {
  return names.filter((name) => PARTIAL.test(name) || !alive.has(name));
}

/** Removes held content by the names that {@link heldNames} gave; what has such a name and is none stays. */
export async function removeNames(stateDir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(stateDir, 'holds', name);
    if (await isHeldContent(path)) await rm(path, { recursive: true, force: true });
  }
}

/** Nobody's directory but ours has such files alone: `holds` may be a link, and lead to where others keep theirs. */
async function isHeldContent(path: string): Promise<boolean> {
  try {
    if (!(await lstat(path)).isDirectory()) return false;
    const entries = await readdir(path, { withFileTypes: true });
    return entries.every((entry) => entry.isFile() && FILE.test(entry.name));
  } catch {
    return false; // gone meanwhile, or not ours to look into
  }
}

async function* readBlocks(path: string, stream: StreamKey, number: number, size: number, from: number) {
  const file = await openSealed(path);
  try {
    const last = chunksOf(size) - 1;
    for (let index = Math.min(last, Math.floor(from / CHUNK_BYTES)); index <= last; index++) {
      const plain = await readChunk(file, stream, number, size, index);
      const skip = Math.max(0, from - index * CHUNK_BYTES);
      if (plain.length > skip) yield new Uint8Array(plain.buffer, plain.byteOffset + skip, plain.length - skip);
    }
  } finally {
    await file.close();
  }
}

async function readRange(
  path: string,
  stream: StreamKey,
  number: number,
  size: number,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const end = Math.min(size, offset + length);
  const out = new Uint8Array(Math.max(0, end - offset));
  if (out.length === 0) return out;
  const file = await openSealed(path);
  try {
    for (let index = Math.floor(offset / CHUNK_BYTES); index * CHUNK_BYTES < end; index++) {
      const plain = await readChunk(file, stream, number, size, index);
      const start = index * CHUNK_BYTES;
      const part = plain.subarray(Math.max(0, offset - start), end - start);
      out.set(part, Math.max(0, start - offset));
    }
    return out;
  } finally {
    await file.close();
  }
}

async function readChunk(file: FileHandle, stream: StreamKey, number: number, size: number, index: number) {
  const last = index === chunksOf(size) - 1;
  const plainLength = last ? size - index * CHUNK_BYTES : CHUNK_BYTES;
  const sealed = Buffer.allocUnsafe(plainLength + TAG_BYTES);
  let read = 0;
  while (read < sealed.length) {
    const at = index * (CHUNK_BYTES + TAG_BYTES) + read;
    const { bytesRead } = await file.read(sealed, read, sealed.length - read, at);
    if (bytesRead === 0) throw damaged('every chunk that was sealed');
    read += bytesRead;
  }
  return openChunk(stream, number, index, last, sealed);
}

async function openSealed(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw damaged('every held file to be there', error);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    throw damaged('every held file to be there', error);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const damaged = (expected: string, cause?: unknown) =>
  new DouaneError('HOLD_DIGEST', { expected, ...(cause === undefined ? {} : { cause }) });
