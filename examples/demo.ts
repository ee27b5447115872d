/**
 * `npm run demo`: the main job on the sample company, in a folder that is made for it. Prints each command as it could
 * be typed, and what it answers.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'douane-demo-'));
cpSync(fileURLToPath(new URL('sample-company', import.meta.url)), folder, { recursive: true });
const program = fileURLToPath(new URL('../bin/douane.js', import.meta.url));

const say = (text: string) => process.stdout.write(`${text}\n`);

function douane(expected: number, ...args: string[]): string {
  say(`\n$ douane ${args.map((a) => (/[^\w./=-]/.test(a) ? `'${a}'` : a)).join(' ')}`);
  const ran = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  process.stdout.write(ran.stdout.replaceAll(`${folder}/`, ''));
  process.stderr.write(ran.stderr);
  if (ran.status !== expected) {
    say(`The demo expected exit code ${expected} and got ${ran.status}.`);
    process.exit(1);
  }
  return ran.stdout;
}

say('Lanhai in Shanghai keeps 492 customer records. Its office in Munich asks for the file. May it go?');
const begin = performance.now();
douane(4, 'check', 'customers.csv', '--lane', 'crm-munich');

say('\nNo: notes on allergies are sensitive, and for these a contract must be filed first. Without the notes it may.');
const cleared = douane(3, 'clear', 'customers.csv', '--lane', 'crm-munich', '--treat', '备注=remove', '--out', 'out');

say('\nThe receipt proves what was decided and what left. Anybody can verify it, offline:');
const receipt = relative(folder, /^Receipt (.+)$/m.exec(cleared)![1]!);
const key = join('.douane', 'keys', 'ledger.pub');
douane(0, 'verify', receipt, '--key', key);

say('\nThe same transfer by the law of October 2022, when there was no route for it yet:');
douane(0, 'replay', receipt, '--as-of', '2022-10-15');

say(
  `\nAll of it is in ${folder} (${((performance.now() - begin) / 1000).toFixed(1)} s). Open the report in a browser:`,
);
say(`  ${join(folder, receipt.replace('receipt.json', 'report.html'))}`);
