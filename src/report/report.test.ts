import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { heldResult, reportData } from '../../test/support/report.ts';
import { OUTCOMES, VERDICTS } from '../model/words.ts';
import { formatReport, type ReportData } from './report.ts';
import { STYLE } from './style.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly language: string;
}

/** The page is written so that it is XML as well: a strict parser then finds whatever was not escaped. */
function parse(html: string): { elements: Element[]; text: (language: string) => string } {
  const elements: Element[] = [];
  const languages: string[] = [];
  const texts: { language: string; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const own = attributes as Record<string, string>;
    languages.push(own.lang ?? languages.at(-1) ?? '');
    elements.push({ name, attributes: own, language: languages.at(-1)! });
  });
  parser.on('closetag', () => void languages.pop());
  parser.on('text', (text) => void texts.push({ language: languages.at(-1)!, text }));
  parser.write(html.replace(/<style>[\s\S]*<\/style>/, '')).close();
  return {
    elements,
    text: (language) =>
      texts
        .filter((t) => t.language === language)
        .map((t) => t.text)
        .join(''),
  };
}

const EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'&\u202e\u0000';

/** Puts a text everywhere where text can stand. */
function everywhere(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return KEPT.has(key) ? value : text;
  if (Array.isArray(value)) return value.map((v) => everywhere(v, text, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, everywhere(v, text, k)]));
  return value;
}
/** Words of the house, which types hold. */
const KEPT = new Set([
  'schema',
  'verdict',
  'outcome',
  'ordinary',
  'sensitive',
  'important',
  'grade',
  'class',
  'sure',
  'kind',
  'do',
  'wouldChangeTo',
  'language',
  'op',
  'scope',
  'source',
  'why',
  'unit',
  'outcomeBeyond',
  'verdictBeyond',
  'changedClasses',
]);

test('no text can be more than text, wherever it stands', () => {
  const page = formatReport(everywhere(reportData(), EVIL) as ReportData);
  const { elements, text } = parse(page);
  const names = new Set(elements.map((e) => e.name));
  for (const name of ['script', 'img', 'iframe', 'object', 'form', 'link']) expect(names).not.toContain(name);
  for (const { attributes } of elements)
    for (const name of Object.keys(attributes)) expect(name).not.toMatch(/^on|^style$|^src$/);
  // An address that is none of the web is no link.
  expect(elements.filter((e) => e.name === 'a')).toEqual([]);
  expect(text('en')).toContain('<script>alert(1)</script>');
  expect(page).not.toContain('\u202e');
  expect(
    formatReport(reportData({ reasons: [{ ...heldResult().reasons[0]!, url: 'javascript:alert(1)' }] })),
  ).not.toContain('href="javascript');
});

test('nothing is loaded and no script runs: the policy allows one style sheet, this one', () => {
  const page = formatReport(reportData());
  const policy = parse(page).elements.find((e) => e.attributes['http-equiv'] === 'Content-Security-Policy')!.attributes
    .content!;
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'$/,
  );
  expect(page).not.toMatch(/<script|<link|@import|url\(|src=/);
  for (const { name, attributes } of parse(page).elements)
    if (name === 'a') expect(attributes.href).toMatch(/^https?:/);
});

test('both languages stand in the document, each marked, the first one shown is the one asked for', () => {
  for (const language of ['en', 'zh'] as const) {
    const { elements, text } = parse(formatReport(reportData({}, { language })));
    expect(elements[0]!.attributes.lang).toBe(language === 'en' ? 'en' : 'zh-CN');
    const radios = elements.filter((e) => e.name === 'input');
    expect(radios.map((r) => [r.attributes.id, r.attributes.checked !== undefined])).toEqual([
      ['show-en', language === 'en'],
      ['show-zh', language === 'zh'],
    ]);
    expect(text('en')).toContain('May not leave yet');
    expect(text('zh-CN')).toContain('暂不得出境');
    // No Chinese was given for this reason: it stands there in English and says so.
    expect(text('zh-CN')).not.toContain('is counted in both counters');
  }
});

test.each(['en', 'zh-CN'])('%s: everything of the answer is told', (language) => {
  const data = reportData();
  const r = data.result;
  const { elements, text } = parse(formatReport(data));
  const said = text(language) + text(language === 'en' ? '' : 'en');
  const links = elements.filter((e) => e.name === 'a' && e.language === language).map((e) => e.attributes.href);
  for (const reason of r.reasons) {
    expect(said).toContain(language === 'en' ? reason.because : (reason.becauseZh ?? reason.because));
    expect(said).toContain(reason.rule);
    expect(said).toContain(reason.inForce[0]);
  }
  for (const x of r.thresholds) for (const n of [x.count, x.limit]) expect(said).toContain(n.toLocaleString('en-US'));
  for (const f of r.fields) for (const s of [f.path, f.example]) expect(said).toContain(s);
  for (const d of r.duties) if (d.due !== null) expect(said).toContain(d.due);
  for (const s of [...r.assumed.map((a) => a.fact), ...r.flags.map((f) => f.code), ...r.files.map((f) => f.path)])
    expect(said).toContain(s);
  for (const s of [
    r.transfer,
    r.law.hash,
    data.receipt!.leafHash,
    data.receipt!.publicKey,
    'douane verify receipt.json',
    r.recipient,
    '2026-01-01',
  ])
    expect(said).toContain(s);
  expect(links).toEqual(expect.arrayContaining([r.reasons[0]!.url]));
});

test.each(['en', 'zh-CN'])('%s: the explanation is told, closed parts too, and what is signed is named', (language) => {
  const data = reportData();
  const { elements, text } = parse(formatReport(data));
  const { derivation, nearest, wouldChange } = data.result.explanation;
  const said = text(language);
  for (const scope of derivation.laws.flatMap((l) => l.scopes)) {
    for (const rule of [...scope.decidedBy, ...scope.near]) expect(said).toContain(rule.rule);
  }
  for (const c of wouldChange) expect(said).toContain(c.fact);
  for (const n of [nearest!.count, nearest!.limit, nearest!.other]) expect(said).toContain(n.toLocaleString('en-US'));
  for (const source of language === 'en' ? ['measured', 'declared', 'assumed'] : ['实测', '已声明', '默认假设']) {
    expect(said).toContain(source);
  }
  expect(said.lastIndexOf(data.receipt!.leafHash)).toBeGreaterThan(said.lastIndexOf(data.receipt!.publicKey));
  expect(elements.some((e) => e.name === 'details' && e.language === language)).toBe(true);
});

test('several laws stand side by side; one alone needs no table', () => {
  const [china] = heldResult().laws;
  const europe = { ...china!, pack: 'eu', name: 'European Union', nameZh: '欧洲联盟', outcome: 'safeguards' as const };
  const of = (laws: ReturnType<typeof heldResult>['laws']) => parse(formatReport(reportData({ laws })));
  expect(of([china!, europe]).text('en')).toContain('European Union');
  expect(of([china!, europe]).elements.some((e) => e.attributes.id === 'laws-zh')).toBe(true);
  expect(of([china!]).elements.some((e) => e.attributes.id === 'laws-en')).toBe(false);
});

test('every verdict and outcome has its words, checked and cleared', () => {
  for (const schema of ['douane.check/1', 'douane.clear/1'] as const)
    for (const verdict of VERDICTS)
      for (const outcome of OUTCOMES) {
        const page = formatReport(
          reportData({ schema, verdict, outcome, asItIs: { outcome, byClass: heldResult().byClass } }),
        );
        expect(page).not.toMatch(/undefined|\[object|NaN/);
      }
  const bare = reportData(
    { fields: [], reasons: [], flags: [], duties: [], assumed: [], thresholds: [], treatment: null, files: [] },
    { receipt: null },
  );
  expect(formatReport(bare)).toContain('No personal or important data was found');
  expect(
    parse(
      formatReport(
        reportData({ schema: 'douane.clear/1', released: { records: 5, path: 'out/a.csv', sha256: 'ab'.repeat(32) } }),
      ),
    ).text('en'),
  ).toContain('out/a.csv');
  expect(
    parse(formatReport(reportData({ schema: 'douane.clear/1', held: { records: 5, hold: '01HOLD', path: 'x' } }))).text(
      'en',
    ),
  ).toContain('douane holds show 01HOLD');
});

test('a bar is as long as its share of the limit, full once it is reached', () => {
  const bar = (count: number, limit: number) => {
    const page = formatReport(reportData({ thresholds: [{ ...heldResult().thresholds[0]!, count, limit }] }));
    return Number(parse(page).elements.find((e) => e.attributes.class === 'fill')!.attributes.width);
  };
  expect(bar(0, 10_000)).toBe(0);
  expect(bar(2_500, 10_000)).toBe(250);
  expect(bar(10_000, 10_000)).toBe(1000);
  expect(bar(99_999, 10_000)).toBe(1000);
});

test('the same data give the same bytes', () => {
  expect(formatReport(reportData())).toBe(formatReport(reportData()));
});

describe('for all readers', () => {
  test('tables have headings, sections are labelled, pictures of bars have words, ids are used once', () => {
    const { elements } = parse(formatReport(reportData()));
    for (const e of elements) {
      if (e.name === 'th') expect(['col', 'row']).toContain(e.attributes.scope);
      if (e.name === 'svg') expect(e.attributes['aria-label']).toBeTruthy();
      if (e.name === 'table') expect(e.attributes['aria-label']).toBeTruthy();
      if (e.name === 'section') expect(e.attributes['aria-labelledby'] ?? e.attributes['aria-label']).toBeTruthy();
    }
    const ids = elements.flatMap((e) => e.attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const e of elements)
      if (e.attributes['aria-labelledby']) expect(ids).toContain(e.attributes['aria-labelledby']);
  });

  test('text stands out from its ground as WCAG 2.2 AA asks (4.5 to 1), light, dark and printed', () => {
    const [light, dark, print] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map((m) =>
      Object.fromEntries([...m[1]!.matchAll(/--(\w+):(#\w+)/g)].map((v) => [v[1]!, v[2]!])),
    );
    for (const scheme of [light!, { ...light!, ...dark! }, { ...light!, ...print! }])
      for (const ground of ['sheet', 'paper', 'soft'])
        for (const ink of ['ink', 'quiet', 'link', 'pass', 'treat', 'hold', 'refuse'])
          expect([ink, ground, contrast(scheme[ink]!, scheme[ground]!) >= 4.5]).toEqual([ink, ground, true]);
  });
});

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
    const [r, g, b_] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(full.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b_!;
  };
  const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m);
  return (x! + 0.05) / (y! + 0.05);
}
