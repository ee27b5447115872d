import { expect, test } from 'vitest';
import { codeOf } from '../../../test/support/shared.ts';
import { DouaneError } from '../../model/errors.ts';
import { Places } from './places.ts';
import { backoffMs } from './retry.ts';

test('as many at once as there are places, the others in order', async () => {
  const places = new Places(2);
  await places.enter(0);
  await places.enter(0);
  const seen: number[] = [];
  const waiting = [1, 2, 3].map((n) => places.enter(10_000).then(() => seen.push(n)));
  await new Promise((done) => setTimeout(done, 5));
  expect(seen).toEqual([]);
  places.leave();
  await waiting[0];
  expect(seen).toEqual([1]);
  places.leave();
  places.leave();
  await Promise.all(waiting);
  expect(seen).toEqual([1, 2, 3]);
});

test('who waited too long is told, and takes no place from who waits on', async () => {
  const places = new Places(1);
  await places.enter(0);
  const short = codeOf(() => places.enter(5));
  const long = places.enter(10_000);
  expect(await short).toBe('STATE_BUSY');
  places.leave();
  await long;
  places.leave();
  await places.enter(0);
});

test('who waits is told of the end at once', async () => {
  const places = new Places(1);
  await places.enter(0);
  const waiting = codeOf(() => places.enter(60_000));
  places.end(new DouaneError('INTERNAL'));
  expect(await waiting).toBe('INTERNAL');
});

test('each attempt waits longer, up to a second, and none the same for everybody', () => {
  for (let attempt = 0; attempt < 40; attempt++) {
    const [least, most] = [backoffMs(attempt, () => 0), backoffMs(attempt, () => 1)];
    expect(least).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(1_000);
    expect(most).toBeGreaterThan(2 * least);
    expect(backoffMs(attempt + 1, () => 0)).toBeGreaterThanOrEqual(least);
  }
});
