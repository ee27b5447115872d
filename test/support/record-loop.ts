/** Records and closes transfers in the state of argv[2] until it is killed, telling each on standard output. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { type Keys, openKeys } from '../../src/keys/custody-file.ts';
import { LEDGER_SCHEMA } from '../../src/ledger/schema.ts';
import { ledgerSigner } from '../../src/ledger/signer.ts';
import { close, record } from '../../src/ledger/store-record.ts';
import { expectHead, signHead } from '../../src/ledger/store-tree.ts';
import { openState } from '../../src/state/store-sqlite.ts';
import { planOf } from './ledger.ts';

const [dir, round] = process.argv.slice(2);
const state = openState<Keys>(dir!, {
  schemas: [...LEDGER_SCHEMA, 'CREATE TABLE counted (transfer TEXT PRIMARY KEY) STRICT'],
  begin: expectHead,
  finish: (db, keys) => signHead(db, ledgerSigner(keys.ledger)),
  openKeys: (keys, known) => openKeys(keys, { known, random: (n) => randomBytes(n) }),
});
const tools = { signer: ledgerSigner(state.keys.ledger), random: (n: number) => randomBytes(n) };
const at = '2026-11-23T08:00:00.000Z';
const say = (line: string) => writeSync(1, `${line}\n`);

say('ready');
for (let n = 0; ; n++) {
  const id = `t-${round}-${n}`;
  await record(state, planOf(id), tools, (db) => {
    db.prepare('INSERT INTO counted (transfer) VALUES (?)').run(id);
  });
  say(`recorded ${id}`);
  await close(state, { transfer: id, at, body: { end: 'released', records: 0, files: [], hold: null } }, tools);
  say(`closed ${id}`);
}
