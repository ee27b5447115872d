import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, type FileHandle, link, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DouaneError } from '../model/errors.ts';

/** Whole output as it lies on disk. */
export interface Written {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 in lower-case hex. */
  readonly sha256: string;
}

export interface OutputOptions {
  /** Id of the transfer, by which a left-over is recognised as ours. */
  readonly transfer: string;
  /** More bytes than this are not written. */
  readonly maxBytes?: number;
}

/**
 * A file that is being written. Under its own name there is nothing until `publish`, then all of it; whoever stops
 * before that leaves at most a `.partial` file, which {@link removePartial} takes away. Dispose of it in any case.
 */
export interface OutputFile extends AsyncDisposable {
  /** Takes bytes in order. They may be overwritten once this resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** All is written: makes the bytes durable, still under the temporary name. */
  seal(): Promise<Written>;
  /**
   * Gives a sealed output its name. A file that has it already is never replaced: with the same content it is the
   * output, with other content this is OUTPUT_EXISTS.
   */
  publish(): Promise<Written>;
}

const MAX_NAME_BYTES = 255;
const TRANSFER = /^[0-9A-Za-z_-]{1,64}$/;

/** `.<name>.<transfer>.partial` beside the target; of a long name its first part. */
export function partialPath(target: string, transfer: string): string {
  if (!TRANSFER.test(transfer)) throw new TypeError('not the id of a transfer');
  const tail = `.${transfer}.partial`;
  let name = basename(target);
  while (Buffer.byteLength(name) + 1 + tail.length > MAX_NAME_BYTES) name = [...name].slice(0, -1).join('');
  return join(dirname(target), `.${name}${tail}`);
}

/**
 * Begins an output at `target`; directories that are missing are made.
 *
 * @throws DouaneError STATE_FULL when the disk is full, OUTPUT_WRITE for any other failure of writing.
 * @example
 * await using output = await openOutput('out/a.csv', { transfer });
 * await source.rewrite(edits, removed, output);
 * await output.seal();
 * await output.publish();
 */
export async function openOutput(target: string, options: OutputOptions): Promise<OutputFile> {
  const partial = partialPath(target, options.transfer);
  const maxBytes = options.maxBytes ?? Number.MAX_SAFE_INTEGER;
  const name = basename(target);
  const hash = createHash('sha256');
  let file: FileHandle | undefined = await guard(name, async () => {
    await makeDirectories(dirname(target));
    await rm(partial, { force: true }); // ours by its name, of the same transfer: an earlier try
    return open(partial, 'wx');
  });
  let bytes = 0;
  let written: Written | undefined;
  let running: Promise<unknown> = Promise.resolve(); // the last step; disposal lets it end first

  const discard = async () => {
    await file?.close().catch(() => {});
    file = undefined;
    await rm(partial, { force: true }).catch(() => {});
  };
  /** Whatever fails, the partial file goes: it may hold what must not lie about, and takes the room that is short. */
  const step = <T>(work: () => Promise<T>): Promise<T> => {
    const done = guard(name, work).catch(async (error: unknown) => {
      await discard();
      throw error;
    });
    running = done.catch(() => {});
    return done;
  };

  return {
    write: (block) =>
      step(async () => {
        if (file === undefined || written !== undefined) throw new TypeError('the output is not open for writing');
        if (bytes + block.length > maxBytes) {
          throw new DouaneError('OUTPUT_WRITE', { place: { name }, expected: `at most ${maxBytes} bytes` });
        }
        hash.update(block);
        for (let at = 0; at < block.length; ) {
          at += (await file.write(block, at, block.length - at, bytes + at)).bytesWritten;
        }
        bytes += block.length;
      }),
    seal: () =>
      step(async () => {
        if (written !== undefined) return written;
        if (file === undefined) throw new TypeError('the output is not open for writing');
        await file.sync();
        await file.close();
        file = undefined;
        written = { path: target, bytes, sha256: hash.digest('hex') };
        return written;
      }),
    publish: () =>
      step(async () => {
        if (written === undefined) throw new TypeError('the output is not sealed');
        await nameOnce(partial, target, written.sha256);
        await syncDirectory(dirname(target));
        await rm(partial, { force: true });
        await syncDirectory(dirname(target));
        return written;
      }),
    [Symbol.asyncDispose]: async () => {
      await running;
      await discard();
    },
  };
}

/**
 * Holds when nothing is at the target, or a regular file with exactly this content. To be asked before anything is
 * recorded, so that a name that is taken costs nothing.
 *
 * @throws DouaneError OUTPUT_EXISTS
 */
export async function expectTarget(target: string, sha256: string | null): Promise<void> {
  const stat = await lstat(target).catch((error: unknown) => {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw outputError(error, basename(target));
  });
  if (stat === undefined) return;
  if (stat.isFile() && sha256 !== null && (await digestOf(target)) === sha256) return;
  throw new DouaneError('OUTPUT_EXISTS', {
    place: { name: basename(target) },
    expected: 'nothing there, or the same content',
  });
}

/**
 * Removes what a transfer that died left beside a target: a regular file with the name that {@link partialPath} gives
 * it, and nothing else. True if there was one.
 */
export async function removePartial(target: string, transfer: string): Promise<boolean> {
  const partial = partialPath(target, transfer);
  const stat = await lstat(partial).catch(() => undefined);
  if (stat === undefined || !stat.isFile()) return false;
  await guard(basename(target), () => rm(partial, { force: true }));
  return true;
}

/** Unlike rename(2), link(2) never replaces; where the file system has no links, nobody else is looked out for. */
async function nameOnce(partial: string, target: string, sha256: string): Promise<void> {
  try {
    await link(partial, target);
  } catch (error) {
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].some((code) => isCode(error, code))) {
      await expectTarget(target, sha256);
      await rename(partial, target);
    } else if (isCode(error, 'EEXIST')) {
      await expectTarget(target, sha256);
    } else {
      throw error;
    }
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of createReadStream(path)) hash.update(block as Uint8Array);
  return hash.digest('hex');
}

/** One after the other: `recursive` goes on for ever where a parent is there and takes no entries, as in /proc. */
async function makeDirectories(dir: string): Promise<void> {
  const missing = await missingDirectories(dir);
  for (const made of missing) {
    await mkdir(made).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
    // A new directory's entry lies in its parent.
    await syncDirectory(dirname(made));
  }
}

/** What has to be made for `dir` to be there, the outermost first. */
async function missingDirectories(dir: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = dir; ; at = dirname(at)) {
    const found = await stat(at).catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    if (found?.isDirectory()) return missing;
    if (found !== undefined || at === dirname(at))
      throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    missing.unshift(at);
  }
}

/**
 * Makes `dir` where it is not there, and makes sure that outputs can be made in it. To be called before anything is
 * recorded, so that a place that takes nothing costs nothing.
 *
 * @throws DouaneError CALL_BAD_VALUE; STATE_FULL when the disk is full.
 */
export async function makeTargetDirectory(dir: string): Promise<void> {
  try {
    await makeDirectories(dir);
    await access(dir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (isCode(cause, 'ENOSPC') || isCode(cause, 'EDQUOT')) throw outputError(cause, basename(dir));
    throw new DouaneError('CALL_BAD_VALUE', {
      place: { name: '--out' },
      expected: 'a directory that can be made and written to',
      got: (cause as NodeJS.ErrnoException).code ?? 'another',
      cause,
    });
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guard<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw outputError(error, name);
  }
}

/** What an error of the file system means for an output. Only its code is told on. */
export function outputError(error: unknown, name: string): unknown {
  if (error instanceof DouaneError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new DouaneError(full ? 'STATE_FULL' : 'OUTPUT_WRITE', { place: { name }, got: code, cause: error });
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
