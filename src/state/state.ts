/** What every store of the state gives, whichever it is. */
import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** What custody hands out: the keys, with an id for each by which it is told from any other. */
export interface Identified {
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * The opened state: a directory with `keys/`, `holds/` and a database, in which all work is done. Embedded it is the
 * truth, and whoever has it is alone on it until it is disposed of or the process ends. Shared it is this machine's copy
 * of a PostgreSQL database, and others work beside.
 */
export interface State<K extends Identified> extends Disposable {
  readonly dir: string;
  /** The database file that `read` reads. */
  readonly file: string;
  readonly keys: K;
  /** Whether others may record at the same time, so that only in a turn nothing changes. */
  readonly shared: boolean;
  /**
   * Runs work in a write transaction: durable (WAL, synchronous=FULL) when it resolves, undone when it rejects. Works
   * that are asked for at the same time become durable together, each undone by itself where it throws.
   */
  transaction<T>(work: (db: Database) => T): Promise<T>;
  /** Runs work that only reads, on one snapshot. */
  read<T>(work: (db: Database) => T): T;
  /**
   * Waits until nobody else has the turn of this name and keeps it until it is disposed of, with what others recorded
   * before it read.
   */
  turn(name: string): Promise<AsyncDisposable>;
  /** Whether the process of this id, which worked in this directory, has ended. Our own has not. */
  hasEnded(process: string): boolean;
  /** Id of this process's work here, for {@link hasEnded}. */
  readonly process: string;
  /** Whether nobody else works in this directory now. */
  isAlone(): boolean;
  /**
   * Moves all into the database file and empties its log, where what was deleted could still be read. False where
   * somebody who reads beside keeps it from being emptied.
   */
  flush(): Promise<boolean>;
}

export interface StateOptions<K extends Identified> {
  /** DDL of the parts of the house that keep tables here, in order. Run once, when the state is made. */
  readonly schemas: readonly string[];
  /** Opens the keys, making those that `known` does not name; those it names must be there and have that id. */
  readonly openKeys: (dir: string, known: ReadonlyMap<string, string>) => K;
  /** Run at the start of every write transaction, in it; where it throws, nothing of the transaction is done. */
  readonly begin?: (db: Database) => void;
  /** Run at the end of every write transaction, in it; as `begin`. */
  readonly finish?: (db: Database, keys: K) => void;
  /** Run after every write transaction of an embedded state that became durable. Must not throw. */
  readonly committed?: (db: Database) => void;
  /** Tables that nobody may change but by transactions here, and the key that this is held to with. */
  readonly sealed?: {
    readonly tables: readonly string[];
    readonly key: (keys: K) => KeyObject;
    /** What they belong to: as they once were they fit it no more. Empty where nothing was recorded yet. */
    readonly beside: (db: Database) => string;
    readonly random: (bytes: number) => Uint8Array;
  };
  /** How long to wait for another process, in milliseconds. */
  readonly waitMs?: number;
}

/** The state for whoever only looks: beside those who work on it, on a snapshot of what is recorded. */
export interface StateView extends Disposable {
  readonly dir: string;
  readonly read: State<Identified>['read'];
}
