import '../support/on-shared-store.ts';
import '../crossing.test.ts';
