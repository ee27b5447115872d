/**
 * `npm run scorecard`: what inspection finds and misses, on public data and on tables that are made here, written to
 * `docs/scorecard.md`; `npm run scorecard -- NAME …` prints the sections of these names and writes nothing. The public
 * data is not part of this repository (some of it has no licence to be passed on): `SCORECARD_DATA` names the folder
 * with `text/*.jsonl`, one object a line `{ id, text, spans: [[label, start, end]] }` with offsets in UTF-16 units, and
 * `columns/`. What is not there is said and left out. Nothing of it is in what ships; it was looked at to see where inspection errs.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calibration, columnsByValue } from './score/columns.ts';
import { evasionLines } from './score/disguises.ts';
import { chineseAddresses, chineseIdentifiers, chineseNames, englishText, falseAlarms } from './score/texts.ts';

const TARGET = fileURLToPath(new URL('../docs/scorecard.md', import.meta.url));

interface Section {
  readonly title: string;
  readonly about: readonly string[];
  readonly lines: () => string[] | Promise<string[]>;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  english: { title: 'English text, by overlap', about: [], lines: englishText },
  'chinese-names': { title: 'Chinese names in text, exact', about: [], lines: chineseNames },
  'chinese-addresses': { title: 'Chinese addresses', about: [], lines: chineseAddresses },
  'chinese-identifiers': { title: 'Chinese identifiers in generated text', about: [], lines: chineseIdentifiers },
  'false-alarms': {
    title: 'False alarms',
    about: [
      'Findings in what holds none, of 10,000 values: in text those of identifiers (all kinds but names, addresses and',
      'words), in columns, each with a header and without, those of any kind, names and addresses too.',
    ],
    lines: falseAlarms,
  },
  columns: {
    title: 'Columns by value alone (SOTAB v2)',
    about: [
      'What the column is; a name that is met within a text does not make it one of names. The columns said to be of',
      'names and labelled otherwise were looked at by eye: all hold names of people (authors under `Organization`). Once',
      'they are counted as they are labelled, once as what they hold; those that were not said to be of names were not',
      'looked at.',
    ],
    lines: columnsByValue,
  },
  calibration: {
    title: 'How sure columns are',
    about: ['Of the columns said to be a kind with so much confidence, how many are of it.'],
    lines: calibration,
  },
  disguises: { title: 'Through disguises', about: [], lines: () => evasionLines(3) },
};

const names = process.argv.slice(2);
for (const name of names)
  if (SECTIONS[name] === undefined) {
    process.stderr.write(`There is no section ${name}. There are ${Object.keys(SECTIONS).join(', ')}.\n`);
    process.exit(2);
  }

const out: string[] = [
  '# Scorecard',
  '',
  'What inspection finds and misses: `npm run scorecard`. The data sets are public and not part of this repository',
  '(`SCORECARD_DATA` names their folder); nothing of them is in what ships. Their errors were looked at, and the weights of',
  'Chinese names were chosen by their scores, so that the scores tell less than those of a set never seen would.',
  'A finding counts from 0.5 on. MB/s is',
  'of reading one text after the other closely, in one thread with nothing remembered from before; the speed of the whole',
  'program on tables is what `npm run bench` prints.',
];
for (const [name, { title, about, lines }] of Object.entries(SECTIONS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  out.push('', `## ${title}`, '', ...about, `Again: \`npm run scorecard -- ${name}\`.`, '', ...(await lines()));
}
const text = `${out.join('\n')}\n`;
if (names.length === 0) writeFileSync(TARGET, text);
process.stdout.write(text);
