import { generateKeyPairSync } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, Strikes } from '../part.ts';
import { expectClosed } from './means.ts';

const WAYS: readonly ((keys: string) => void)[] = [
  (keys) => rmSync(join(keys, 'ledger.key')),
  (keys) => writeFileSync(join(keys, 'ledger.key'), otherKey()),
  (keys) => rmSync(join(keys, 'person.key')),
  (keys) => writeFileSync(join(keys, 'state.key'), Buffer.alloc(32, 7)),
  (keys) => renameSync(keys, `${keys}-gone`),
];

export const keys: Part = {
  name: 'keys',
  does: 'a key is gone, or another is there; all keys are gone',
  async run(site) {
    const strikes = new Strikes();
    site.keep('keys');
    for (const spoil of WAYS) {
      const sent = site.write('plain', 20);
      spoil(join(site.state, 'keys'));
      expectClosed(site, strikes, await site.clear(sent), sent);
      site.putBack('keys');
    }
    rmSync(join(site.state, 'keys-gone'), { recursive: true });
    return strikes.end();
  },
};

const otherKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
