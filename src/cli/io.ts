import { randomBytes } from 'node:crypto';

/** What a command may touch of the world. Commands get it handed in; only `main.ts` makes the real one. */
export interface Io {
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly progress: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
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
    env: process.env,
    now: () => new Date(),
    random: (n) => randomBytes(n),
    out: (text) => void process.stdout.write(shown(text)),
    err: (text) => void process.stderr.write(shown(text)),
  };
}

/**
 * Text in which nothing moves the cursor, sets a title or turns the direction of writing: names of files and fields are
 * somebody else's. Such characters become `\uXXXX`, which in JSON means the same.
 */
export function shown(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
