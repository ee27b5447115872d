/** Reads the data to score on and has it inspected. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Inspector } from '../../src/inspect/inspector.ts';
import { ValueFinder } from '../../src/inspect/value-finder.ts';
import type { FieldFinding } from '../../src/model/manifest.ts';
import { batchOf } from '../../test/support/batches.ts';

export const DATA = process.env.SCORECARD_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
/** From this on a finding counts. */
export const COUNTS = 0.5;

/** Offsets in UTF-16 units. */
export interface Span {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}
export interface Labelled {
  readonly text: string;
  readonly spans: readonly Span[];
}
export interface Read extends Labelled {
  readonly found: readonly Span[];
}
const WARM = 200;

export interface ReadSet {
  readonly records: readonly Read[];
  /** Of inspecting one text after the other as free text, in one thread, once the lists are read. */
  readonly mbPerSecond: number;
}

const newInspector = () => new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });

/** The records of a set, or undefined where it is not there. */
export function labelled(name: string): Labelled[] | undefined {
  const path = join(DATA, 'text', `${name}.jsonl`);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { text, spans } = JSON.parse(line) as { text: string; spans: [string, number, number][] };
      return { text, spans: spans.map(([label, start, end]) => ({ label, start, end })) };
    });
}

/** Inspects each text once. */
export function read(of: readonly Labelled[]): ReadSet {
  const finder = new ValueFinder(new Map());
  const texts = of.map(({ text }) => Buffer.from(text));
  // What is read once for a process, lists and kernels, is not a set's own.
  const warm = new ValueFinder(new Map());
  for (const bytes of texts.slice(0, WARM)) warm.find(bytes, 0, bytes.length, 'text');
  const begin = performance.now();
  const findings = texts.map((bytes) => finder.find(bytes, 0, bytes.length, 'text'));
  const seconds = (performance.now() - begin) / 1000;
  const records = of.map(({ text, spans }, i) => {
    const units = (offset: number) => texts[i]!.subarray(0, offset).toString().length;
    const found = findings[i]!.filter((f) => f.confidence >= COUNTS).map((f) => ({
      label: f.kind,
      start: units(f.start),
      end: units(f.end),
    }));
    return { text, spans, found };
  });
  return { records, mbPerSecond: texts.reduce((sum, b) => sum + b.length, 0) / 1e6 / seconds };
}

/** What inspection says of one column. */
export function inspectColumn(header: string, values: readonly string[]): readonly FieldFinding[] {
  return inspectTable(
    [header],
    values.map((v) => [v]),
  );
}

export function inspectTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): readonly FieldFinding[] {
  const inspector = newInspector();
  const { paths, batch } = batchOf(rows.map((row) => row.map((value, c) => [headers[c]!, value])));
  inspector.open(paths);
  inspector.inspect(batch);
  return inspector.finish().fields;
}
