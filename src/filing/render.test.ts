import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { unzip } from '../../test/support/xlsx.ts';
import { openBuiltInPacks } from '../decide/store-ready-pack.ts';
import { BASIS } from './basis.ts';
import { type Block, cell, column, type FilingDocument, Gaps, missing, same } from './document.ts';
import { formatDocx } from './docx.ts';
import { formatHtml } from './html.ts';

const HOSTILE = '</td><script>alert(1)</script>"\'&\u0000\u202e\ud83d<w:p/>]]>';

function hostile(): FilingDocument {
  const gaps = new Gaps();
  const gap = gaps.add('counsel', HOSTILE, HOSTILE);
  const words = same(HOSTILE);
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: words },
    { kind: 'text', text: words },
    { kind: 'note', text: words },
    { kind: 'answer', gap },
    { kind: 'form', rows: [[words, { text: words, gap }]] },
    {
      kind: 'table',
      columns: [{ head: words, width: 1 }],
      rows: [[cell(HOSTILE)], [missing(gap)]],
      total: [cell(HOSTILE)],
    },
  ];
  return { title: words, subtitle: words, day: '2026-11-23', gaps: gaps.list, blocks };
}

function parses(name: string, xml: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new Error(`${name}: ${error.message}`);
  });
  parser.write(xml).close();
}

test('hostile text is text in HTML: no element, no script, a policy that forbids both', () => {
  const html = formatHtml(hostile(), 'zh');
  expect(html).not.toContain('<script');
  expect(html).not.toMatch(/[\u0000\u202e]/);
  expect(html).toMatch(
    /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/,
  );
  expect(html).not.toMatch(/ (?:style|on\w+)=/);
  expect(html).not.toMatch(/(?:src|href)="(?!#gap-)/);
  parses('html', html.replace('<!DOCTYPE html>', ''));
});

test('hostile text is text in DOCX: every part is XML that stands', async () => {
  const parts = await unzip(await formatDocx(hostile(), 'en'));
  for (const [name, xml] of Object.entries(parts)) parses(name, xml);
  expect(parts['word/document.xml']).toContain('&lt;script&gt;');
  expect(parts['word/document.xml']).not.toMatch(/[\u0000\u202e]/);
});

test('a DOCX bears the day of the filing and no other time', async () => {
  const core = (await unzip(await formatDocx(hostile(), 'en')))['docProps/core.xml']!;
  expect([...core.matchAll(/\d{4}-\d{2}-\d{2}T[^<]*/g)].map(String)).toEqual(Array(2).fill('2026-11-23T00:00:00Z'));
});

test('a document without gaps says that nothing is missing', () => {
  const document = { ...hostile(), gaps: [], blocks: [] };
  expect(formatHtml(document, 'en')).toContain('Nothing');
});

test('a table keeps its columns and its sums apart', () => {
  const table: Block = {
    kind: 'table',
    columns: [column('月份', 'Month', 1), column('人数', 'Persons', 3, true)],
    rows: [[cell('2026-01'), cell('1,000')]],
    total: [cell('all'), cell('1,000')],
  };
  const html = formatHtml({ ...hostile(), gaps: [], blocks: [table] }, 'en');
  expect(html).toContain('<col width="25%" /><col width="75%" />');
  expect(html).toContain('<td class="n">1,000</td>');
  expect(html).toContain('<tfoot><tr><td>all</td>');
});

test('what a filing cites, the pack cites at the same address and as sure, where it has the rule', async () => {
  const pack = (await openBuiltInPacks()).find((p) => p.id === 'cn')!;
  const found = Object.values(BASIS).filter(({ rule, url, sure }) => {
    const versions = pack.rules.get(rule)?.versions;
    if (versions === undefined) return false;
    expect(versions.map((v) => [rule, v.url, v.sure])).toContainEqual([rule, url, sure]);
    return true;
  });
  expect(found.length).toBeGreaterThanOrEqual(8);
});
