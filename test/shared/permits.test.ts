import '../support/on-shared-store.ts';
import '../permits.test.ts';
