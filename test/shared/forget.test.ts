import '../support/on-shared-store.ts';
import '../forget.test.ts';
