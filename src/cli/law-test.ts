import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { today } from '../crossing/request.ts';
import type { Pack } from '../decide/pack.ts';
import { BUILT_IN_PACKS, builtInPacks } from '../decide/store-pack-files.ts';
import type { Check } from '../decide/testing/check.ts';
import type { Io } from './io.ts';
import { parseDate } from './parse-date.ts';

export function addLawTest(law: Command, io: Io, done: (exit: number) => void): void {
  law
    .command('test')
    .description(
      'check packs like code: cases, what they try, numbers moved by one, every day of the calendar, references',
    )
    .argument('[pack...]', 'built-in packs or folders (default: all built-in ones, and the cases of several together)')
    .option('--as-of <date>', 'the day from which the calendar is walked two years on (default: today)')
    .option('--json', 'print one JSON object')
    .action(async (names: string[], options: { asOf?: string; json?: boolean }) => {
      const asOf = options.asOf === undefined ? today(io.now(), 'Asia/Shanghai') : parseDate(options.asOf, '--as-of');
      // Packs are parsed and checked as they lie there, in full.
      const { loadCases, loadPack, loadQuestions } = await import('../decide/store-pack.ts');
      const { checkLaw } = await import('../decide/testing/check-law.ts');
      const { testPack, testPacks } = await import('../decide/cases.ts');
      const folders = (names.length === 0 ? builtInPacks() : names).map((name) => folderOf(name, io));
      const packs = folders.map(loadPack);
      const cases = folders.map((folder) => loadCases(folder));
      const checked = packs.map((pack, i) => {
        const questions = loadQuestions(folders[i]!, pack);
        return { pack, checks: checkLaw(pack, cases[i]!, questions, asOf) };
      });
      const together = names.length === 0 ? testPacks(packs, loadCases(BUILT_IN_PACKS)) : [];
      const wrong = together.filter((r) => r.faults.length > 0);
      if (options.json) {
        const results = [...packs.flatMap((pack, i) => testPack(pack, cases[i]!)), ...together];
        const failed = results.filter((r) => r.faults.length > 0).length;
        const told = checked.map(({ pack: { id, version, hash }, checks }) => ({ pack: id, version, hash, checks }));
        io.out(
          `${JSON.stringify({ schema: 'douane.law-test/1', passed: results.length - failed, failed, results, packs: told })}\n`,
        );
      } else {
        for (const { pack, checks } of checked) io.out(printChecks(pack, checks));
        for (const r of wrong) io.out(`FAIL ${r.file}:${r.line} ${r.name} (${r.asOf}): ${r.faults.join('; ')}\n`);
        if (together.length > 0)
          io.out(
            `several laws at once\n  ${together.length - wrong.length} of ${together.length} cases come out as they have to\n`,
          );
      }
      done(wrong.length === 0 && checked.every(({ checks }) => checks.every((c) => c.failed === 0)) ? 0 : 1);
    });
}

/** A built-in pack by its name, or a folder. */
function folderOf(name: string, io: Io): string {
  const builtIn = join(BUILT_IN_PACKS, name);
  return /^[a-z]+$/.test(name) && existsSync(builtIn) ? builtIn : resolve(io.cwd, name);
}

function printChecks(pack: Pack, checks: readonly Check[]): string {
  const lines = [`${pack.name.en} (${pack.id} ${pack.version})`, `  ${pack.hash}`];
  for (const { name, passed, failed, of, faults, notes } of checks) {
    lines.push(`  ${name.padEnd(11)} ${passed} of ${passed + failed} ${of}`);
    lines.push(...faults.map((f) => `    FAIL ${f.file}:${f.line} ${f.text}`), ...notes.map((n) => `    ${n}`));
  }
  return `${lines.join('\n')}\n`;
}
