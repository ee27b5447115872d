/**
 * The fast lane of rows: where a file has one person a row and nothing was found but cells that the kernel closed, the
 * kernel forms the slots too (`kernel/as/slots.ts`). All other rows go through {@link SlotBuilder}, whose slots these
 * are just like.
 */
import { KIND_INDEX, type Kind } from '../model/kinds.ts';
import { type Closed, closedCells, NONE_CLOSED } from './candidates.ts';
import type { CellFindings } from './cell-findings.ts';
import { CLOSED_KIND } from './closers.ts';
import type { Column } from './column.ts';
import { type ColumnTable, KINDS_COUNT } from './column-table.ts';
import { IS_PERSONAL } from './field-bits.ts';
import { RANK_OF_KIND, TAG_OF_KIND } from './identifiers.ts';
import { bytesOf, kernel, room, set, wordsOf } from './kernel.ts';
import type { SightingArrays } from './sighting-arrays.ts';

// What a closed value is for its person, as the kernel numbers it.
const NOTHING = 0;
const NOT_SIMPLE = 1;
const USES: Partial<Record<Kind, number>> = {
  'bank-card': 2,
  sex: 2,
  address: 3,
  'person.name': 4,
  'birth-date': 5,
  phone: 6,
  'cn.resident-id': 7,
  email: 8,
  'customer-key': 9,
};
const KEY = KIND_INDEX['customer-key'];
const NO_NAME = new Uint8Array(0);
/** Keys with longer names are left alone: room is reckoned by the longest. */
const LONGEST_KEY_NAME = 255;
/** Most bytes that a message and its share of a name with phone take beside the name of a key. */
const MESSAGE = 128;

const USE_OF_KIND = new Uint8Array(KINDS_COUNT).fill(NOT_SIMPLE);
for (const [kind, use] of Object.entries(USES)) USE_OF_KIND[KIND_INDEX[kind as Kind]] = use;

/** Goes through the rows of one batch after the other. */
export class Lane {
  #closed: Closed = NONE_CLOSED;
  /** First closed cell that was not taken. */
  #next = 0;
  #columns: readonly Column[] = [];

  /** Begins with the rows of the batch that was just surveyed. */
  begin(rows: number, columns: readonly Column[], table: ColumnTable, closers: Uint8Array, minorSince: number): void {
    const count = columns.length;
    const cells = kernel.closedCells.value as number;
    const names = columns.map((column, c) =>
      CLOSED_KIND[closers[c]!] === KEY && column.keyName.length <= LONGEST_KEY_NAME ? column.keyName : NO_NAME,
    );
    const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
    for (const member of ['use', 'limit', 'tag', 'rank'] as const) room(member, count);
    for (const member of ['mask', 'keyNameAt', 'keyNameLength', 'tellsApart'] as const) room(member, count * 4);
    for (const member of ['idStart', 'idEnd'] as const) room(member, (cells + rows) * 4);
    for (const member of ['slotEnd', 'slotFields'] as const) room(member, rows * 4);
    room('idRank', cells + rows);
    room('slotMinor', rows);
    room(
      'keyName',
      names.reduce((sum, name) => sum + name.length, 0),
    );
    room('messages', cells * (MESSAGE + longest));
    set('minorSince', minorSince);

    const [limit, tag, rank] = [bytesOf('limit', count), bytesOf('tag', count), bytesOf('rank', count)];
    const [nameAt, length] = [wordsOf('keyNameAt', count), wordsOf('keyNameLength', count)];
    wordsOf('tellsApart', count).fill(0);
    const blob = Buffer.concat(names);
    bytesOf('keyName', blob.length).set(blob);
    for (let c = 0, at = 0; c < count; c++) {
      const kind = CLOSED_KIND[closers[c]!]!;
      limit[c] = table.least[c * KINDS_COUNT + kind]! & 0xff;
      tag[c] = TAG_OF_KIND[kind]!;
      rank[c] = RANK_OF_KIND[kind]!;
      nameAt[c] = at;
      length[c] = names[c]!.length;
      at += names[c]!.length;
    }
    this.#columns = columns;
    this.#closed = closedCells();
    this.#next = 0;
    this.useMasks(table, closers);
  }

  /** To be called when a field got its mask: from then on its values are simple. */
  useMasks(table: ColumnTable, closers: Uint8Array): void {
    const count = this.#columns.length;
    const [use, mask] = [bytesOf('use', count), wordsOf('mask', count)];
    for (const [c, column] of this.#columns.entries()) {
      const kind = CLOSED_KIND[closers[c]!]!;
      mask[c] = table.mask[c * KINDS_COUNT + kind]!;
      use[c] = useOf(column, kind, mask[c]!);
    }
  }

  /** Adds the slots of the rows from `row` on, up to `stop` or the first that is not simple; gives which. */
  form(row: number, stop: number, out: SightingArrays): number {
    const { messages } = out;
    const at = kernel.formSlots(row, stop, this.#next, this.#closed.count, messages.length, out.ids);
    this.#next = kernel.nextClosed.value as number;
    const slots = kernel.slotCount.value as number;
    if (slots === 0) return at;
    const ids = kernel.idCount.value as number;
    messages.append(bytesOf('messages', kernel.messageLength.value as number));
    out.appendIds(wordsOf('idStart', ids), wordsOf('idEnd', ids), bytesOf('idRank', ids));
    out.appendSlots(wordsOf('slotEnd', slots), wordsOf('slotFields', slots), bytesOf('slotMinor', slots));
    return at;
  }

  /**
   * Adds to `into` what was found in the cells before `end` and not taken yet, closed cells too, in order: `findings`
   * from `first` on. Gives the first finding behind them.
   */
  mix(findings: CellFindings, first: number, end: number, into: CellFindings): number {
    const { cell, from, to, info, count } = this.#closed;
    let f = first;
    let n = this.#next;
    for (;;) {
      const found = f < findings.count && findings.cell[f]! < end ? findings.cell[f]! : end;
      for (; n < count && cell[n]! < found; n++) into.push(cell[n]!, from[n]!, to[n]!, info[n]!);
      if (found === end) break;
      into.push(found, findings.from[f]!, findings.to[f]!, findings.info[f]!);
      f += 1;
    }
    this.#next = n;
    return f;
  }

  /** Adds up for each column of how many slots the best identifier came from it. */
  end(): void {
    const tells = wordsOf('tellsApart', this.#columns.length);
    for (const [c, column] of this.#columns.entries()) column.tellsApart += tells[c]!;
  }
}

function useOf(column: Column, kind: number, mask: number): number {
  if (IS_PERSONAL[kind] === 0) return NOTHING;
  // A field gets its bit when the first of its values is met.
  if (mask === 0 || column.group !== 0 || (kind === KEY && column.keyName.length > LONGEST_KEY_NAME)) return NOT_SIMPLE;
  return USE_OF_KIND[kind]!;
}
