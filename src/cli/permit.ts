import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { exporterOf } from '../crossing/house.ts';
import { planRequest, today } from '../crossing/request.ts';
import { validUntil } from '../decide/coverage.ts';
import { governing } from '../decide/decide.ts';
import { parsePermit } from '../decide/permit.ts';
import { YamlFile } from '../decide/yaml-file.ts';
import { recordEvent } from '../ledger/store-record.ts';
import { DouaneError } from '../model/errors.ts';
import { PERMIT_KINDS, type Permit } from '../model/permit.ts';
import { GRADES, PURPOSES } from '../model/words.ts';
import { permitUse } from '../persons/store-sqlite.ts';
import { getPermit, listPermits, type StoredPermit, addPermit as storePermit } from '../state/store-permits.ts';
import { viewState } from '../state/store-sqlite.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { addPackedOptions } from './options.ts';
import { openPacks } from './packs.ts';
import { table } from './print-result.ts';
import { openForWork, openLaw, stateDir } from './state-dir.ts';

interface StateOptions {
  readonly pack?: string[];
  readonly config?: string;
  readonly state?: string;
  readonly json?: boolean;
}

interface AddOptions extends StateOptions {
  readonly file?: string;
  readonly id?: string;
  readonly kind?: string;
  readonly issued?: string;
  readonly effective?: string;
  readonly filed?: string;
  readonly until?: string;
  readonly body?: string;
  readonly recipient?: string[];
  readonly to?: string[];
  readonly purpose?: string[];
  readonly grade?: string[];
  readonly persons?: string;
  readonly sensitivePersons?: string;
}

const gather = (value: string, before: string[] = []) => [...before, value];

export function addPermit(program: Command, io: Io, done: (exit: number) => void): void {
  const permit = program.command('permit').description('permits in hand and what is left of them');

  addPackedOptions(
    permit
      .command('add')
      .description('add a permit, from a YAML file or from options')
      .option('--file <yaml>', 'the whole permit as YAML; the other options are then not used')
      .option('--id <id>', 'its number')
      .addOption(new Option('--kind <kind>').choices([...PERMIT_KINDS]))
      .option('--issued <date>', 'day an assessment or certificate was issued')
      .option('--effective <date>', 'day a standard contract took effect')
      .option('--filed <date>', 'day a standard contract was filed')
      .option('--until <date>', 'last day it is valid (default: computed from the law of the day)')
      .option('--body <name>', 'who issued a certificate')
      .option('--recipient <name>', 'who may receive under it; may be given again', gather)
      .option('--to <country>', 'where to; may be given again', gather)
      .option('--purpose <purpose>', 'for what; may be given again (default: every purpose)', gather)
      .option('--grade <grade>', 'of what grade; may be given again (default: personal and sensitive)', gather)
      .option('--persons <number>', 'how many distinct persons it allows')
      .option('--sensitive-persons <number>', 'how many of them with sensitive data'),
  ).action(async (options: AddOptions) => {
    const wanted = options.file === undefined ? permitOf(options) : permitFrom(resolve(io.cwd, options.file));
    const loaded = await loadConfig(options.config, io.cwd);
    using house = await openForWork(stateDir(options.state, loaded, io), await openLaw(loaded, options.pack, io), io);
    const at = house.now.toISOString();
    // The permit and the leaf that says that it was added, in one step.
    recordEvent(
      house.state,
      { type: 'permit', transfer: null, permit: wanted.id, at, body: wanted },
      house.ledger,
      (db) => storePermit(db, wanted, at),
    );
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.permit/1', ...wanted })}\n`
        : `Added ${wanted.kind} ${wanted.id}.\n`,
    );
    done(0);
  });

  addPackedOptions(permit.command('list').description('all permits')).action(async (options: StateOptions) => {
    const view = await show(options, io);
    const all = view.permits(null);
    if (options.json) io.out(`${JSON.stringify({ schema: 'douane.permits/1', permits: all })}\n`);
    else if (all.length === 0) io.out('No permit in hand. Add one with: douane permit add\n');
    else {
      io.out(
        `${table(all.map((p) => [p.id, p.kind, `until ${p.validUntil ?? '–'}`, `${p.persons.used} used`, p.persons.left === null ? 'no budget' : `${p.persons.left} left`, p.valid ? '' : 'NOT VALID'])).join('\n')}\n`,
      );
    }
    done(0);
  });

  addPackedOptions(permit.command('show').description('one permit').argument('<id>')).action(
    async (id: string, options: StateOptions) => {
      const [p] = (await show(options, io)).permits(id);
      if (options.json) io.out(`${JSON.stringify({ schema: 'douane.permit/1', ...p })}\n`);
      else {
        const { scope, persons, sensitivePersons } = p!;
        io.out(
          [
            `${p!.id}  ${p!.kind}${p!.valid ? '' : '  NOT VALID TODAY'}`,
            `valid until ${p!.validUntil ?? 'no end is known'}`,
            `recipients ${scope.recipients.join(', ')}; to ${scope.places.join(', ')}; purposes ${scope.purposes.join(', ')}; grades ${scope.grades.join(', ')}`,
            `persons: ${persons.used} used${persons.budget === null ? ', no budget named' : ` of ${persons.budget}, ${persons.left} left`}`,
            `with sensitive data: ${sensitivePersons.used} used${sensitivePersons.budget === null ? '' : ` of ${sensitivePersons.budget}, ${sensitivePersons.left} left`}`,
            '',
          ].join('\n'),
        );
      }
      done(0);
    },
  );
}

/** What is in the state, read on a snapshot, so that it can be looked at while something crosses. */
async function show(options: StateOptions, io: Io) {
  const loaded = await loadConfig(options.config, io.cwd);
  const request = planRequest({ to: 'DE' }, loaded.config, (zone) => today(io.now(), zone));
  const exporter = exporterOf(request.facts);
  const { asOf } = request;
  const pack = governing(await openPacks(loaded, options.pack, io), request.from);
  return {
    permits(id: string | null) {
      using view = viewState(stateDir(options.state, loaded, io));
      if (view === undefined) {
        if (id !== null) throw new DouaneError('PERMIT_UNKNOWN', { place: { name: id } });
        return [];
      }
      return view.read((db) => {
        const stored: StoredPermit<Permit>[] = id === null ? listPermits<Permit>(db) : [getPermit<Permit>(db, id)];
        return stored.map(({ permit, addedAt, endedAt }) => {
          const used = permitUse(db, exporter, permit.id);
          const until = validUntil(permit, pack, asOf).date;
          return {
            ...permit,
            validUntil: until,
            valid: endedAt === null && (until === null || until >= asOf),
            addedAt,
            endedAt,
            persons: budget(permit.budget?.persons, used.persons),
            sensitivePersons: budget(permit.budget?.sensitivePersons, used.sensitivePersons),
          };
        });
      });
    },
  };
}

const budget = (allowed: number | undefined, used: number) => ({
  budget: allowed ?? null,
  used,
  left: allowed === undefined ? null : allowed - used,
});

function permitOf(o: AddOptions): Permit {
  const missing = (['id', 'kind', 'recipient', 'to'] as const).filter((k) => o[k] === undefined);
  if (missing.length > 0) {
    throw new DouaneError('CALL_MISSING', {
      place: { name: `--${missing[0]}` },
      expected: 'it, or the whole permit with --file',
    });
  }
  const count = (text: string, option: string) => {
    if (!/^\d{1,15}$/.test(text))
      throw new DouaneError('CALL_BAD_VALUE', { place: { name: option }, expected: 'a number of persons' });
    return Number(text);
  };
  return parsePermit({
    id: o.id,
    kind: o.kind,
    ...(o.issued === undefined ? {} : { issuedOn: o.issued }),
    ...(o.effective === undefined ? {} : { effectiveOn: o.effective }),
    ...(o.filed === undefined ? {} : { filedOn: o.filed }),
    ...(o.until === undefined ? {} : { validUntil: o.until }),
    ...(o.body === undefined ? {} : { body: o.body }),
    scope: {
      recipients: o.recipient,
      places: o.to,
      purposes: o.purpose ?? PURPOSES,
      grades: o.grade ?? GRADES.filter((g) => g === 'personal' || g === 'sensitive'),
    },
    ...(o.persons === undefined && o.sensitivePersons === undefined
      ? {}
      : {
          budget: {
            persons: o.persons === undefined ? Number.MAX_SAFE_INTEGER : count(o.persons, '--persons'),
            ...(o.sensitivePersons === undefined
              ? {}
              : { sensitivePersons: count(o.sensitivePersons, '--sensitive-persons') }),
          },
        }),
  });
}

function permitFrom(path: string): Permit {
  const file = basename(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new DouaneError('INPUT_NOT_FOUND', { place: { file } });
    throw new DouaneError('PERMIT_INVALID', { place: { file }, expected: 'a file that can be read' });
  }
  return parsePermit(new YamlFile({ path: file, text }, 'PERMIT_INVALID').value, { file });
}
