/**
 * Waits between attempts: twice as long each time up to a second, and of that a random share, so that processes which
 * failed together do not come again together. Pure.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const most = Math.min(1_000, 20 * 2 ** Math.min(attempt, 10));
  return most * (0.25 + 0.75 * random());
}
