import '../support/on-shared-store.ts';
import '../part-faults.test.ts';
