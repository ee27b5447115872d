/**
 * `node src/inspect/tools/pack-regions.ts < codes.txt`: prints the table of `kinds/regions.ts` from six-digit codes,
 * one a line, in any order. The codes are those of every published revision of GB/T 2260 and of the yearly lists of
 * county-level divisions since 1980; `kinds/regions.ts` says which were taken.
 */
import { readFileSync } from 'node:fs';

const codes = [...new Set(readFileSync(0, 'utf8').match(/^\d{6}$/gm) ?? [])].map(Number).sort((a, b) => a - b);
const differences = codes.map((code, i) => (code - (codes[i - 1] ?? 0)).toString(36)).join(',');
const lines = differences.match(/.{1,112}/g) ?? [];
process.stdout.write(`const DIFFERENCES =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`);
