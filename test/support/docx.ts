import { readFileSync } from 'node:fs';
import { unzip } from './xlsx.ts';

/** What a Word document says: its paragraphs outside of tables, and its tables as rows of cells. */
export interface ReadDocx {
  readonly parts: Readonly<Record<string, string>>;
  readonly text: string;
  readonly tables: readonly (readonly (readonly string[])[])[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const textOf = (xml: string) =>
  [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)]
    .map(([p]) => [...p.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map((m) => m[1]).join(''))
    .join('\n')
    .replace(/&(\w+);/g, (_, name: string) => ENTITIES[name]!);

export async function readDocx(path: string): Promise<ReadDocx> {
  const parts = await unzip(readFileSync(path));
  const xml = parts['word/document.xml']!;
  const tables = [...xml.matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].map(([t]) =>
    [...t.matchAll(/<w:tr[ >].*?<\/w:tr>/gs)].map(([r]) =>
      [...r.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([c]) => textOf(c)),
    ),
  );
  return { parts, text: textOf(xml), tables };
}
