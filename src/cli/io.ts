import { randomBytes } from 'node:crypto';

/** What a command may touch of the world. Commands get it handed in; only `main.ts` makes the real one. */
export interface Io {
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly progress: boolean;
  now(): Date;
  random(bytes: number): Uint8Array;
  out(text: string): void;
  err(text: string): void;
}

export function processIo(): Io {
  return {
    cwd: process.cwd(),
    stdin: process.stdin,
    progress: process.stderr.isTTY === true,
    now: () => new Date(),
    random: (n) => randomBytes(n),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
}
