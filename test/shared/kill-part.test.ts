import '../support/on-shared-store.ts';
import '../kill-part.test.ts';
