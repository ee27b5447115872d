import { type Command, Option } from 'commander';
import { FORMATS, PURPOSES } from '../model/words.ts';
import { addPackOption } from './packs.ts';

/** Options that check and clear share, as commander gives them. */
export interface TransferOptions {
  readonly from?: string;
  readonly to?: string;
  readonly recipient?: string;
  readonly purpose?: string;
  readonly lane?: string;
  readonly asOf?: string;
  readonly subject?: string[];
  readonly format?: string;
  readonly encoding?: string;
  readonly treat?: string[];
  readonly permit?: string;
  readonly pack?: string[];
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly out?: string;
}

const gather = (value: string, before: string[] = []): string[] => [...before, value];
const gatherList = (value: string, before: string[] = []): string[] => [...before, ...value.split(',')];

export function addTransferOptions(command: Command): Command {
  return addPackedOptions(
    command
      .option('--from <country>', 'where the data is, ISO 3166-1 alpha-2 (default: the exporter’s)')
      .option('--to <country>', 'where it goes, ISO 3166-1 alpha-2')
      .option('--recipient <name>', 'who receives: a key of `recipients` in douane.yaml, or a name')
      .addOption(new Option('--purpose <purpose>', 'what it is for').choices([...PURPOSES]))
      .option('--lane <name>', 'a recurring flow declared in douane.yaml; options override it')
      .option('--as-of <date>', 'date of the law, YYYY-MM-DD (default: today in the exporter’s zone)')
      .option('--subject <fields>', 'what tells persons apart: FIELD[,FIELD] (default: found by itself)', gatherList)
      .addOption(new Option('--format <format>', 'default: found by itself').choices([...FORMATS]))
      .option('--encoding <name>', 'default: found by itself')
      .option('--treat <field=treatment>', 'a treatment for a field, or "auto"; may be given again', gather)
      .option('--permit <id>', 'permit to use (default: found by its scope)'),
  ).option('--quiet', 'print nothing but errors');
}

/** Options of the state, and the packs that decide on it. */
export function addPackedOptions(command: Command): Command {
  return addPackOption(addStateOptions(command));
}

export function addStateOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration (default: douane.yaml here)')
    .option('--state <dir>', 'state directory (default: .douane beside the configuration)')
    .option(
      '--store <url>',
      'PostgreSQL database that the state is in: postgres://… (default: DOUANE_STORE, or in the directory)',
    )
    .option('--json', 'print one JSON object');
}
