import type { Sink } from './source.ts';

/**
 * What somebody writes into a sink, as blocks to be read: one is written while nobody waits for the next. Whoever stops
 * reading stops the writer.
 */
export async function* pulled(write: (sink: Sink) => Promise<void>): AsyncGenerator<Uint8Array, void, void> {
  let waiting: ((block: Uint8Array | null) => void) | undefined;
  let taken: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  let failed: unknown;
  let next = new Promise<Uint8Array | null>((resolve) => {
    waiting = resolve;
  });
  const sink: Sink = {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        taken = { resolve, reject };
        waiting!(bytes);
      }),
  };
  const done = write(sink).then(
    () => waiting!(null),
    (error: unknown) => {
      failed = error;
      waiting!(null);
    },
  );
  try {
    for (;;) {
      const block = await next;
      if (block === null) break;
      yield block;
      next = new Promise((resolve) => {
        waiting = resolve;
      });
      const { resolve } = taken!;
      taken = undefined;
      resolve();
    }
  } finally {
    taken?.reject(new Error('nobody reads on'));
    await done;
  }
  if (failed !== undefined) throw failed;
}
