import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Strikes } from '../part.ts';
import type { Sent, Site } from '../store-site.ts';
import { type Ran, type Running, saidBy } from '../worker-program.ts';

/** While something was away the run had to fail and nobody may be out. */
export function expectClosed(site: Site, strikes: Strikes, ran: Ran, sent: Sent): void {
  strikes.struck(saidBy(ran));
  if (ran.code === 0) strikes.broke('closed', `${sent.name} was let through`);
  else if (site.crossed(sent)) strikes.broke('closed', `somebody of ${sent.name} is out`);
}

/** What had to work. */
export function expectCode(strikes: Strikes, ran: Ran, code: number, what: string): void {
  if (ran.code !== code) strikes.broke('lost', `${what}: ${saidBy(ran)} instead of exit ${code}`);
}

const TRIES = 4;

/** A run that is just writing its output: seen half-written from outside. Null where that was never met. */
export async function metWriting(site: Site, out = site.outs[0]!): Promise<Running | null> {
  for (let n = 1; n <= TRIES; n++) {
    const running = site.start(site.write('plain', 300, n * 6_000_000), { out });
    if (await halfWritten(out, running)) return running;
  }
  return null;
}

/** Waits until a half-written output is there that was not before: false where the run ended before it was seen. */
async function halfWritten(out: string, running: Running): Promise<boolean> {
  // Of a run that was killed before: it lies there until the next one cleans up.
  const before = new Set(partialsIn(out));
  let over = false;
  void running.ended.then(() => {
    over = true;
  });
  for (; !over; await sleep(1)) if (partialsIn(out).some((name) => !before.has(name))) return true;
  return false;
}

const partialsIn = (out: string): string[] =>
  existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('.partial')) : [];
