import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { parsePermit } from '../decide/permit.ts';
import { YamlFile } from '../decide/yaml-file.ts';
import { recordEvent } from '../ledger/store-record.ts';
import { DouaneError } from '../model/errors.ts';
import { PERMIT_KINDS, type Permit } from '../model/permit.ts';
import { GRADES, PURPOSES } from '../model/words.ts';
import { endPermit, filePermit, addPermit as storePermit } from '../state/store-permits.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { addPackedOptions } from './options.ts';
import { parseDate } from './parse-date.ts';
import { printPermit, printPermits } from './permit-print.ts';
import { lookAtPermits } from './permit-view.ts';
import { openForWork, openLaw, statePlace } from './state-dir.ts';

interface StateOptions {
  readonly pack?: string[];
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
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
  readonly field?: string[];
  readonly dataKind?: string[];
  readonly greaterBayArea?: boolean;
}

interface EndOptions extends StateOptions {
  readonly by?: string;
  readonly reason?: string;
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
      .option('--field <path>', 'only this field with personal data; may be given again (default: any)', gather)
      .option('--data-kind <kind>', 'only this kind of data; may be given again (default: any)', gather)
      .option('--greater-bay-area', 'the standard contract of the Greater Bay Area')
      .option('--persons <number>', 'how many distinct persons it allows')
      .option('--sensitive-persons <number>', 'how many of them with sensitive data'),
  ).action(async (options: AddOptions) => {
    const wanted = options.file === undefined ? permitOf(options) : permitFrom(resolve(io.cwd, options.file));
    const loaded = await loadConfig(options.config, io.cwd);
    using house = await openForWork(statePlace(options, loaded, io), await openLaw(loaded, options.pack, io), io);
    const at = house.now.toISOString();
    // The permit and the leaf that says that it was added, in one step.
    await recordEvent(
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

  addPackedOptions(
    permit
      .command('filed')
      .description('say when a standard contract was filed, if that was not known when it was added')
      .argument('<id>')
      .requiredOption('--on <date>', 'the day it was filed'),
  ).action(async (id: string, options: StateOptions & { readonly on: string }) => {
    parseDate(options.on, '--on');
    const loaded = await loadConfig(options.config, io.cwd);
    using house = await openForWork(statePlace(options, loaded, io), await openLaw(loaded, options.pack, io), io);
    const at = house.now.toISOString();
    const body = { id, filedOn: options.on };
    await recordEvent(house.state, { type: 'permit', transfer: null, permit: id, at, body }, house.ledger, (db) =>
      filePermit(db, id, options.on),
    );
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.permit/1', id, filedOn: options.on })}\n`
        : `${id} was filed on ${options.on}.\n`,
    );
    done(0);
  });

  addPackedOptions(
    permit
      .command('end')
      .description('take a permit back: nothing leaves under it any more; what left stays counted')
      .argument('<id>')
      .option('--by <name>', 'who ends it (default: the user of this machine)')
      .option('--reason <text>', 'why', 'ended'),
  ).action(async (id: string, options: EndOptions) => {
    const loaded = await loadConfig(options.config, io.cwd);
    using house = await openForWork(statePlace(options, loaded, io), await openLaw(loaded, options.pack, io), io);
    const at = house.now.toISOString();
    const body = { id, ended: at, by: options.by ?? userInfo().username, reason: options.reason! };
    await recordEvent(house.state, { type: 'permit', transfer: null, permit: id, at, body }, house.ledger, (db) =>
      endPermit(db, id, at),
    );
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.permit/1', id, status: 'ended', endedAt: at })}\n`
        : `Ended ${id}. What left under it stays counted.\n`,
    );
    done(0);
  });

  addPackedOptions(
    permit.command('list').description('all permits in hand').option('--all', 'also those that were ended'),
  ).action(async (options: StateOptions & { readonly all?: boolean }) => {
    const permits = await lookAtPermits({ ...options, id: null, all: options.all === true }, io);
    io.out(options.json ? `${JSON.stringify({ schema: 'douane.permits/1', permits })}\n` : printPermits(permits));
    done(0);
  });

  addPackedOptions(
    permit
      .command('show')
      .description('one permit: what is used and left of it, when it runs out, what falls due')
      .argument('<id>'),
  ).action(async (id: string, options: StateOptions) => {
    const [shown] = await lookAtPermits({ ...options, id, all: true }, io);
    io.out(options.json ? `${JSON.stringify({ schema: 'douane.permit/1', ...shown })}\n` : printPermit(shown!));
    done(0);
  });
}

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
    ...(o.greaterBayArea === undefined ? {} : { greaterBayArea: o.greaterBayArea }),
    scope: {
      recipients: o.recipient,
      places: o.to,
      purposes: o.purpose ?? PURPOSES,
      grades: o.grade ?? GRADES.filter((g) => g === 'personal' || g === 'sensitive'),
      ...(o.field === undefined ? {} : { fields: o.field }),
      ...(o.dataKind === undefined ? {} : { kinds: o.dataKind }),
    },
    ...(o.persons === undefined && o.sensitivePersons === undefined
      ? {}
      : {
          budget: {
            ...(o.persons === undefined ? {} : { persons: count(o.persons, '--persons') }),
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
