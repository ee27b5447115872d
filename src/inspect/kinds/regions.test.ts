import { expect, test } from 'vitest';
import { isRegion } from './regions.ts';

test.each([
  [110105, 'Chaoyang, Beijing, in force'],
  [110221, 'Changping county, revoked 1999'],
  [510202, 'Shizhong, Chongqing, revoked 1997 with the new municipality'],
  [310224, 'Chuansha county, Shanghai, revoked 1992'],
  [372401, 'Dezhou, Shandong, revoked 1994'],
  [522101, 'Zunyi, Guizhou, revoked 1997'],
  [441900, 'Dongguan, a city without counties'],
  [360426, 'Dean county, Jiangxi'],
])('%d is or was a division: %s', (code) => {
  expect(isRegion(code)).toBe(true);
});

test.each([110000 + 99, 202401, 100000, 160101, 700101, 999999, 0])('%d never was one', (code) => {
  expect(isRegion(code)).toBe(false);
});

test('one code in eighty is a division, so that a number seldom is one by chance', () => {
  let n = 0;
  for (let code = 100_000; code < 700_000; code++) if (isRegion(code)) n += 1;
  expect(n).toBeGreaterThan(6500);
  expect(n).toBeLessThan(7500);
});
