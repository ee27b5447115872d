import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';
import { ZipFile } from 'yazl';

/** A zip of these parts, in this order. */
export async function zipOf(parts: Readonly<Record<string, string | Uint8Array>>, comment = ''): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts))
    zip.addBuffer(Buffer.from(content as string), name, { mtime: new Date(0) });
  zip.end({ comment, forceZip64Format: false });
  return new Uint8Array(await buffer(zip.outputStream));
}

/** The parts of a zip as text. */
export async function unzip(bytes: Uint8Array): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  await new Promise<void>((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, async (e, stream) => {
          if (e) return reject(e);
          out[entry.fileName] = (await buffer(stream)).toString('utf8');
          zip.readEntry();
        }),
      );
      zip.on('end', () => resolve());
      zip.on('error', reject);
      zip.readEntry();
    });
  });
  return out;
}

const DECL = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PKG = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export interface Book {
  /** Sheet XML between `<worksheet …>` and `</worksheet>`, by sheet name. */
  readonly sheets: Readonly<Record<string, string>>;
  readonly hidden?: readonly string[];
  /** `<si>` elements. */
  readonly strings?: readonly string[];
  readonly workbook?: string;
  /** Relationships by the part they belong to, as XML. */
  readonly rels?: Readonly<Record<string, string>>;
  readonly parts?: Readonly<Record<string, string | Uint8Array>>;
}

export const si = (text: string): string => `<si><t>${text}</t></si>`;

/** The parts of a workbook in the manner of Excel's own files. */
export function excel(book: Book): Record<string, string | Uint8Array> {
  const names = Object.keys(book.sheets);
  const has = book.strings !== undefined;
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `${DECL}<Types xmlns="${PKG}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${OFFICE}.sheet.main+xml"/>${names.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${OFFICE}.worksheet+xml"/>`).join('')}<Override PartName="/xl/styles.xml" ContentType="${OFFICE}.styles+xml"/>${has ? `<Override PartName="/xl/sharedStrings.xml" ContentType="${OFFICE}.sharedStrings+xml"/>` : ''}${book.parts?.['xl/calcChain.xml'] ? `<Override PartName="/xl/calcChain.xml" ContentType="${OFFICE}.calcChain+xml"/>` : ''}</Types>`,
    '_rels/.rels': `${DECL}<Relationships xmlns="${PKG}/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${DECL}<workbook xmlns="${MAIN}" xmlns:r="${REL}"><workbookPr defaultThemeVersion="124226"/><sheets>${names.map((n, i) => `<sheet name="${n}" sheetId="${i + 1}"${book.hidden?.includes(n) ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`).join('')}</sheets>${book.workbook ?? ''}</workbook>`,
    'xl/_rels/workbook.xml.rels': `${DECL}<Relationships xmlns="${PKG}/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="rId98" Type="${REL}/styles" Target="styles.xml"/>${has ? `<Relationship Id="rId99" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/>` : ''}${book.parts?.['xl/calcChain.xml'] ? `<Relationship Id="rId97" Type="${REL}/calcChain" Target="calcChain.xml"/>` : ''}</Relationships>`,
    'xl/styles.xml': `${DECL}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="49"/></cellXfs></styleSheet>`,
  };
  names.forEach((name, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `${DECL}<worksheet xmlns="${MAIN}" xmlns:r="${REL}">${book.sheets[name]}</worksheet>`;
  });
  if (has)
    parts['xl/sharedStrings.xml'] =
      `${DECL}<sst xmlns="${MAIN}" count="${book.strings!.length}" uniqueCount="${book.strings!.length}">${book.strings!.join('')}</sst>`;
  for (const [of, xml] of Object.entries(book.rels ?? {})) {
    const at = of.lastIndexOf('/') + 1;
    parts[`${of.slice(0, at)}_rels/${of.slice(at)}.rels`] =
      `${DECL}<Relationships xmlns="${PKG}/relationships">${xml}</Relationships>`;
  }
  return { ...parts, ...book.parts };
}
