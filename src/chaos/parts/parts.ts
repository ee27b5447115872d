import type { Part } from '../part.ts';
import { clock } from './clock.ts';
import { diskFull } from './disk-full.ts';
import { halfWrittenPart } from './half-written.ts';
import { keys } from './keys.ts';
import { killed } from './killed.ts';
import { memory } from './memory.ts';
import { outGone } from './out-gone.ts';
import { pipes } from './pipes.ts';
import { receiptsGone } from './receipts-gone.ts';
import { scanner } from './scanner.ts';
import { stopped } from './stopped.ts';
import { storeLocked } from './store-locked.ts';
import { stateOlder, storeOlder } from './store-older.ts';
import { storeReadOnly } from './store-read-only.ts';
import { storeTruncated } from './store-truncated.ts';
import { tampered } from './tampered.ts';
import { twoAtOnce } from './two-at-once.ts';

/** In the order of the table. The one that waits longest begins first where several run at once. */
export const PARTS: readonly Part[] = [
  storeLocked,
  storeReadOnly,
  storeTruncated,
  storeOlder,
  stateOlder,
  tampered,
  keys,
  diskFull,
  scanner,
  memory,
  killed,
  halfWrittenPart,
  stopped,
  twoAtOnce,
  outGone,
  pipes,
  receiptsGone,
  clock,
];
