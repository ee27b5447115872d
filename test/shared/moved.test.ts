import '../support/on-shared-store.ts';
import '../moved.test.ts';
