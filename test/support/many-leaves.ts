/**
 * A ledger of many leaves, made for measuring: crossings and their closings as `douane clear` records them, each with
 * its signed head, or so many under one. Written row by row, since recording them one by one would take longer than all that is measured.
 */
import { generateKeyPairSync } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import { canonicalJson } from '../../src/ledger/canonical-json.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { Edge } from '../../src/ledger/edge.ts';
import { formatLeaf, type Leaf } from '../../src/ledger/leaf.ts';
import { commit } from '../../src/ledger/receipt.ts';
import { LEDGER_SCHEMA } from '../../src/ledger/schema.ts';
import { ledgerSigner } from '../../src/ledger/signer.ts';
import { chainOf, NO_CHAIN } from '../../src/ledger/store-tree.ts';
import { appendNodes, leafHash, rootOf } from '../../src/ledger/tree.ts';
import { formatPersonSet } from '../../src/persons/person-set.ts';
import { PERSONS_SCHEMA } from '../../src/persons/store-sqlite.ts';
import { bodyOf } from './ledger.ts';

const SALTS = { body: '11'.repeat(32), content: '22'.repeat(32) };
const AT = '2026-11-23T08:00:00.000Z';

/** Makes the database; `leaves` is even, `together` how many leaves each head is over. */
export function makeLedger(path: string, leaves: number, together = 1): ReturnType<typeof ledgerSigner> {
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  for (const ddl of [...LEDGER_SCHEMA, ...PERSONS_SCHEMA]) db.exec(ddl);
  const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey);
  const body = bodyOf();
  const { files } = body;
  const end = { end: 'released' as const, records: 1_000, files, hold: null };
  const [made, closed] = [commit(body, files, SALTS), commit(end, files, SALTS)];
  const [bodyText, endText] = [canonicalJson(body), canonicalJson(end)];
  const members = formatPersonSet((visit) => {
    for (let p = 0; p < 980; p++) visit(p);
  });
  const insert = {
    leaf: db.prepare('INSERT INTO leaf VALUES (?, ?)'),
    node: db.prepare('INSERT INTO node VALUES (?, ?, ?)'),
    head: db.prepare('INSERT INTO checkpoint VALUES (?, ?, ?)'),
    opening: db.prepare('INSERT INTO opening VALUES (?, ?, ?, ?)'),
    transfer: db.prepare(
      `INSERT INTO transfer VALUES (?, 'crossing', '${AT}', '2026-11-23', 'munich', 'DE', 'other', NULL, 'pass', 'exempt', NULL,
       'released', ?, ?, 'null')`,
    ),
    set: db.prepare(`INSERT INTO person_set VALUES (?, 'exporter', '2026-11-23', ?, 1, NULL, ?)`),
  };
  const edge = new Edge();
  let chain: Uint8Array = NO_CHAIN;
  const counts = { files: 2, records: 1_000, bytes: 1_241 };
  const append = (index: number, leaf: Leaf, opening: string) => {
    const bytes = formatLeaf(leaf);
    insert.leaf.run(index, bytes);
    for (const { id, hash } of appendNodes(index, leafHash(bytes), edge.read)) {
      edge.add(id, hash);
      if (id.level > 0) insert.node.run(id.level, id.position, hash);
    }
    insert.opening.run(index, SALTS.content, SALTS.body, opening);
    const size = index + 1;
    if (size % together !== 0 && size !== leaves) return;
    const note = signCheckpoint(size, rootOf(size, edge.read), signer);
    chain = chainOf(chain, note);
    insert.head.run(size, note, chain);
  };
  db.exec('BEGIN');
  for (let index = 0; index < leaves; index += 2) {
    const transfer = `01J${String(index).padStart(23, '0')}`;
    const persons = { ordinary: 980, sensitive: 0, undetermined: 0 };
    const decided = {
      asOf: '2026-11-23',
      from: 'CN',
      to: 'DE',
      verdict: 'pass',
      outcome: 'exempt',
      permit: null,
    } as const;
    append(
      index,
      {
        v: 1,
        type: 'crossing',
        transfer,
        at: AT,
        ...decided,
        counts: { ...counts, persons },
        law: 'sha256:00',
        ...made,
      },
      bodyText,
    );
    append(
      index + 1,
      { v: 1, type: 'closing', transfer, at: AT, of: index, end: 'released', counts, ...closed },
      endText,
    );
    insert.transfer.run(transfer, index, index + 1);
    insert.set.run(transfer, 'ordinary', members);
    insert.set.run(transfer, 'sensitive', new Uint8Array(0));
    if (index % 10_000 === 0) db.exec('COMMIT; BEGIN');
  }
  db.exec('COMMIT');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return signer;
}
