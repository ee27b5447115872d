import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const STAGES = [
  'source',
  'inspect',
  'decide',
  'treat',
  'ledger',
  'release',
  'persons',
  'keys',
  'state',
  'report',
  'filing',
];

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))
  .map((f) => f.replaceAll('\\', '/'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)].map((m) =>
    relative(SRC, resolve(SRC, dirname(file), m[1]!)).replaceAll('\\', '/'),
  );
}

const room = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);

test('model imports nothing but itself', () => {
  const bad = files
    .filter((f) => room(f) === 'model')
    .flatMap((f) =>
      importsOf(f)
        .filter((i) => room(i) !== 'model')
        .map((i) => `${f} → ${i}`),
    );
  expect(bad).toEqual([]);
});

/** What a stage may import besides the model and itself: only the shape of an input, to give held data back as one. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  release: ['source/source.ts'],
};

test('a stage imports only the model and itself', () => {
  const bad = files
    .filter((f) => STAGES.includes(room(f)))
    .flatMap((f) =>
      importsOf(f)
        .filter((i) => room(i) !== 'model' && room(i) !== room(f) && !(ALLOWED[room(f)] ?? []).includes(i))
        .map((i) => `${f} → ${i}`),
    );
  expect(bad).toEqual([]);
});

test('nothing imports the command line, and only the command line imports the crossing', () => {
  const bad = files.flatMap((f) =>
    importsOf(f)
      .filter((i) => (room(i) === 'cli' && room(f) !== 'cli') || (room(i) === 'crossing.ts' && room(f) !== 'cli'))
      .map((i) => `${f} → ${i}`),
  );
  expect(bad).toEqual([]);
});

test('what judges in chaos shares nothing with what is judged', () => {
  // Its audit and the verification of its receipts are asked too, beside the means of its own.
  const asked = ['ledger/note.ts', 'ledger/parse-receipt.ts', 'ledger/store-audit.ts', 'ledger/verify.ts'];
  const bad = files.flatMap((f) =>
    importsOf(f)
      .filter((i) =>
        room(f) === 'chaos'
          ? room(i) !== 'chaos' && room(i) !== 'model' && !asked.includes(i)
          : room(i) === 'chaos' && room(f) !== 'cli',
      )
      .map((i) => `${f} → ${i}`),
  );
  expect(bad).toEqual([]);
});

test('there is no import cycle', () => {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const next of importsOf(file)) if (files.includes(next)) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test('only files named for it do I/O', () => {
  // Tools make a table once, by hand; the program never runs them. The parts of chaos break things on the disk.
  const named = /(^|\/)(store-|custody-|input-|output-|proxy|server|queue-|worker-|tools\/)|^cli\/|^chaos\/parts\//;
  const io =
    /from ['"](?:node:fs|node:fs\/promises|node:net|node:http|node:https|node:child_process|node:worker_threads|better-sqlite3)['"]/;
  const bad = files.filter((f) => {
    const text = readFileSync(join(SRC, f), 'utf8').replaceAll(/^import type .*$/gm, '');
    return io.test(text) && !named.test(f);
  });
  expect(bad).toEqual([]);
});
