import { KIND_IDS, KINDS } from '../model/kinds.ts';
import type { FieldBit } from '../model/sightings.ts';

/** The last bit is shared by all fields beyond the 31st. */
const SHARED_BIT = 31;

/** Gives each field (path and kind) of a transfer its bit, in the order in which they are met. */
export class FieldBits {
  readonly list: FieldBit[] = [];
  readonly #known = new Map<string, number>();

  bitOf(path: string, kind: number): number {
    const id = KIND_IDS[kind]!;
    const key = `${id} ${path}`;
    let bit = this.#known.get(key);
    if (bit === undefined) {
      bit = Math.min(this.list.length, SHARED_BIT);
      this.#known.set(key, bit);
      this.list.push({ path, kind: id, bit });
    }
    return bit;
  }
}

/** 1 for kinds that are somebody's. */
export const IS_PERSONAL = Uint8Array.from(KIND_IDS, (kind) => (KINDS[kind].personal ? 1 : 0));
