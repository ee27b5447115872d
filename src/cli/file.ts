import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { today } from '../crossing/request.ts';
import { governing } from '../decide/decide.ts';
import { FILING_KINDS, type FilingKind } from '../filing/facts.ts';
import { listLosses } from '../ledger/store-loss.ts';
import { DouaneError } from '../model/errors.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { addStateOptions } from './options.ts';
import { parseDate } from './parse-date.ts';

interface FileOptions {
  readonly kind: FilingKind;
  readonly out: string;
  readonly recipient?: string;
  readonly since?: string;
  readonly until?: string;
  readonly asOf?: string;
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function addFile(law: Command, io: Io, done: (exit: number) => void): void {
  addStateOptions(
    law
      .command('file')
      .description('write the tables that an authority’s form asks for, from what was released (docs/filing.md)')
      .addOption(new Option('--kind <kind>', 'which form').choices([...FILING_KINDS]).makeOptionMandatory())
      .requiredOption('--out <dir>', 'directory for the documents; nothing there is overwritten')
      .option('--recipient <name>', 'only what this recipient got: a key of `recipients` in douane.yaml, or a name')
      .option('--since <date>', 'first day (default: 1 January of the year of --as-of)')
      .option('--until <date>', 'last day (default: --as-of)')
      .option('--as-of <date>', 'day of the filing (default: today in China)'),
  ).action(async (options: FileOptions) => {
    const day = (value: string | undefined, name: string, otherwise: string) =>
      value === undefined ? otherwise : parseDate(value, name);
    const asOf = day(options.asOf, '--as-of', today(io.now(), 'Asia/Shanghai'));
    const since = day(options.since, '--since', `${asOf.slice(0, 4)}-01-01`);
    const until = day(options.until, '--until', asOf);
    if (since > until) throw badPeriod('a day that is not after --until');
    if (until > asOf) throw badPeriod('a period that ends on the day of the filing or before', '--until');
    // Loaded when a filing is asked for: `law decide`, which stands beside it, opens no state and starts faster.
    const { hasState, openLaw, openToAudit, statePlace } = await import('./state-dir.ts');
    const { readFilingFacts } = await import('./filing-facts.ts');
    const { filingDocuments, writeDocuments } = await import('./filing-documents.ts');
    const loaded = await loadConfig(options.config, io.cwd);
    // The forms are of Chinese authorities.
    const inForce = await openLaw(loaded, [], io);
    const pack = governing(inForce.packs, 'CN');
    const place = statePlace(options, loaded, io);
    if (!hasState(place)) throw new DouaneError('FILING_EMPTY', { expected: 'a state', got: 'none' });
    // With its keys, as for what crosses: a register that was changed from outside is then noticed before it is filed from.
    using house = await openToAudit(place, inForce, io);
    const asked = { kind: options.kind, asOf, since, until, recipient: options.recipient ?? null };
    const facts = house.state.read((db) =>
      readFilingFacts(db, asked, { config: loaded.config, pack, key: house.ledger.signer }),
    );
    const { files, gaps } = await filingDocuments(facts);
    // Beside the documents, which say what is recorded: an authority is not to be told too few persons unknowingly.
    const losses = house.state.read(listLosses).filter(({ at }) => at.slice(0, 10) >= since);
    for (const { at, leaf } of losses)
      io.err(
        `warning: STATE_LOSS: a loss was accepted at ${at} (leaf ${leaf}); what left and was lost is in none of the numbers\n`,
      );
    const out = resolve(io.cwd, options.out);
    writeDocuments(out, files);
    const paths = [...files.keys()].map((name) => join(out, name));
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.filing/1', ...asked, transfers: facts.sources.length, persons: facts.total, missing: gaps, checkpoint: facts.ledger.size, files: paths })}\n`
        : `${paths.map((p) => `Wrote ${p}\n`).join('')}${facts.sources.length} transfers, ${facts.total.persons} persons. ${gaps.length} things are missing; they are listed on the first page.\n`,
    );
    done(0);
  });
}

const badPeriod = (expected: string, name = '--since') =>
  new DouaneError('CALL_BAD_VALUE', { place: { name }, expected });
