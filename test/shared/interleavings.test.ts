import { losesBy } from '../interleavings.test.ts';
import { cluster } from '../support/on-shared-store.ts';

// Turns are lost: whoever has one goes on, and does not know.
losesBy(async (url) => {
  await cluster.query(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l
       WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    url,
  );
});
