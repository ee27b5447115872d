import '../support/on-shared-store.ts';
import '../filing.test.ts';
