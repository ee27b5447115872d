/**
 * What is known of one column (a path in one file) and what it is therefore taken for. The share of values that fit,
 * the header and the checksum make the confidence:
 *
 * - A header with values that fit: 1 - (1 - header) × (1 - fit × share), where `fit` is the mean confidence of the
 *   values and `header` 0.85 for a sure header, 0.4 for one that needs values which fit by themselves, 0 for none.
 *   Below 30 % of fitting values the header is not believed.
 * - Without a header: the best value's own confidence, times how far such values are usual in the column where they
 *   are of a form that chance gives (digits: 3 of 100,000 order numbers pass Luhn), times how sure most of them are,
 *   times what the header says against it.
 *
 * From 0.5 on a kind counts as personal data; below, it is shown and nothing more.
 */
import { KIND_INDEX, type Kind } from '../model/kinds.ts';
import { type ColumnTable, KINDS_COUNT, NO_ROLE } from './column-table.ts';
import { ROLE_INDEX, ROLES, type Role } from './headers/roles.ts';
import { type HeaderMeaning, readHeader } from './headers.ts';
import { EVIDENCE_BIT } from './kinds/result.ts';

/** Per cent from which on a finding counts. */
export const COUNTS = 50;
const LEAST_SHARE = 0.3;

/**
 * Of numbers of 16 digits drawn at random 27 in 100 begin as cards of a known issuer do, and of these one in ten passes
 * Luhn. What more than this share has is no chance.
 */
const BY_CHANCE = 0.05;
const CARD_EVIDENCE = EVIDENCE_BIT.checksum | EVIDENCE_BIT.region;

/** Kinds that a run of digits or a short code may be by chance. */
const CHANCE: ReadonlySet<number> = new Set(
  (
    [
      'phone',
      'phone.landline',
      'bank-card',
      'device.imei',
      'device.imsi',
      'alipay-id',
      'cn.resident-id',
      'cn.uscc',
      'passport',
      'cn.hk-macau-permit',
      'cn.taiwan-permit',
      'cn.foreign-permanent-resident-id',
      'vin',
    ] as const satisfies Kind[]
  ).map((k) => KIND_INDEX[k]),
);
const PHONES: ReadonlySet<number> = new Set([KIND_INDEX.phone, KIND_INDEX['phone.landline']]);
const EMAIL = KIND_INDEX.email;
const CARD = KIND_INDEX['bank-card'];
const USCC = KIND_INDEX['cn.uscc'];
const KEY = KIND_INDEX['customer-key'];
/** Roles whose values may at the same time be a phone or an e-mail: logins, keys. */
const ALONGSIDE: ReadonlySet<Role> = new Set(['customer-key', 'secret', 'wechat', 'alipay', 'social-security']);

/** Roles for which the probe asks for more than the shape of one value shows. */
const ASKED_MORE: ReadonlySet<Role> = new Set(['telephone', 'given-name', 'family-name']);
/** Columns of these have a part of a number, which is nobody's identifier by itself. */
const PARTS: ReadonlySet<Role> = new Set(['id-part', 'phone-part', 'card-part']);

/** What is left of a column when its file is read: enough to say what a finding in it is worth. */
export interface ColumnSummary {
  readonly roleName: Role | null;
  readonly leastFit: number;
  readonly accepted: boolean;
  readonly factor: Uint8Array;
  readonly floor: Uint8Array;
}

/** Per cent that a finding with `percent` of its own is worth; inside text a header says nothing. */
export function worthIn(column: ColumnSummary, kind: number, percent: number, whole: boolean): number {
  return Math.max(column.floor[kind]!, whole ? (percent * column.factor[kind]!) / 100 : percent);
}

export class Column implements ColumnSummary {
  readonly path: string;
  readonly header: HeaderMeaning;
  roleName: Role | null = null;
  /** Believed: enough values fit. */
  accepted = false;
  /** Role by its values, without a header. */
  probed = false;
  readonly examples: (string | undefined)[] = [];
  /** Values at which to decide anew. */
  nextDecision = 1;
  /** How many slots an identifier from here was the best of; owned by the slots. */
  tellsApart = 0;
  readonly #table: ColumnTable;
  /** Number in the table. */
  readonly #number: number;
  /** Of its row of kinds in the table. */
  readonly #base: number;
  /** Per cent that the confidence of a whole value is worth here, by kind. */
  readonly factor = new Uint8Array(KINDS_COUNT).fill(100);
  /** Per cent that a value of the kind has at least, by kind. */
  readonly floor = new Uint8Array(KINDS_COUNT);

  #noKey = false;

  // Owned by the layout.
  /** Position among the declared fields that tell persons apart, or -1. */
  subject = -1;
  /** In a list of objects: where its path comes again, the next object has begun. */
  element = false;
  seenIn = -1;
  readonly keyName: Uint8Array;
  // Owned by the probe.
  /** Values looked at since the last reset; `settled` once they were enough. */
  probes = 0;
  settled = false;
  readonly probeFits = new Int32Array(8);
  readonly probeSketch = new Uint8Array(64);

  constructor(path: string, table: ColumnTable) {
    this.path = path;
    this.#table = table;
    this.#number = table.add();
    this.#base = this.#number * KINDS_COUNT;
    this.header = readHeader(path);
    this.keyName = encoder.encode(this.header.name);
    table.words[this.#number] = 1;
    if (this.header.role !== null) this.take(this.header.role, this.header.strength === 2 ? 0 : 65);
    this.#weigh();
  }

  take(role: Role, leastFit: number): void {
    const table = this.#table;
    this.roleName = role;
    table.role[this.#number] = role === 'thing' || role === 'prose' ? NO_ROLE : ROLE_INDEX[role];
    // What a header calls a thing, a state or an amount has no people's words in it; its forms are looked at all the same.
    table.words[this.#number] = role === 'thing' ? 0 : 1;
    table.leastFit[this.#number] = leastFit;
    table.alongside[this.#number] = ALONGSIDE.has(role) ? 1 : 0;
    table.ofRole.fill(0, this.#base, this.#base + KINDS_COUNT);
    for (const kind of ROLES[role]) table.ofRole[this.#base + KIND_INDEX[kind]] = 1;
  }

  /** Its values are somebody's, but not a person's: see {@link KeyCheck}. */
  isNoKey(): void {
    this.#noKey = true;
    this.floor.fill(0);
    this.take('thing', 0);
    this.decide();
  }

  get hasRole(): boolean {
    return this.#table.role[this.#number] !== NO_ROLE;
  }
  get isPart(): boolean {
    return this.roleName !== null && PARTS.has(this.roleName);
  }
  get leastFit(): number {
    return this.#table.leastFit[this.#number]!;
  }
  get values(): number {
    return this.#table.values[this.#number]!;
  }
  isOfRole(kind: number): boolean {
    return this.#table.ofRole[this.#base + kind] === 1;
  }
  hits(kind: number): number {
    return this.#table.hits[this.#base + kind]!;
  }
  /** Hits that are the whole value. */
  whole(kind: number): number {
    return this.#table.whole[this.#base + kind]!;
  }
  evidence(kind: number): number {
    return this.#table.evidence[this.#base + kind]!;
  }

  /** Number of the person in a row that the column belongs to; owned by the layout. */
  get group(): number {
    return this.#table.group[this.#number]!;
  }
  set group(group: number) {
    this.#table.group[this.#number] = group;
  }

  /** Whether there is something new to decide on. */
  get isDue(): boolean {
    return this.values >= this.nextDecision || this.#table.stale[this.#number] === 1;
  }

  /** Decides what the column is by all values so far. True when something changed that rows are formed by. */
  decide(): boolean {
    const before = this.accepted;
    this.#table.stale[this.#number] = 0;
    this.nextDecision = Math.ceil(this.values * 1.5) + 1;
    const share = this.values === 0 ? 0 : this.#table.roleHits[this.#number]! / this.values;
    this.accepted = this.hasRole && share >= LEAST_SHARE;
    const header = this.probed ? (ASKED_MORE.has(this.roleName!) ? 0.4 : 0) : this.header.strength === 2 ? 0.85 : 0.4;
    for (let k = 0; k < KINDS_COUNT; k++) {
      if (!this.isOfRole(k)) continue;
      const mean = this.hits(k) === 0 ? 0.5 : this.#table.percents[this.#base + k]! / this.hits(k) / 100;
      this.floor[k] = this.accepted ? Math.min(99, Math.round(100 * (1 - (1 - header) * (1 - mean * share)))) : 0;
    }
    this.#weigh();
    return before !== this.accepted;
  }

  #weigh(): void {
    const { least } = this.#table;
    for (let k = 0; k < KINDS_COUNT; k++) {
      let factor = this.#againstHeader(k);
      const whole = this.whole(k);
      if (CHANCE.has(k) && !this.#isCertain(k) && whole > 0 && !this.isOfRole(k)) {
        const codes = Math.max(whole, this.#table.codes[this.#number]!);
        // A form that many more have than chance would give is no chance, however many others stand beside it.
        const usual = whole > 2 + BY_CHANCE * codes && this.#isChecked(k) ? 1 : whole / codes;
        if (usual < 0.5) factor *= 0.2 + 1.6 * usual;
        // Where most have the form and few the checksum, the checksum is chance too.
        const mean = this.#table.percents[this.#base + k]! / this.hits(k);
        factor *= mean / this.#table.best[this.#base + k]!;
      }
      this.factor[k] = Math.round(factor);
      const believed = this.floor[k]! >= COUNTS;
      least[this.#base + k] = believed ? 0 : Math.min(255, Math.ceil((100 * COUNTS) / this.factor[k]!)) | (COUNTS << 8);
    }
  }

  #againstHeader(kind: number): number {
    if (kind === KEY && this.#noKey) return 0;
    if (this.isOfRole(kind) || kind === EMAIL || this.#isCertain(kind) || !CHANCE.has(kind)) return 100;
    if (this.roleName === 'thing') {
      // All of a column by chance: never where there is a checksum; a run of numbers that begin alike may be.
      const whole = this.whole(kind);
      if (whole < 3 || whole < 0.9 * this.values) return 50;
      return this.#isChecked(kind) ? 100 : PHONES.has(kind) ? 70 : 50;
    }
    if (!this.accepted) return 100;
    return PHONES.has(kind) ? (ALONGSIDE.has(this.roleName!) || this.roleName === 'account' ? 80 : 100) : 50;
  }

  /** A card of a known issuer whose digits check. */
  #isChecked(kind: number): boolean {
    return kind === CARD && (this.evidence(CARD) & CARD_EVIDENCE) === CARD_EVIDENCE;
  }

  /** A checksum over a long number with a place and a date in it is no chance. */
  #isCertain(kind: number): boolean {
    const checked = (this.evidence(kind) & EVIDENCE_BIT.checksum) !== 0 && kind !== CARD && kind !== USCC;
    return checked && this.#table.best[this.#base + kind]! >= 85;
  }

  summary(): ColumnSummary {
    const { roleName, leastFit, accepted, factor, floor } = this;
    return { roleName, leastFit, accepted, factor, floor };
  }

  /** Confidence that the column has this kind in it, in per cent. */
  confidence(kind: number): number {
    const { best, bestInText } = this.#table;
    return Math.max(worthIn(this, kind, best[this.#base + kind]!, true), bestInText[this.#base + kind]!);
  }

  /** A kind of weak form in a column that is understood as something else is explained by that. */
  isExplained(kind: number): boolean {
    return !this.isOfRole(kind) && (this.accepted || this.roleName === 'thing') && this.confidence(kind) < 25;
  }
}

const encoder = new TextEncoder();
