import { DouaneError } from '../../model/errors.ts';
import type { Input, SourceLimits } from '../source.ts';
import { isBuiltInDate, isDateFormat } from './number-format.ts';
import { SharedStrings, stringItems } from './shared-strings.ts';
import { type Attributes, decodeXstring, prefixed, type XmlHandler, XmlScanner } from './xml.ts';
import { openZip, type Zip, type ZipPart } from './zip.ts';

export interface Sheet {
  readonly name: string;
  readonly part: ZipPart;
  /** Relationships of the sheet, by id. */
  readonly relations: ReadonlyMap<string, Relation>;
}

export interface Relation {
  readonly id: string;
  /** Last step of the relationship's type: `worksheet`, `sharedStrings`, `hyperlink`. */
  readonly type: string;
  /** Part name, or the target as written where it is outside. */
  readonly target: string;
  readonly external: boolean;
}

/** What must be known of a workbook before its first row. */
export interface Workbook {
  readonly zip: Zip;
  readonly part: ZipPart;
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
  /** By cell style: true where it shows a date. */
  readonly dateStyles: readonly boolean[];
  readonly strings: SharedStrings;
  readonly stringsPart: ZipPart | null;
  /** Phonetic guides that stand beside shared strings. */
  readonly phonetics: readonly string[];
}

export interface PartContext {
  readonly file: string;
  readonly limits: SourceLimits;
}

const CFB = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/**
 * Opens a workbook as far as needed to read rows: directory, sheets, styles and shared strings. Encrypted
 * workbooks and the binary formats (.xls, .xlsb) are INPUT_SYNTAX.
 *
 * Source: ECMA-376 part 1 (SpreadsheetML) and part 2 (packages).
 */
export async function openWorkbook(input: Input, limits: SourceLimits): Promise<Workbook> {
  const file = input.name;
  await checkMagic(input);
  const zip = await openZip(input, limits);
  const context = { file, limits };
  const byName = new Map(zip.parts.map((p) => [p.name.toLowerCase(), p]));
  const part = (name: string, expected: string): ZipPart => {
    const found = byName.get(name.toLowerCase());
    if (found === undefined)
      throw new DouaneError('INPUT_SYNTAX', { place: { file, name }, expected, got: 'a zip without that part' });
    return found;
  };
  const relationsOf = async (of: string): Promise<Map<string, Relation>> => {
    const at = of.lastIndexOf('/') + 1;
    const rels = byName.get(`${of.slice(0, at)}_rels/${of.slice(at)}.rels`.toLowerCase());
    return rels === undefined ? new Map() : await readRelations(rels, of, context);
  };

  const top = await relationsOf('');
  const main = [...top.values()].find((r) => r.type === 'officeDocument' && !r.external);
  const workbookPart = part(main?.target ?? 'xl/workbook.xml', 'a workbook');
  if (!/\.xml$/i.test(workbookPart.name))
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file },
      expected: 'an XLSX workbook',
      got: 'a binary one (.xlsb)',
    });
  const relations = await relationsOf(workbookPart.name);
  const found: { name: string; id: string }[] = [];
  let date1904 = false;
  await scanPart(workbookPart, context, {
    open(name, a) {
      if (name === 'sheet' && found.length <= MAX_SHEETS)
        found.push({ name: a.name ?? '', id: prefixed(a, 'id') ?? '' });
      else if (name === 'workbookPr') date1904 = a.date1904 === '1' || a.date1904 === 'true';
    },
    close() {},
    text() {},
  });
  if (found.length > MAX_SHEETS)
    throw new DouaneError('LIMIT_COLUMNS', { place: { file }, expected: `at most ${MAX_SHEETS} sheets` });
  const sheets: Sheet[] = [];
  for (const { name, id } of found) {
    const relation = relations.get(id);
    if (relation === undefined || relation.external)
      throw new DouaneError('INPUT_SYNTAX', { place: { file, name }, expected: 'a sheet with its part', got: 'none' });
    // Chart sheets have no cells; their part is read as any other.
    if (relation.type === 'chartsheet') continue;
    const sheetPart = part(relation.target, 'a sheet');
    if (sheets.some((s) => s.part === sheetPart))
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file, name },
        expected: 'a part for each sheet',
        got: 'one part twice',
      });
    sheets.push({ name: decodeXstring(name), part: sheetPart, relations: await relationsOf(sheetPart.name) });
  }
  const byType = (type: string) => [...relations.values()].find((r) => r.type === type && !r.external);
  const styles = byType('styles');
  const shared = byType('sharedStrings');
  const stringsPart = shared === undefined ? null : part(shared.target, 'shared strings');
  const strings = new SharedStrings(file);
  const phonetics: string[] = [];
  if (stringsPart !== null)
    await scanPart(
      stringsPart,
      context,
      stringItems(({ text, phonetic }) => {
        strings.add(text);
        if (phonetic !== '' && phonetics.push(phonetic) > MAX_PHONETICS)
          throw new DouaneError('LIMIT_INFLATE', { place: { file, name: stringsPart.name } });
      }),
    );
  const dateStyles = styles === undefined ? [] : await readDateStyles(part(styles.target, 'styles'), context);
  return { zip, part: workbookPart, sheets, date1904, dateStyles, strings, stringsPart, phonetics };
}

const MAX_SHEETS = 4096;
const MAX_PHONETICS = 100_000;

/** Reads a whole part, keeping nothing. */
export async function scanPart(part: ZipPart, { file, limits }: PartContext, handler: XmlHandler): Promise<void> {
  const scanner = new XmlScanner(handler, { file, name: part.name }, limits);
  for await (const chunk of part.read()) {
    scanner.write(chunk);
    scanner.release(scanner.settled);
  }
  scanner.end();
}

async function readRelations(rels: ZipPart, of: string, context: PartContext): Promise<Map<string, Relation>> {
  const out = new Map<string, Relation>();
  await scanPart(rels, context, {
    open(name, a) {
      if (name !== 'Relationship') return;
      const relation = relationOf(a, of);
      out.set(relation.id, relation);
      if (out.size > MAX_RELATIONS)
        throw new DouaneError('LIMIT_COLUMNS', { place: { file: context.file, name: rels.name } });
    },
    close() {},
    text() {},
  });
  return out;
}

const MAX_RELATIONS = 70_000;

function relationOf(a: Attributes, of: string): Relation {
  const external = a.TargetMode === 'External';
  const written = a.Target ?? '';
  const type = (a.Type ?? '').slice((a.Type ?? '').lastIndexOf('/') + 1);
  return { id: a.Id ?? '', type, target: external ? written : resolve(of, written), external };
}

function resolve(of: string, target: string): string {
  const steps = target.startsWith('/') ? [] : of.split('/').slice(0, -1);
  for (const step of target.replace(/^\//, '').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

async function readDateStyles(part: ZipPart, context: PartContext): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const out: boolean[] = [];
  let inCellXfs = false;
  await scanPart(part, context, {
    open(name, a) {
      if (name === 'numFmt') formats.set(Number(a.numFmtId), decodeXstring(a.formatCode ?? ''));
      else if (name === 'cellXfs') inCellXfs = true;
      else if (name === 'xf' && inCellXfs && out.length < MAX_STYLES) {
        const id = Number(a.numFmtId ?? 0);
        const code = formats.get(id);
        out.push(code === undefined ? isBuiltInDate(id) : isDateFormat(code));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellXfs = false;
    },
    text() {},
  });
  return out;
}

const MAX_STYLES = 1 << 17;

async function checkMagic(input: Input): Promise<void> {
  const place = { file: input.name };
  if (input.size === 0) throw new DouaneError('INPUT_EMPTY', { place });
  const head = await input.readAt(0, Math.min(512, input.size));
  if (CFB.every((b, i) => head[i] === b)) {
    const got = (await isEncryptedPackage(input, head))
      ? 'an encrypted workbook: save it without a password'
      : 'the old binary format (.xls): save it as .xlsx';
    throw new DouaneError('INPUT_SYNTAX', { place, expected: 'an XLSX workbook', got });
  }
  if (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4)
    throw new DouaneError('INPUT_SYNTAX', { place, expected: 'an XLSX workbook, which is a zip', got: 'other bytes' });
}

/** An encrypted workbook is a compound file with a stream `EncryptedPackage` (MS-OFFCRYPTO §2.3.4.4). */
async function isEncryptedPackage(input: Input, head: Uint8Array): Promise<boolean> {
  if (head.length < 512) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  const sector = 2 ** Math.min(view.getUint16(30, true), 12);
  const at = (view.getUint32(48, true) + 1) * sector;
  if (at >= input.size) return false;
  const directory = Buffer.from(await input.readAt(at, Math.min(4096, input.size - at)));
  return directory.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}
