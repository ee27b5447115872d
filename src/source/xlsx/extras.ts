import { decodeXstring, type XmlHandler } from './xml.ts';

/** Text in a part that is not a cell: a comment, a document property, a header, a link. */
export interface ExtraText {
  readonly path: string;
  readonly text: string;
  /** The raw character data, or the opening tag for an attribute; -1 where it cannot be replaced. */
  readonly start: number;
  readonly end: number;
  readonly attribute: string | null;
}

/** Parts that describe looks and structure; what they hold is made by programs from fixed lists. */
const STRUCTURE = /^(\[content_types\]\.xml|xl\/(styles|calcchain|sharedstrings|metadata)\.xml|xl\/theme\/.*)$/;

/** Elements whose text is measure or bookkeeping. */
const BOOKKEEPING: readonly [RegExp, ReadonlySet<string>][] = [
  [
    /^docprops\/app\.xml$/,
    new Set(
      'Application AppVersion DocSecurity ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged Template TotalTime lpstr i4'.split(
        ' ',
      ),
    ),
  ],
  [/^docprops\/core\.xml$/, new Set('created modified lastPrinted revision language version'.split(' '))],
  [
    /^xl\/drawings\//,
    new Set('col row colOff rowOff Anchor Row Column MoveWithCells SizeWithCells AutoFill Visible'.split(' ')),
  ],
  [/^xl\/charts\//, new Set('formatCode ptCount'.split(' '))],
];

/** Attributes that hold what somebody typed. Others are taken only where their value cannot be a keyword. */
const TYPED = new Set(
  (
    'display tooltip descr title author displayName prompt promptTitle error errorTitle comment description ' +
    'connection command sourceFile url alt userName caption lastEdited'
  ).split(' '),
);
/** Attributes that hold values only in some elements. */
const TYPED_IN: Readonly<Record<string, ReadonlySet<string>>> = {
  val: new Set(['filter', 'customFilter']),
  v: new Set(['s', 'n', 'd', 'e', 'b']),
  Target: new Set(['Relationship']),
};

/** A reference to cells, as defined names and charts have them. */
const CELL = String.raw`\$?[A-Z]{1,3}\$?\d{1,7}`;
const SPAN = String.raw`(${CELL}(:${CELL})?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,4}:\$?\d{1,4})`;
const REFERENCE = new RegExp(String.raw`^=?('[^'"]*'|[\p{L}_][\p{L}\p{N}_.]*)!${SPAN}$|^${SPAN}( ${SPAN})*$`, 'u');
const KEYWORD = /^(true|false|General|-?\d{1,4}(\.\d{1,4})?)$/i;
/** Names that programs put where a person's name belongs. */
const PROGRAMS =
  /^(openpyxl|xlsxwriter|apache poi|exceljs|sheetjs|unknown|microsoft( office( user)?| excel)?|libreoffice.*)$/i;

/**
 * Tells of every text in a part that a person may have put there, for it crosses with the workbook: all
 * character data, and attributes that hold typed text or whose value is more than a keyword.
 */
export function extraTexts(part: string, found: (text: ExtraText) => void): XmlHandler {
  const name = part.toLowerCase();
  const isRelations = name.endsWith('.rels');
  const remark = (text: string) => found({ path: `#${part}/comment()`, text, start: -1, end: -1, attribute: null });
  if (STRUCTURE.test(name)) return { ...structure(part, found), remark };
  const bookkeeping = BOOKKEEPING.find(([of]) => of.test(name))?.[1];
  const stack: string[] = [];
  return {
    remark,
    open(element, attributes, start, end) {
      stack.push(element);
      if (isRelations && attributes.TargetMode !== 'External') return;
      for (const [attribute, written] of Object.entries(attributes)) {
        const bare = attribute.slice(attribute.indexOf(':') + 1);
        if (attribute.startsWith('xmlns') || (isRelations && bare !== 'Target')) continue;
        const text = decodeXstring(written);
        const typed = TYPED.has(bare) || TYPED_IN[bare]?.has(element);
        if (text === '' || (!typed && !isMoreThanKeyword(text))) continue;
        if (
          element === 'sheet' ||
          element === 'tableColumn' ||
          element === 'table' ||
          element === 'font' ||
          /\/theme\//.test(text)
        )
          continue;
        found({ path: `#${part}/${element}@${bare}`, text, start, end, attribute });
      }
    },
    text(raw, start, end) {
      const element = stack.at(-1) ?? '';
      const text = decodeXstring(raw);
      const bare = text.trim();
      if (bare === '' || bookkeeping?.has(element) || KEYWORD.test(bare) || REFERENCE.test(bare)) return;
      if ((element === 'creator' || element === 'lastModifiedBy') && PROGRAMS.test(bare)) return;
      found({ path: `#${part}/${element}`, text, start, end, attribute: null });
    },
    close() {
      stack.pop();
    },
  };
}

/** In parts that programs write, only what no program writes: long numbers, addresses of mail, sentences. */
function structure(part: string, found: (text: ExtraText) => void): XmlHandler {
  const tell = (path: string, text: string) => {
    if (/\d{6}|\S@\S|[\u4e00-\u9fff]{9}/.test(text) && isMoreThanKeyword(text) && !REFERENCE.test(text))
      found({ path, text, start: -1, end: -1, attribute: null });
  };
  return {
    open(element, attributes) {
      for (const [name, text] of Object.entries(attributes))
        if (text.length > 5 && !name.startsWith('xmlns')) tell(`#${part}/${element}@${name}`, text);
    },
    close() {},
    text(text) {
      // Shared strings are read as values.
      if (text.length > 5 && !/sharedstrings/i.test(part)) tell(`#${part}`, text);
    },
  };
}

function isMoreThanKeyword(text: string): boolean {
  if (
    /^(https?:\/\/schemas\.|http:\/\/purl\.oclc\.|urn:|\{[0-9A-F-]{36}\}$)/i.test(text) ||
    /^[0-9A-F]{6,8}$/i.test(text)
  )
    return false;
  return /[^\x00-\x7f]|\S@\S|\d{7}/.test(text);
}

/** A part that is not XML. */
export type BinaryPart = 'settings' | 'preview' | 'unreadable';

/**
 * Printer settings are looked through for text, a preview picture shows what the first sheet shows; pictures,
 * embedded files and programs cannot be inspected.
 */
export function binaryKind(part: string): BinaryPart | null {
  if (/\.(xml|rels|vml)$/i.test(part) || part.endsWith('/')) return null;
  if (/^xl\/printersettings\/[^/]+\.bin$/i.test(part)) return 'settings';
  if (/^docprops\/thumbnail\.[a-z]+$/i.test(part)) return 'preview';
  return 'unreadable';
}

const MAX_SETTINGS = 1 << 20;

/** Runs of at least four characters of UTF-16 text, which Windows writes, or twelve of ASCII. */
export async function settingsTexts(chunks: AsyncIterable<Uint8Array>): Promise<string[]> {
  const bytes: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > MAX_SETTINGS) throw new RangeError('printer settings too long');
    bytes.push(chunk);
  }
  const all = Buffer.concat(bytes);
  const run = /[\p{L}\p{N}\p{P} ]{4,}/gu;
  const wide = all.toString('utf16le').match(run) ?? [];
  const narrow = all.toString('latin1').match(/[\x20-\x7e]{12,}/g) ?? [];
  // Chance runs of UTF-16 code units are mostly of rare scripts; text that people wrote is not.
  return [...wide.filter((t) => /^[\x20-\x7e\u4e00-\u9fff]+$/.test(t)), ...narrow];
}
