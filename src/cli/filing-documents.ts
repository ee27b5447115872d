import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../filing/document.ts';
import { formatDocx } from '../filing/docx.ts';
import type { FilingFacts, Names } from '../filing/facts.ts';
import { formatHtml } from '../filing/html.ts';
import { planFiling } from '../filing/plan.ts';
import { DouaneError } from '../model/errors.ts';
import { COUNTRY_NAMES } from '../report/country-names.ts';
import { GRADE, OUTCOME, PURPOSE, TREATMENT } from '../report/words.ts';

const NAMES: Names = {
  country: (code) => {
    const name = COUNTRY_NAMES.get(code);
    return name === undefined ? { zh: code, en: code } : { zh: `${name.zh}（${code}）`, en: `${name.en} (${code})` };
  },
  grade: (grade) => GRADE[grade],
  purpose: (purpose) => PURPOSE[purpose] ?? { zh: purpose, en: purpose },
  treatment: (treatment) => TREATMENT[treatment],
  outcome: (outcome) => OUTCOME[outcome] ?? { zh: outcome, en: outcome },
};

/** All files of a filing by name, and what is missing in them. Same facts, same bytes. */
export async function filingDocuments(facts: FilingFacts) {
  const document = planFiling(facts, NAMES);
  const files = new Map<string, Uint8Array>();
  for (const language of ['zh', 'en'] as const satisfies readonly Language[]) {
    files.set(`${facts.kind}.${language}.docx`, await formatDocx(document, language));
    files.set(`${facts.kind}.${language}.html`, Buffer.from(formatHtml(document, language)));
  }
  files.set(`${facts.kind}.sources.csv`, Buffer.from(sourcesCsv(facts)));
  return { files, gaps: document.gaps.map((g) => ({ number: g.number, by: g.by, ...g.what })) };
}

/** Ids, numbers, dates and hashes only: nothing that a spreadsheet could take for a formula. */
function sourcesCsv({ sources }: FilingFacts): string {
  const head = 'transfer,day,leaf,leaf_hash,closing_leaf,closing_leaf_hash,records,persons,sensitive_persons';
  const rows = sources.map((s) =>
    [
      ...[s.transfer, s.day, s.leaf, s.leafHash, s.closing, s.closingHash],
      ...[s.records, s.recorded.persons, s.recorded.sensitive],
    ].join(','),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

export function writeDocuments(dir: string, files: ReadonlyMap<string, Uint8Array>): void {
  if (existsSync(dir) && !statSync(dir).isDirectory())
    throw new DouaneError('OUTPUT_EXISTS', { place: { name: '--out' }, expected: 'a directory', got: 'a file' });
  for (const name of files.keys())
    if (existsSync(join(dir, name))) throw new DouaneError('OUTPUT_EXISTS', { place: { file: name } });
  const written: string[] = [];
  try {
    mkdirSync(dir, { recursive: true });
    for (const [name, bytes] of files) {
      const path = join(dir, name);
      written.push(path);
      // `wx`: between the look and the write somebody else may have made it.
      writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 });
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') written.pop();
    for (const path of written) rmSync(path, { force: true });
    throw new DouaneError(code === 'EEXIST' ? 'OUTPUT_EXISTS' : 'OUTPUT_WRITE', {
      place: { name: '--out' },
      ...(code === undefined ? {} : { got: code }),
      cause: error,
    });
  }
}
