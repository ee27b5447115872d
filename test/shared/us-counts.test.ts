import '../support/on-shared-store.ts';
import '../us-counts.test.ts';
