/**
 * What is known of one column (a path in one file) and what it is therefore taken for. The share of values that fit,
 * the header and the checksum make the confidence:
 *
 * - A header with values that fit: 1 - (1 - header) × (1 - fit × share), where `fit` is the mean confidence of the
 *   values and `header` 0.85 for a sure header, 0.4 for one that needs values which fit by themselves, 0 for none.
 *   Below 30 % of fitting values the header is not believed.
 * - Without a header: the best value's own confidence, times how far such values are usual in the column where they
 *   are of a form that chance gives (digits: 3 of 100,000 order numbers pass Luhn), times what the header says
 *   against it.
 *
 * From 0.5 on a kind counts as personal data; below, it is shown and nothing more.
 */
import { KIND_IDS, KIND_INDEX, type Kind } from '../model/kinds.ts';
import { ROLE_INDEX, ROLES, type Role } from './headers/roles.ts';
import { type HeaderMeaning, readHeader } from './headers.ts';
import { EVIDENCE_BIT } from './kinds/result.ts';

const KINDS_COUNT = KIND_IDS.length;
/** Per cent from which on a finding counts. */
export const COUNTS = 50;
export const NO_ROLE = -1;
const LEAST_SHARE = 0.3;

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
/** Roles whose values may at the same time be a phone or an e-mail: logins, keys. */
const ALONGSIDE: ReadonlySet<Role> = new Set(['customer-key', 'secret', 'wechat', 'alipay', 'social-security']);

export class Column {
  readonly path: string;
  readonly header: HeaderMeaning;
  /** Number of its role, or {@link NO_ROLE}. */
  role: number;
  roleName: Role | null;
  /** Least per cent that a value must fit with. */
  leastFit: number;
  /** Whether a value is held against the role also when the scanner found something that fills it. */
  alongside: boolean;
  /** 1 where a kind belongs to the role. */
  readonly ofRole = new Uint8Array(KINDS_COUNT);
  /** Believed: enough values fit. */
  accepted = false;
  /** Role by its values, without a header. */
  probed = false;

  values = 0;
  roleHits = 0;
  /** Values that are a number or end in one: what forms by chance are measured against. */
  codes = 0;
  readonly hits = new Float64Array(KINDS_COUNT);
  readonly whole = new Float64Array(KINDS_COUNT);
  readonly percents = new Float64Array(KINDS_COUNT);
  /** Best own confidence of findings that are the whole value, and of those inside longer text. */
  readonly best = new Uint8Array(KINDS_COUNT);
  readonly bestInText = new Uint8Array(KINDS_COUNT);
  readonly evidence = new Uint8Array(KINDS_COUNT);
  /** Per cent that the confidence of a whole value is worth here, by kind. */
  readonly factor = new Uint8Array(KINDS_COUNT).fill(100);
  /** Per cent that a value of the kind has at least, by kind. */
  readonly floor = new Uint8Array(KINDS_COUNT);
  /** Bit in masks of persons by kind; -1 where none was given. */
  readonly bit = new Int8Array(KINDS_COUNT).fill(-1);
  readonly examples: (string | undefined)[] = [];

  /** Owned by the inspector: number of values at which to decide anew. */
  nextDecision = 1;
  /** How many slots an identifier from here was the best of; owned by the slots. */
  tellsApart = 0;

  // Owned by the layout.
  group = 0;
  /** Position among the declared fields that tell persons apart, or -1. */
  subject = -1;
  /** In a list of objects: where its path comes again, the next object has begun. */
  element = false;
  seenIn = -1;
  keyName: Uint8Array;
  // Owned by the probe.
  /** Values looked at since the last reset, and in all. */
  probes = 0;
  settled = false;
  readonly probeFits = new Int32Array(5);
  readonly probeSketch = new Uint8Array(64);

  constructor(path: string) {
    this.path = path;
    this.header = readHeader(path);
    this.keyName = encoder.encode(this.header.name);
    this.role = NO_ROLE;
    this.roleName = null;
    this.leastFit = 0;
    this.alongside = false;
    if (this.header.role !== null) this.take(this.header.role, this.header.strength === 2 ? 0 : 65);
    if (this.header.role === 'thing') this.#weigh();
  }

  take(role: Role, leastFit: number): void {
    this.roleName = role;
    this.role = role === 'thing' ? NO_ROLE : ROLE_INDEX[role];
    this.leastFit = leastFit;
    this.alongside = ALONGSIDE.has(role);
    this.ofRole.fill(0);
    for (const kind of ROLES[role]) this.ofRole[KIND_INDEX[kind]] = 1;
  }

  /** Decides what the column is by all values so far. True when something changed that rows are formed by. */
  decide(): boolean {
    const before = this.accepted;
    this.nextDecision = Math.ceil(this.values * 1.5) + 1;
    const share = this.values === 0 ? 0 : this.roleHits / this.values;
    this.accepted = this.role !== NO_ROLE && share >= LEAST_SHARE;
    const header = this.probed ? 0 : this.header.strength === 2 ? 0.85 : 0.4;
    for (let k = 0; k < KINDS_COUNT; k++) {
      if (this.ofRole[k] === 0) continue;
      const mean = this.hits[k] === 0 ? 0.5 : this.percents[k]! / this.hits[k]! / 100;
      this.floor[k] = this.accepted ? Math.min(99, Math.round(100 * (1 - (1 - header) * (1 - mean * share)))) : 0;
    }
    this.#weigh();
    return before !== this.accepted;
  }

  #weigh(): void {
    for (let k = 0; k < KINDS_COUNT; k++) {
      let factor = this.#againstHeader(k);
      const whole = this.whole[k]!;
      if (CHANCE.has(k) && !this.#isCertain(k) && whole > 0 && this.ofRole[k] === 0) {
        const usual = whole / Math.max(whole, this.codes);
        if (usual < 0.5) factor *= 0.2 + 1.6 * usual;
      }
      this.factor[k] = Math.round(factor);
    }
  }

  #againstHeader(kind: number): number {
    if (this.ofRole[kind] === 1 || kind === EMAIL || this.#isCertain(kind) || !CHANCE.has(kind)) return 100;
    if (this.roleName === 'thing') return 50;
    if (!this.accepted) return 100;
    return PHONES.has(kind) ? (this.alongside || this.roleName === 'account' ? 80 : 100) : 50;
  }

  /** A checksum over a long number with a place and a date in it is no chance. */
  #isCertain(kind: number): boolean {
    return (
      this.best[kind]! >= 85 && (this.evidence[kind]! & EVIDENCE_BIT.checksum) !== 0 && kind !== CARD && kind !== USCC
    );
  }

  /** Per cent that a finding with `percent` of its own is worth in this column; inside text a header says nothing. */
  worth(kind: number, percent: number, whole: number): number {
    const own = whole === 1 ? (percent * this.factor[kind]!) / 100 : percent;
    const floor = this.floor[kind]!;
    return floor > own ? floor : own;
  }

  /** Confidence that the column has this kind in it, in per cent. */
  confidence(kind: number): number {
    return Math.max(this.worth(kind, this.best[kind]!, 1), this.bestInText[kind]!);
  }

  /** A kind of weak form in a column that is understood as something else is explained by that. */
  isExplained(kind: number): boolean {
    return this.ofRole[kind] === 0 && (this.accepted || this.roleName === 'thing') && this.confidence(kind) < 25;
  }
}

const encoder = new TextEncoder();
