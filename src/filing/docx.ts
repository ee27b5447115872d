import { buffer } from 'node:stream/consumers';
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  type IRunOptions,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { type Entry, fromBuffer } from 'yauzl';
import { ZipFile } from 'yazl';
import {
  type Block,
  type Cell,
  clean,
  type FilingDocument,
  type Gap,
  type Language,
  PARTIES,
  plain,
} from './document.ts';
import { FRAME, gapText } from './frame.ts';

/** Faces that Word for Chinese has; where they are missing Word and LibreOffice take their own for the script. */
const BODY = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: 'SimSun' };
const HEADING = { ascii: 'Arial', hAnsi: 'Arial', cs: 'Arial', eastAsia: 'SimHei' };
/** Half points. */
const SIZE = { title: 36, body: 21, table: 18, note: 17 };
/** Width between the margins of an A4 page, in twentieths of a point. */
const PAGE = { width: 11_906, height: 16_838, margin: 1_134 };
const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin;

/**
 * A filing as a Word document in one language. Same document, same bytes: nothing of the clock is in it but the day of
 * the filing.
 */
export async function formatDocx(document: FilingDocument, language: Language): Promise<Uint8Array> {
  const title = document.title[language];
  const file = new Document({
    creator: 'Douane',
    lastModifiedBy: 'Douane',
    title,
    styles: {
      default: {
        document: {
          run: { font: BODY, size: SIZE.body, language: { value: 'en-GB', eastAsia: 'zh-CN' } },
          paragraph: { spacing: { after: 100, line: 300 } },
        },
        heading1: {
          run: { font: HEADING, size: 28, bold: true, color: '000000' },
          paragraph: { spacing: { before: 360, after: 140 }, keepNext: true },
        },
        heading2: {
          run: { font: HEADING, size: 23, bold: true, color: '000000' },
          paragraph: { spacing: { before: 260, after: 100 }, keepNext: true },
        },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin, right: PAGE.margin },
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [
                  new TextRun({
                    size: SIZE.note,
                    children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
                  }),
                ],
              }),
            ],
          }),
        },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            children: [run(FRAME.draft[language], { color: '8A1C1C', size: SIZE.note, font: HEADING })],
          }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { before: 120, after: 120 },
            children: [run(title, { size: SIZE.title, bold: true, font: HEADING })],
          }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 300 },
            children: [run(document.subtitle[language])],
          }),
          ...gapList(document.gaps, language),
          ...document.blocks.flatMap((b) => block(b, language)),
        ],
      },
    ],
  });
  return fixed(await Packer.toBuffer(file), document.day);
}

const run = (text: string, options: Omit<IRunOptions, 'text' | 'children'> = {}) =>
  new TextRun({ ...options, text: clean(text) });
const marked = (gap: Gap, language: Language, size: number) =>
  run(gapText(gap, language), {
    size,
    bold: true,
    shading: { type: ShadingType.CLEAR, fill: 'FFF2A8', color: 'auto' },
  });

function gapList(gaps: readonly Gap[], language: Language): (Paragraph | Table)[] {
  const count = language === 'zh' ? `（${gaps.length} 项）` : ` (${gaps.length})`;
  const heading = new Paragraph({
    heading: HeadingLevel.HEADING_1,
    children: [run(`${FRAME.missing[language]}${count}`)],
  });
  const text = gaps.length === 0 ? FRAME.nothing : FRAME.missingText;
  const cells = (parts: readonly string[], head = false) =>
    parts.map((part, i) => tableCell([paragraph([run(part, { size: SIZE.table, bold: head })])], GAP_WIDTHS[i]!, head));
  return [
    heading,
    new Paragraph({ children: [run(text[language])] }),
    ...(gaps.length === 0
      ? []
      : [
          table(GAP_WIDTHS, [
            tableRow(cells([FRAME.number[language], FRAME.what[language], FRAME.by[language]], true), true),
            ...gaps.map((g) => tableRow(cells([String(g.number), plain(g.what[language]), PARTIES[g.by][language]]))),
          ]),
        ]),
  ];
}

const GAP_WIDTHS = [8, 62, 30];
const FORM_WIDTHS = [30, 70];

function block(b: Block, language: Language): (Paragraph | Table)[] {
  switch (b.kind) {
    case 'heading':
      return [
        new Paragraph({
          heading: b.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
          children: [run(b.text[language])],
        }),
      ];
    case 'text':
      return b.text[language].split('\n').map((line) => new Paragraph({ children: [run(line)] }));
    case 'note':
      return [
        new Paragraph({
          spacing: { before: 60, after: 120 },
          children: [run(b.text[language], { size: SIZE.note, color: '444444' })],
        }),
      ];
    case 'answer':
      return [
        new Paragraph({
          spacing: { before: 120, after: 0 },
          border: box(),
          children: [marked(b.gap, language, SIZE.body), run('', { break: 2 })],
        }),
        spacer(),
      ];
    case 'form':
      return [
        table(
          FORM_WIDTHS,
          b.rows.map(([name, value]) =>
            tableRow([
              tableCell(
                name[language].split('\n').map((line) => paragraph([run(line, { size: SIZE.table, bold: true })])),
                FORM_WIDTHS[0]!,
                true,
              ),
              tableCell(cellParagraphs(value, language, false), FORM_WIDTHS[1]!),
            ]),
          ),
        ),
        spacer(),
      ];
    case 'table': {
      const widths = b.columns.map((c) => c.width);
      const row = (cells: readonly Cell[], bold = false) =>
        tableRow(
          cells.map((c, i) => tableCell(cellParagraphs(c, language, b.columns[i]!.numeric === true, bold), widths[i]!)),
        );
      const head = tableRow(
        b.columns.map((c, i) =>
          tableCell(
            [paragraph([run(c.head[language], { size: SIZE.note, bold: true, font: HEADING })], align(c.numeric))],
            widths[i]!,
            true,
          ),
        ),
        true,
      );
      return [
        table(widths, [head, ...b.rows.map((r) => row(r)), ...(b.total === undefined ? [] : [row(b.total, true)])]),
        spacer(),
      ];
    }
    default:
      return b satisfies never;
  }
}

function cellParagraphs({ text, gap }: Cell, language: Language, numeric: boolean, bold = false): Paragraph[] {
  const alignment = align(numeric);
  const lines = text === null ? [] : text[language].split('\n');
  return [
    ...lines.map((line) => paragraph([run(line, { size: SIZE.table, bold })], alignment)),
    ...(gap === null ? [] : [paragraph([marked(gap, language, SIZE.table)])]),
  ];
}

const align = (numeric = false) => (numeric ? AlignmentType.RIGHT : AlignmentType.LEFT);
type Align = (typeof AlignmentType)[keyof typeof AlignmentType];
const paragraph = (children: TextRun[], alignment: Align = AlignmentType.LEFT) =>
  new Paragraph({ alignment, spacing: { after: 0, line: 250 }, children });
/** Word runs two tables, or two boxes, that touch into one. */
const spacer = () => new Paragraph({ spacing: { after: 60, line: 120 }, children: [] });

function box() {
  const side = { style: BorderStyle.DASHED, size: 6, color: '9A7B00', space: 4 };
  return { top: side, bottom: side, left: side, right: side };
}

function table(widths: readonly number[], rows: TableRow[]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths.map(twips(widths)),
    rows,
  });
}

const tableRow = (children: TableCell[], tableHeader = false) =>
  new TableRow({ children, tableHeader, cantSplit: true });

function tableCell(children: Paragraph[], width: number, shaded = false): TableCell {
  return new TableCell({
    children,
    width: { size: width, type: WidthType.PERCENTAGE },
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    ...(shaded ? { shading: { type: ShadingType.CLEAR, fill: 'EEEEEE', color: 'auto' } } : {}),
  });
}

function twips(widths: readonly number[]) {
  const sum = widths.reduce((a, b) => a + b, 0);
  return (width: number) => Math.floor((TEXT_WIDTH * width) / sum);
}

/** Every part again with one date: the library writes the clock into the archive and into its properties. */
async function fixed(packed: Uint8Array, day: string): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, content] of await partsOf(packed)) {
    const bytes =
      name === 'docProps/core.xml'
        ? Buffer.from(content.toString('utf8').replace(/(<dcterms:\w+[^>]*>)[^<]*/g, `$1${day}T00:00:00Z`))
        : content;
    // Local time, as the archive keeps it: the same bytes in every zone.
    zip.addBuffer(bytes, name, { mtime: new Date(1980, 0, 1), forceDosTimestamp: true });
  }
  zip.end({ forceZip64Format: false, comment: '' });
  return new Uint8Array(await buffer(zip.outputStream));
}

async function partsOf(packed: Uint8Array): Promise<[string, Buffer][]> {
  const { promise, resolve, reject } = Promise.withResolvers<[string, Buffer][]>();
  const parts: [string, Buffer][] = [];
  fromBuffer(Buffer.from(packed), { lazyEntries: true }, (error, zip) => {
    if (error) return reject(error);
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (failed, stream) => {
        if (failed) return reject(failed);
        buffer(stream).then((content) => {
          parts.push([entry.fileName, content]);
          zip.readEntry();
        }, reject);
      });
    });
    zip.on('end', () => resolve(parts));
    zip.on('error', reject);
    zip.readEntry();
  });
  return promise;
}
