import type { Kind } from '../model/kinds.ts';
import type { Treatment } from '../model/words.ts';
import { canGeneralise } from './generalise.ts';
import { masksAll } from './mask.ts';

/**
 * What a treatment does to the weight of a kind in law. `gone`: nothing of it is left. `coarser`: it tells less.
 * `same`: it still is what it was: masked, pseudonymised and encrypted data relates to an identifiable person as long
 * as anybody can tell whom (PIPL art. 4 and 73(3); CAC Q&A of 2024-03-22, no. 5).
 */
export function lowers(kind: Kind, treatment: Treatment): 'gone' | 'coarser' | 'same' {
  switch (treatment) {
    case 'remove':
      return 'gone';
    case 'mask':
      return masksAll(kind) ? 'gone' : 'same';
    case 'generalise':
      return canGeneralise(kind) ? 'coarser' : 'same';
    case 'token':
    case 'pseudonym':
    case 'fpe':
    case 'encrypt':
      return 'same';
    default:
      return treatment satisfies never;
  }
}
