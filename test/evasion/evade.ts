/** Puts disguised values into files of each format, reads them as the program does, and tells what was found. */
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { encode } from 'iconv-lite';
import { Inspector } from '../../src/inspect/inspector.ts';
import { ValueFinder } from '../../src/inspect/value-finder.ts';
import { DouaneError } from '../../src/model/errors.ts';
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
  'csv in gb18030': async (text) => Buffer.from(encode(`序号,说明\n1,${quoted(text)}\n2,${CHINESE}\n`, 'gb18030')),
  'csv in utf-16': async (text) => Buffer.from(`\ufeffno,note\n1,${quoted(text)}\n2,ok\n`, 'utf16le'),
  'csv in gzip': async (text) => gzipSync(`no,note\n1,${quoted(text)}\n2,ok\n`),
  'csv without header': async (text) => Buffer.from(`1,${quoted(text)},17\n2,ok,18\n3,pending,19\n`),
  xlsx: async (text) => workbook({ cell: text }),
  'xlsx, hidden sheet': async (text) => workbook({ hidden: text }),
  'xlsx, comment': async (text) => workbook({ comment: text }),
  'xlsx, property': async (text) => workbook({ property: text }),
  parquet: async (text) => parquet(text, []),
  'parquet, metadata': async (text) => parquet('ok', [{ key: 'note', value: text }]),
};

/** Enough of it that an encoding shows. */
const CHINESE = '客户说这个产品的质量没有问题，我们可以在下个月发货给他们。'.repeat(8);

const parquet = (text: string, kvMetadata: { key: string; value: string }[]): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: 'note', data: [text, 'ok', 'pending'], type: 'STRING' }], kvMetadata }),
  );

/** A value in one of the places that a workbook has. */
async function workbook(at: { cell?: string; hidden?: string; comment?: string; property?: string }) {
  const strings = ['note', at.cell ?? 'ok', at.hidden ?? 'pending'];
  const sheet = (s: number) =>
    `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>${s}</v></c></row></sheetData>`;
  const comment = `<comments><authors><author/></authors><commentList><comment ref="A1" authorId="0"><text><r><t>${escaped(at.comment ?? 'ok')}</t></r></text></comment></commentList></comments>`;
  const core = `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:description>${escaped(at.property ?? 'ok')}</dc:description></cp:coreProperties>`;
  return zipOf(
    excel({
      sheets: { S: sheet(1), T: sheet(2) },
      hidden: ['T'],
      strings: strings.map((text) => si(escaped(text))),
      parts: { 'xl/comments1.xml': comment, 'docProps/core.xml': core },
    }),
  );
}

/** Kinds found in a file, those that count. */
export async function kindsIn(bytes: Uint8Array, name: string): Promise<Set<Kind>> {
  const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
  const source = await openSource(inputOf(bytes, name), { file: 0 });
  inspector.open(source.paths);
  for await (const batch of source.batches()) inspector.inspect(batch);
  // As the crossing does: a value that was taken for a header makes the file be refused.
  const inNames = source.paths.list.flatMap((path) => {
    const name = Buffer.from(path);
    return new ValueFinder(new Map()).find(name, 0, name.length, '').filter((f) => f.confidence >= 0.8);
  });
  return new Set([...inNames, ...inspector.finish().fields.filter((f) => f.confidence >= 0.5)].map((f) => f.kind));
}

/** A file that cannot be read as what it says it is does not cross. */
async function kindsOrRefused(bytes: Uint8Array, name: string): Promise<Set<Kind> | 'refused'> {
  try {
    return await kindsIn(bytes, name);
  } catch (error) {
    if (error instanceof DouaneError && error.code === 'INPUT_ENCODING') return 'refused';
    throw error;
  }
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
      const name = `a.${format === 'text' ? 'txt' : format.split(',')[0]!.split(' ')[0]!}${format.endsWith('gzip') ? '.gz' : ''}`;
      const found = await kindsOrRefused(await FORMATS[format]!(one.text), name);
      if (found !== 'refused' && !found.has(one.kind)) missed.push({ ...one, format });
    }
  return { missed, total: all.length * formats.length };
}
