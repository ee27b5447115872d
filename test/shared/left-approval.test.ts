import '../support/on-shared-store.ts';
import '../left-approval.test.ts';
