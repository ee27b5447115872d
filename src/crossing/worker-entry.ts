/** Where the thread that inspects begins. */
import module from 'node:module';

// A thread does not take over that code is kept compiled (see bin/douane.js): loading takes half the time with it.
module.enableCompileCache();
await import('./worker-loop.ts');
