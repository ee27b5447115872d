/** Scores and the Markdown that shows them. */
import type { Read, Span } from './read.ts';

export interface Score {
  readonly found: number;
  readonly right: number;
  readonly there: number;
  readonly hit: number;
}

export const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
export const exact = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

export function score(
  of: readonly Read[],
  isFound: (kind: string) => boolean,
  isThere: (label: string) => boolean,
  same: (a: Span, b: Span) => boolean,
): Score {
  let [found, right, there, hit] = [0, 0, 0, 0];
  for (const { found: all, spans } of of) {
    const predicted = all.filter((f) => isFound(f.label));
    const gold = spans.filter((s) => isThere(s.label));
    found += predicted.length;
    right += predicted.filter((p) => gold.some((g) => same(p, g))).length;
    there += gold.length;
    hit += gold.filter((g) => predicted.some((p) => same(p, g))).length;
  }
  return { found, right, there, hit };
}

export const percent = (x: number, of: number): string => (of === 0 ? '–' : `${((100 * x) / of).toFixed(1)} %`);

export const HEAD: readonly string[] = [
  '| what | precision | recall | F1 | there | MB/s |',
  '|---|---:|---:|---:|---:|---:|',
];

export function row(what: string, s: Score, mbPerSecond?: number): string {
  const p = s.found === 0 ? 0 : s.right / s.found;
  const r = s.there === 0 ? 0 : s.hit / s.there;
  const f = p + r === 0 ? 0 : (2 * p * r) / (p + r);
  const speed = mbPerSecond === undefined ? '' : mbPerSecond.toFixed(2);
  return `| ${what} | ${percent(s.right, s.found)} | ${percent(s.hit, s.there)} | ${f.toFixed(2)} | ${s.there} | ${speed} |`;
}

export const notThere = (name: string): string => `| ${name} | not there | | | | |`;
