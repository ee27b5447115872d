#!/usr/bin/env node
// Starts Douane on Node 24: the Node that is here if it is new enough, else the one that came with the package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// In a checkout the sources run as they are; in an installed package there is only what was compiled.
const entry = existsSync(here('../src/cli/main.ts')) ? here('../src/cli/main.ts') : here('../dist/cli/main.js');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Code is kept compiled in the system's folder for temporary files: starting takes half the time.
  module.enableCompileCache();
  await import(pathToFileURL(entry).href);
} else {
  let node;
  try {
    node = createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    process.stderr.write(`Douane needs Node 24 or newer. Got ${process.versions.node}.\n`);
    process.exit(2);
  }
  // The channel tells the child when we are gone: a killed launcher must not leave a transfer running unseen.
  const child = spawn(node, [entry, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, DOUANE_LAUNCHER: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
