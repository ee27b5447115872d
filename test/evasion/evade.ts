/** Puts disguised values into files of each format, reads them as the program does, and tells what was found. */
import { Inspector } from '../../src/inspect/inspector.ts';
import type { Kind } from '../../src/model/kinds.ts';
import { openSource } from '../../src/source/open.ts';
import { inputOf } from '../support/source.ts';
import { excel, si, zipOf } from '../support/xlsx.ts';
import { type Case, cases } from './disguises.ts';

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '');

/** One value a file, among others that are nobody's. */
export const FORMATS: Readonly<Record<string, (text: string) => Promise<Uint8Array>>> = {
  csv: async (text) => Buffer.from(`no,note\n1,${quoted(text)}\n2,ok\n3,pending\n`),
  jsonl: async (text) => Buffer.from(`{"no":1,"note":${JSON.stringify(text)}}\n{"no":2,"note":"ok"}\n`),
  json: async (text) => Buffer.from(JSON.stringify({ items: [{ note: text }, { note: 'ok' }] })),
  text: async (text) => Buffer.from(`first line\n${text}\nlast line\n`),
  xlsx: async (text) => {
    const rows = [si('note'), si(escaped(text)), si('ok')];
    const sheet = ['A1', 'A2', 'A3']
      .map((r, i) => `<row r="${i + 1}"><c r="${r}" t="s"><v>${i}</v></c></row>`)
      .join('');
    return zipOf(excel({ sheets: { S: sheet }, strings: rows }));
  },
};

/** Kinds found in a file, those that count. */
export async function kindsIn(bytes: Uint8Array, name: string): Promise<Set<Kind>> {
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
  const source = await openSource(inputOf(bytes, name), { file: 0 });
  inspector.open(source.paths);
  for await (const batch of source.batches()) inspector.inspect(batch);
  return new Set(
    inspector
      .finish()
      .fields.filter((f) => f.confidence >= 0.5)
      .map((f) => f.kind),
  );
}

export interface Evaded extends Case {
  readonly format: string;
}

/** Runs `count` values of each kind, disguise and format; gives those that were not found, and how many there were. */
export async function evade(
  count: number,
  formats = Object.keys(FORMATS),
): Promise<{ missed: Evaded[]; total: number }> {
  const missed: Evaded[] = [];
  const all = cases(count);
  for (const format of formats)
    for (const one of all) {
      // What a line of text cannot hold is another line.
      const name = `a.${format === 'text' ? 'txt' : format}`;
      const found = await kindsIn(await FORMATS[format]!(one.text), name);
      if (!found.has(one.kind)) missed.push({ ...one, format });
    }
  return { missed, total: all.length * formats.length };
}
