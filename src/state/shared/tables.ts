/**
 * The tables of the state as SQLite describes them, and what they are in PostgreSQL: the same columns, and in `version`
 * the transaction that wrote the row last. Everything here is about names and types; no row passes.
 */
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
  /** Rows are only ever added: the database refuses anything else. */
  readonly appendOnly: boolean;
  /** Whether other columns than its key are unique too. */
  readonly unique: boolean;
}

export interface Column {
  readonly name: string;
  readonly type: 'text' | 'bigint' | 'bytea';
  readonly required: boolean;
}

/** Schema that the tables are in. */
export const SCHEMA = 'douane';

const TYPES: Readonly<Record<string, Column['type']>> = { TEXT: 'text', INTEGER: 'bigint', BLOB: 'bytea' };

/** Every table of the state but `local` ones, by name. */
export function tablesOf(db: Database, local: readonly string[]): readonly Table[] {
  const names = db
    .prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .pluck()
    .all() as string[];
  const triggers = new Set(db.prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'trigger'`).pluck().all());
  return names
    .filter((name) => !local.includes(name))
    .sort()
    .map((name) => {
      const info = db.pragma(`main.table_info(${quote(name)})`) as {
        name: string;
        type: string;
        notnull: number;
        pk: number;
      }[];
      const key = info.filter((c) => c.pk > 0).sort((a, b) => a.pk - b.pk);
      // Keys of what was deleted are kept as JSON.
      if (key.length === 0 || key.some((c) => c.type === 'BLOB'))
        throw new DouaneError('INTERNAL', { expected: 'a table with a primary key of TEXT and INTEGER' });
      const indices = db.pragma(`main.index_list(${quote(name)})`) as { unique: number; origin: string }[];
      return {
        name,
        columns: info.map((c) => ({
          name: c.name,
          type: TYPES[c.type] ?? fail(),
          required: c.notnull === 1 || c.pk > 0,
        })),
        key: key.map((c) => c.name),
        appendOnly: triggers.has(`${name}_no_update`),
        unique: indices.some((index) => index.unique === 1 && index.origin !== 'pk'),
      };
    });
}

function fail(): never {
  throw new DouaneError('INTERNAL', { expected: 'a column of TEXT, INTEGER or BLOB' });
}

/** DDL of what is there beside the tables: who is next, what each transaction was, and what was deleted. */
export const SEQUENCER: readonly string[] = [
  `CREATE TABLE ${SCHEMA}.schema_version (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL)`,
  // One row, locked by whoever writes: transactions have one order.
  `CREATE TABLE ${SCHEMA}.sequencer (
     one boolean PRIMARY KEY DEFAULT true CHECK (one), house text NOT NULL, version bigint NOT NULL)`,
  `CREATE TABLE ${SCHEMA}.batch (
     version bigint PRIMARY KEY, token text NOT NULL UNIQUE, tables text[] NOT NULL,
     at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE TABLE ${SCHEMA}.gone (
     version bigint NOT NULL, name text NOT NULL, key jsonb NOT NULL, PRIMARY KEY (version, name, key))`,
  `CREATE FUNCTION ${SCHEMA}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation'; END $$`,
];

/** DDL of a table that is not there yet. */
export function createTable(table: Table): readonly string[] {
  const { name, columns, key, appendOnly } = table;
  const lines = columns.map((c) => `${quote(c.name)} ${c.type}${c.required ? ' NOT NULL' : ''}`);
  const full = qualified(table);
  return [
    `CREATE TABLE ${full} (${lines.join(', ')}, version bigint NOT NULL, PRIMARY KEY (${key.map(quote).join(', ')}))`,
    `CREATE INDEX ${quote(`${name}_version`)} ON ${full} (version)`,
    ...(appendOnly
      ? [
          `CREATE TRIGGER ${quote(`${name}_append_only`)} BEFORE UPDATE OR DELETE OR TRUNCATE ON ${full}
             FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.refuse_change()`,
        ]
      : []),
  ];
}

/** DDL that adds the columns which a newer version has and a table of an older one has not. */
export function addColumns(table: Table, present: ReadonlySet<string>): readonly string[] {
  return table.columns
    .filter((c) => !present.has(c.name))
    .map((c) => {
      if (c.required)
        throw new DouaneError('INTERNAL', { expected: 'a column that rows of older versions can be without' });
      return `ALTER TABLE ${qualified(table)} ADD COLUMN ${quote(c.name)} ${c.type}`;
    });
}

/** Names are of our own schema; quoted all the same, since `key` and `class` are words of SQL. */
export const quote = (name: string): string => `"${name}"`;
export const qualified = ({ name }: Pick<Table, 'name'>): string => `${SCHEMA}.${quote(name)}`;
export const columnList = ({ columns }: Table): string => columns.map((c) => quote(c.name)).join(', ');
