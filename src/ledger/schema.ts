/**
 * Tables of the ledger. Leaves, nodes, checkpoints, cosignatures and losses are only ever added; the triggers hold code to that, and
 * `audit` finds what changed them from outside.
 */
export const LEDGER_SCHEMA: readonly string[] = [
  `CREATE TABLE leaf (
    idx INTEGER PRIMARY KEY CHECK (idx >= 0),
    bytes BLOB NOT NULL
  ) STRICT`,
  // Hashes of complete subtrees from level 1 on: that of a leaf is made of its bytes.
  `CREATE TABLE node (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, position)
  ) STRICT, WITHOUT ROWID`,
  // Each note with all before it, hashed: so that whoever reads them again need not verify every signature to find one
  // that changed.
  `CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32)
  ) STRICT`,
  // What witnesses said of heads; the witness is its verifier key.
  `CREATE TABLE cosignature (
    size INTEGER NOT NULL REFERENCES checkpoint (size),
    witness TEXT NOT NULL,
    time INTEGER NOT NULL CHECK (time > 0),
    line TEXT NOT NULL,
    PRIMARY KEY (size, witness, time)
  ) STRICT, WITHOUT ROWID`,
  // What a leaf commits to, with the salts: here so that a receipt can be made again. Not part of the ledger proper.
  `CREATE TABLE opening (
    leaf INTEGER PRIMARY KEY REFERENCES leaf (idx),
    content_salt TEXT,
    body_salt TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT`,
  // By leaf, so that an index is written for the id alone. That no two say the same closing is for the leaves to prove.
  `CREATE TABLE transfer (
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL CHECK (type IN ('crossing', 'check')),
    at TEXT NOT NULL,
    as_of TEXT NOT NULL,
    recipient TEXT NOT NULL,
    place TEXT NOT NULL,
    purpose TEXT NOT NULL,
    lane TEXT,
    verdict TEXT NOT NULL,
    outcome TEXT NOT NULL,
    permit TEXT,
    status TEXT NOT NULL CHECK (status IN ('recorded', 'checked', 'released', 'held', 'refused', 'broken')),
    leaf INTEGER PRIMARY KEY REFERENCES leaf (idx),
    closing INTEGER REFERENCES leaf (idx),
    resume TEXT NOT NULL,
    CHECK ((status IN ('recorded', 'checked')) = (closing IS NULL))
  ) STRICT`,
  // What a person accepted as lost when the state was an older copy; `common` is the newest head of before that it has.
  `CREATE TABLE loss (
    leaf INTEGER PRIMARY KEY REFERENCES leaf (idx),
    at TEXT NOT NULL,
    since TEXT,
    common TEXT NOT NULL,
    seen TEXT NOT NULL CHECK (json_valid(seen))
  ) STRICT`,
  `CREATE INDEX transfer_unfinished ON transfer (leaf) WHERE status = 'recorded'`,
  ...['leaf', 'node', 'checkpoint', 'cosignature', 'loss'].flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (what) =>
        `CREATE TRIGGER ${table}_no_${what.toLowerCase()} BEFORE ${what} ON ${table}
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`,
    ),
  ),
];
