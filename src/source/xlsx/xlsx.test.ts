import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { type Book, excel, si, unzip, zipOf } from '../../../test/support/xlsx.ts';
import { CELL_BOOLEAN, CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';
import { DEFAULT_LIMITS, type SourceLimits } from '../source.ts';
import { openXlsx } from './xlsx.ts';

const shape = { format: 'xlsx', encoding: 'binary', compression: 'none' } as const;

function open(bytes: Uint8Array, limits: Partial<SourceLimits> = {}) {
  return openXlsx(inputOf(bytes), { file: 0, name: 'f.xlsx', limits: { ...DEFAULT_LIMITS, ...limits }, shape });
}

const bookOf = async (book: Book) => open(await zipOf(excel(book)));

async function failure(bytes: Uint8Array, limits?: Partial<SourceLimits>): Promise<string> {
  try {
    await collect(await open(bytes, limits));
    return 'no error';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const lines = (rows: { path: string; text: string | null }[][]) =>
  rows.map((r) => r.map((c) => `${c.path}=${c.text}`).join(' '));

/** A customer list as Excel writes one: shared strings, dates by style, formulas with results, a link, a filter. */
const customers: Book = {
  strings: [
    si('姓名'),
    si('手机'),
    si('生日'),
    si('邮箱'),
    si('合计'),
    si('张三'),
    si('<![CDATA[zhang@example.cn]]>'),
    '<si><r><rPr><b/></rPr><t>李</t></r><r><t xml:space="preserve">四 </t></r><rPh sb="0" eb="1"><t>LiSi</t></rPh></si>',
    si('上海 &amp; 北京'),
    si('备注_x000D_行'),
    si('无人引用'),
  ],
  sheets: {
    客户: `<sheetData><row r="1" spans="1:5"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row><row r="2"><c r="A2" s="3" t="s"><v>5</v></c><c r="B2"><v>13812345678</v></c><c r="C2" s="1"><v>32939</v></c><c r="D2" t="s"><v>6</v></c><c r="E2" t="str"><f>A2&amp;"-13900001111"</f><v>张三-13900001111</v></c></row><row r="3"><c r="A3" s="3" t="s"><v>7</v></c><c r="B3"><v>1.3912345678E10</v></c><c r="C3" s="2"><v>32940.5</v></c><c r="E3"><f>LEN(A3)</f><v>2</v></c><c r="F3" t="b"><v>1</v></c></row></sheetData><autoFilter ref="A1:E3"><filterColumn colId="0"><filters><filter val="张三"/></filters></filterColumn></autoFilter><hyperlinks><hyperlink ref="D2" r:id="rId1" display="zhang@example.cn"/></hyperlinks><pageMargins left="0.7" right="0.7"/>`,
    隐藏: `<sheetData><row r="1"><c r="A1" t="s"><v>5</v></c><c r="B1"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>内联</t></is></c><c r="C2" t="s"><v>8</v></c><c r="D2" t="e"><v>#N/A</v></c><c r="E2" t="s"><v>9</v></c></row></sheetData>`,
  },
  hidden: ['隐藏'],
  rels: {
    'xl/worksheets/sheet1.xml':
      '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="mailto:zhang@example.cn" TargetMode="External"/>',
  },
  parts: {
    'xl/calcChain.xml':
      '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="E2" i="1"/><c r="E3"/></calcChain>',
  },
};

describe('reading', () => {
  test('rows of all sheets with headers, dates, rich text, results of formulas', async () => {
    const source = await bookOf(customers);
    const rows = await collect(source);
    expect(lines(rows.slice(0, 4))).toEqual([
      '客户!姓名=张三 客户!手机=13812345678 客户!生日=1990-03-07 客户!邮箱=zhang@example.cn 客户!合计=张三-13900001111 客户!合计/formula=A2&"-13900001111"',
      '客户!姓名=李四  客户!手机=13912345678 客户!生日=1990-03-08T12:00:00 客户!合计=2 客户!#6=true',
      // Behind the rows of a sheet, what else stands in it.
      '#xl/worksheets/sheet1.xml/filter@val=张三',
      '#xl/worksheets/sheet1.xml/hyperlink@display=zhang@example.cn',
    ]);
    expect(lines(rows.slice(4))).toEqual([
      '隐藏!#1=张三 隐藏!#2=1',
      '隐藏!#1=内联 隐藏!#3=上海 & 北京 隐藏!#4=#N/A 隐藏!#5=备注\r行',
      '#xl/worksheets/_rels/sheet1.xml.rels/Relationship@Target=mailto:zhang@example.cn',
      '#xl/sharedStrings.xml/t=无人引用',
      '#xl/sharedStrings.xml/rPh=LiSi',
    ]);
    expect(rows[0]!.map((c) => c.type)).toEqual([CELL_TEXT, CELL_NUMBER, CELL_TEXT, CELL_TEXT, CELL_TEXT, CELL_TEXT]);
    expect(rows[1]!.at(-1)!.type).toBe(CELL_BOOLEAN);
    expect(await collect(source)).toEqual(rows);
  });

  test('a title over the table is a row, not its header; without a header columns have numbers', async () => {
    const row = (r: number, ...cells: string[]) =>
      `<row r="${r}">${cells.map((t) => `<c t="inlineStr"><is><t>${t}</t></is></c>`).join('')}</row>`;
    const sheet = (...rows: string[]) => ({ sheets: { S: `<sheetData>${rows.join('')}</sheetData>` } });
    expect(
      lines(
        await collect(
          await bookOf(sheet(row(1, '2026年客户名单'), row(3, '姓名', '手机', '城市'), row(4, '张三', 'x', 'y'))),
        ),
      ),
    ).toEqual(['S!#1=2026年客户名单', 'S!姓名=张三 S!手机=x S!城市=y']);
    expect(
      lines(await collect(await bookOf(sheet(row(1, '张三', '13812345678'), row(2, '李四', '13912345678')))))[0],
    ).toBe('S!#1=张三 S!#2=13812345678');
    expect(lines(await collect(await bookOf(sheet(row(1, '手机\n号码', '', 'c'), row(2, 'a', 'b')))))).toEqual([
      'S!手机 号码=a S!#2=b',
    ]);
  });

  test('what stands outside of cells is read: comments, properties, drawings, names, headers of pages', async () => {
    const rows = await collect(
      await bookOf({
        sheets: { S: '<sheetData/><headerFooter><oddHeader>&amp;C绝密 王五</oddHeader></headerFooter>' },
        workbook:
          '<definedNames><definedName name="联系人">"赵六 13700000000"</definedName><definedName name="_xlnm.Print_Area">S!$A$1:$D$9</definedName></definedNames>',
        parts: {
          'xl/comments1.xml':
            '<comments><authors><author>孙七</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>请回电</t></r></text></comment></commentList></comments>',
          'xl/drawings/drawing1.xml':
            '<xdr:wsDr xmlns:xdr="x" xmlns:a="y"><xdr:from><xdr:col>12345</xdr:col></xdr:from><xdr:cNvPr id="2" name="Box 1" descr="周八的照片"/><a:t>吴九</a:t></xdr:wsDr>',
          'docProps/core.xml':
            '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>郑十</dc:creator><cp:lastModifiedBy>openpyxl</cp:lastModifiedBy></cp:coreProperties>',
          'docProps/app.xml':
            '<Properties><Application>Microsoft Excel</Application><Company>某公司</Company></Properties>',
          'xl/printerSettings/printerSettings1.bin': Buffer.from('\u0001\u0002HP 打印机 张三的\u0000', 'utf16le'),
        },
      }),
    );
    expect(lines(rows)).toEqual([
      '#xl/worksheets/sheet1.xml/oddHeader=&C绝密 王五',
      '#xl/workbook.xml/definedName@name=联系人',
      '#xl/workbook.xml/definedName="赵六 13700000000"',
      '#xl/comments1.xml/author=孙七',
      '#xl/comments1.xml/t=请回电',
      '#xl/drawings/drawing1.xml/cNvPr@descr=周八的照片',
      '#xl/drawings/drawing1.xml/t=吴九',
      '#docProps/core.xml/creator=郑十',
      '#docProps/app.xml/Company=某公司',
      '#xl/printerSettings/printerSettings1.bin=HP 打印机 张三的',
    ]);
  });

  test('many rows come in several batches and lose none', async () => {
    const n = 30_000;
    const rows = Array.from(
      { length: n },
      (_, i) =>
        `<row r="${i + 2}"><c r="A${i + 2}" t="inlineStr"><is><t>人${i}</t></is></c><c r="B${i + 2}"><v>${i}</v></c></row>`,
    );
    const source = await bookOf({
      sheets: {
        S: `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>数</t></is></c></row>${rows.join('')}</sheetData>`,
      },
    });
    const got = await collect(source);
    expect(got.map((r) => r[0]!.text)).toEqual(Array.from({ length: n }, (_, i) => `人${i}`));
    const out = await rewrite(source, (p, t) => (p === 'S!数' ? `${Number(t) + 1}` : undefined));
    expect((await collect(await open(out))).map((r) => Number(r[1]!.text))).toEqual(
      Array.from({ length: n }, (_, i) => i + 1),
    );
  });
});

describe('rewriting', () => {
  test('without edits every part but computed results is as it was', async () => {
    const parts = excel({
      ...customers,
      parts: {},
      sheets: { 客户: customers.sheets.客户!.replace(/<f>.*?<\/f>/g, ''), 隐藏: customers.sheets.隐藏! },
    });
    const out = await unzip(await rewrite(await open(await zipOf(parts))));
    const { 'xl/sharedStrings.xml': strings, 'xl/worksheets/sheet1.xml': sheet, ...rest } = out;
    const { 'xl/sharedStrings.xml': _a, 'xl/worksheets/sheet1.xml': was, ...expected } = parts;
    expect(rest).toEqual(expected);
    expect(sheet).toBe((was as string).replace(/<filterColumn.*<\/filterColumn>/, ''));
    expect(strings).not.toContain('无人引用');
  });

  test('edited cells keep their style, numbers stay numbers, nothing of what was there is left', async () => {
    const source = await bookOf(customers);
    const out = await unzip(
      await rewrite(
        source,
        (path, text) => {
          if (path === '客户!姓名' || path === '隐藏!#1') return '*';
          if (path === '客户!手机') return text.replace('13', '19');
          if (path === '客户!生日') return `${text.slice(0, 4)}-01-01`;
          return undefined;
        },
        ['客户!邮箱', '客户!合计', '#xl/sharedStrings.xml/t'],
      ),
    );
    const sheet = out['xl/worksheets/sheet1.xml']!;
    expect(sheet).toContain('<c r="A2" s="3" t="inlineStr"><is><t xml:space="preserve">*</t></is></c>');
    expect(sheet).toContain('<c r="B2"><v>19812345678</v></c><c r="C2" s="1"><v>32874</v></c><c r="D2"/><c r="E2"/>');
    expect(sheet).toContain('<c r="D1"/><c r="E1"/>');
    expect(sheet).not.toContain('hyperlink');
    expect(sheet).not.toContain('filterColumn');
    expect(out['xl/worksheets/_rels/sheet1.xml.rels']).not.toContain('mailto');
    expect(out['xl/calcChain.xml']).toBeUndefined();
    expect(out['[Content_Types].xml']).not.toContain('calcChain');
    expect(out['xl/_rels/workbook.xml.rels']).not.toContain('calcChain');
    const all = Object.values(out).join('');
    for (const gone of ['张三', '李', 'LiSi', 'zhang@', '13812345678', '1390000', '合计', '邮箱', '无人引用', '内联'])
      expect(all).not.toContain(gone);
    expect(all).toContain('上海 &amp; 北京');
    // Kept formulas have no result from values that changed; here all were removed.
    const rows = await collect(await open(await zipOf(out)));
    expect(lines(rows)[0]).toBe('客户!姓名=* 客户!手机=19812345678 客户!生日=1990-01-01');
  });

  test('formulas that stay lose their results and are computed when the workbook is opened', async () => {
    const out = await unzip(await rewrite(await bookOf(customers), (path) => (path === '客户!手机' ? '1' : undefined)));
    expect(out['xl/worksheets/sheet1.xml']).toContain('<c r="E3"><f>LEN(A3)</f></c>');
    expect(out['xl/worksheets/sheet1.xml']).toContain('<c r="E2"><f>A2&amp;"-13900001111"</f></c>');
    expect(out['xl/workbook.xml']).toContain('</sheets><calcPr fullCalcOnLoad="1"/></workbook>');
    const with_ = await unzip(await rewrite(await bookOf({ ...customers, workbook: '<calcPr calcId="191029"/>' })));
    expect(with_['xl/workbook.xml']).toContain('<calcPr calcId="191029" fullCalcOnLoad="1"/>');
  });

  test('a copy of a treated value in a comment or name is found: the part is named', async () => {
    const book = (text: string): Book => ({
      ...customers,
      parts: {
        'xl/comments1.xml': `<comments><commentList><comment ref="B2"><text><t>${text}</t></text></comment></commentList></comments>`,
      },
    });
    const treat = (path: string, text: string) => (path === '客户!手机' ? `x${text.length}` : undefined);
    await expect(rewrite(await bookOf(book('请拨 13812345678')), treat)).rejects.toMatchObject({
      code: 'TREAT_FORMAT',
      place: { name: 'xl/comments1.xml' },
    });
    // Treated there too, or never there, it passes.
    await rewrite(await bookOf(book('请拨 13812345678')), treat, ['#xl/comments1.xml/t']);
    await rewrite(await bookOf(book('请拨 10086')), treat);
    const twice = await bookOf(book('请拨 13812345678'));
    await rewrite(twice, (p, t) => (p.startsWith('#xl/comments') ? '已脱敏' : treat(p, t)));
  });

  test('charts lose their copies of values, pivot caches are refused', async () => {
    const chart =
      '<c:chartSpace xmlns:c="c"><c:cat><c:strRef><c:f>客户!$A$2:$A$3</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>张三</c:v></c:pt></c:strCache></c:strRef></c:cat></c:chartSpace>';
    const withChart = await bookOf({ ...customers, parts: { 'xl/charts/chart1.xml': chart } });
    expect(lines(await collect(withChart))).toContain('#xl/charts/chart1.xml/v=张三');
    const out = await unzip(await rewrite(withChart, (p) => (p.endsWith('姓名') || p === '隐藏!#1' ? '*' : undefined)));
    expect(out['xl/charts/chart1.xml']).toBe(chart.replace(/<c:strCache>.*<\/c:strCache>/, ''));
    const pivot = {
      ...customers,
      parts: { 'xl/pivotCache/pivotCacheRecords1.xml': '<pivotCacheRecords><r><s v="张三"/></r></pivotCacheRecords>' },
    };
    expect(lines(await collect(await bookOf(pivot)))).toContain('#xl/pivotCache/pivotCacheRecords1.xml/s@v=张三');
    await expect(rewrite(await bookOf(pivot), () => undefined, ['客户!姓名'])).rejects.toMatchObject({
      code: 'TREAT_FORMAT',
      place: { name: 'xl/pivotCache/pivotCacheRecords1.xml' },
    });
  });

  test('a removed column of a table has a number for its name, in the header and in the table', async () => {
    const table =
      '<table id="1" ref="A1:E3"><tableColumns count="5"><tableColumn id="1" name="姓名"/><tableColumn id="2" name="手机"/><tableColumn id="3" name="生日"/><tableColumn id="4" name="邮箱"/><tableColumn id="5" name="合计"/></tableColumns></table>';
    const book: Book = {
      ...customers,
      rels: {
        'xl/worksheets/sheet1.xml':
          '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table1.xml"/>',
      },
      parts: { 'xl/tables/table1.xml': table },
    };
    const out = await unzip(await rewrite(await bookOf(book), undefined, ['客户!手机']));
    expect(out['xl/tables/table1.xml']).toBe(table.replace('"手机"', '"#2"'));
    expect(out['xl/worksheets/sheet1.xml']).toContain(
      '<c r="B1" t="inlineStr"><is><t xml:space="preserve">#2</t></is></c>',
    );
  });

  test('a shared formula does not lose its text to the treatment of one cell', async () => {
    const sheet =
      '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row><row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2*12345</f><v>5</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/><v>6</v></c></row></sheetData>';
    await expect(
      rewrite(await bookOf({ sheets: { S: sheet } }), (_, t) => (t === '5' ? '7' : undefined)),
    ).rejects.toMatchObject({ code: 'TREAT_FORMAT' });
    const all = await unzip(
      await rewrite(await bookOf({ sheets: { S: sheet } }), (p) => (p === 'S!h' ? '7' : undefined)),
    );
    expect(all['xl/worksheets/sheet1.xml']).toContain('<c r="A3"><v>7</v></c>');
  });

  test('values in = values out, for any text and any cells edited', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('&', '<', '"', '_x0041_', '\r', '\n', '\u0001', ' ', ']]>'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 8,
    });
    const escaped = (t: string) =>
      t
        .replace(/[&<>\r]/g, (c) => `&#${c.charCodeAt(0)};`)
        .replace(/_x(?=[0-9A-F]{4}_)/g, '_x005F_x')
        .replace(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g,
          (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
        );
    const ok = text.filter((t) => t.trim() !== '' && !/[\ufffe\uffff]/.test(t) && t.isWellFormed());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(ok, ok), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (data, every) => {
          const strings = data.flat().map((t) => `<si><t xml:space="preserve">${escaped(t)}</t></si>`);
          const rows = data.map((_, i) => `<row><c t="s"><v>${i * 2}</v></c><c t="s"><v>${i * 2 + 1}</v></c></row>`);
          const source = await bookOf({
            strings,
            sheets: { S: `<sheetData><row><c><v>1</v></c></row>${rows.join('')}</sheetData>` },
          });
          expect((await collect(source)).slice(1, data.length + 1).map((r) => r.map((c) => c.text))).toEqual(data);
          // The number in the first cell stays, so that there is still no header.
          let at = 0;
          const marked = (i: number) => i > 0 && i % every === 0;
          const out = await rewrite(source, (path, t) => (path.startsWith('S!') && marked(at++) ? `${t}✓` : undefined));
          at = 1;
          const edited = data.map((r) => r.map((t) => (marked(at++) ? `${t}✓` : t)));
          expect((await collect(await open(out))).slice(1).map((r) => r.map((c) => c.text))).toEqual(edited);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('bad input', () => {
  test('not a zip, cut off, encrypted, old binary format', async () => {
    const bytes = await zipOf(excel(customers));
    expect(await failure(Buffer.from('a,b\n1,2'))).toBe('INPUT_SYNTAX');
    expect(await failure(new Uint8Array())).toBe('INPUT_EMPTY');
    for (let n = 4; n < bytes.length; n += 97)
      expect(await failure(bytes.subarray(0, n))).toMatch(/^INPUT_(TRUNCATED|SYNTAX)$/);
    const cfb = Buffer.alloc(2048);
    Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(cfb);
    cfb.writeUInt16LE(9, 30);
    cfb.write('EncryptedPackage', 512, 'utf16le');
    await expect(open(cfb)).rejects.toThrow(/encrypted workbook/);
    cfb.fill(0, 512);
    await expect(open(cfb)).rejects.toThrow(/\.xls/);
  });

  test('pictures, macros and embedded files are refused by name, before a row is read', async () => {
    for (const name of ['xl/media/image1.png', 'xl/vbaProject.bin', 'xl/embeddings/oleObject1.bin'])
      await expect(bookOf({ ...customers, parts: { [name]: 'x' } })).rejects.toMatchObject({
        code: 'INPUT_BINARY',
        place: { name },
      });
  });

  test.each([
    ['a document type', '<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet/>', 'INPUT_SYNTAX'],
    ['tags that do not match', '<worksheet><sheetData></worksheet>', 'INPUT_SYNTAX'],
    [
      'an entity that is not there',
      '<worksheet><sheetData><row><c><v>&x;</v></c></row></sheetData></worksheet>',
      'INPUT_SYNTAX',
    ],
    [
      'a shared string that is not there',
      '<worksheet><sheetData><row><c t="s"><v>99</v></c></row></sheetData></worksheet>',
      'INPUT_SYNTAX',
    ],
    [
      'a cell twice',
      '<worksheet><sheetData><row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData></worksheet>',
      'INPUT_SYNTAX',
    ],
    ['a row twice', '<worksheet><sheetData><row r="1"/><row r="1"/></sheetData></worksheet>', 'INPUT_SYNTAX'],
    [
      'two values in a cell',
      '<worksheet><sheetData><row><c><v>1</v><v>2</v></c></row></sheetData></worksheet>',
      'INPUT_SYNTAX',
    ],
    ['depth', `<worksheet>${'<a>'.repeat(300)}${'</a>'.repeat(300)}</worksheet>`, 'LIMIT_DEPTH'],
    ['another encoding', '<?xml version="1.0" encoding="GBK"?><worksheet/>', 'INPUT_ENCODING'],
    [
      'a long text',
      `<worksheet><sheetData><row><c t="str"><v>${'x'.repeat(300_000)}</v></c></row></sheetData></worksheet>`,
      'LIMIT_RECORD',
    ],
    ['a long attribute', `<worksheet a="${'x'.repeat(300_000)}"/>`, 'LIMIT_RECORD'],
  ])('%s', async (_, xml, code) => {
    const parts = { ...excel(customers), 'xl/worksheets/sheet1.xml': xml };
    expect(await failure(await zipOf(parts), { record: 100_000 })).toBe(code);
  });

  test('bytes that are no UTF-8', async () => {
    const bad = Buffer.concat([
      Buffer.from('<worksheet><sheetData><row><c t="str"><v>'),
      Buffer.of(0xd5, 0xc5),
      Buffer.from('</v></c></row></sheetData></worksheet>'),
    ]);
    expect(await failure(await zipOf({ ...excel(customers), 'xl/worksheets/sheet1.xml': bad }))).toBe('INPUT_ENCODING');
  });

  test('too much unpacked, two parts of one name, bytes between parts', async () => {
    expect(await failure(await zipOf(excel(customers)), { inflated: 1000 })).toBe('LIMIT_INFLATE');
    expect(await failure(await zipOf({ ...excel(customers), 'XL/Workbook.xml': '<x/>' }))).toBe('INPUT_SYNTAX');
    const bytes = Buffer.from(await zipOf(excel(customers)));
    expect(await failure(Buffer.concat([Buffer.from('smuggled'), bytes]))).toMatch(/^INPUT_/);
  });

  test('a damaged byte ends in rows or an error of ours', async () => {
    const bytes = await zipOf(excel(customers));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const damaged = bytes.slice();
        damaged[at]! ^= by;
        expect(await failure(damaged)).toMatch(/^(no error|INPUT_|LIMIT_)/);
      }),
      { numRuns: 300 },
    );
  });
});
