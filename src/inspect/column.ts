import { EVIDENCE, type Evidence, KIND_IDS, KIND_INDEX, type Kind } from '../model/kinds.ts';
import { chineseAddressWeight } from './address.ts';
import { DIVISIONS } from './divisions.ts';
import { type Fits, fitsOf } from './fits.ts';
import { type HeaderSays, readHeader } from './headers.ts';
import { evidenceList } from './kinds/result.ts';
import { isChineseName, isLatinFullName } from './names.ts';
import type { Scanner } from './scanner.ts';
import { ByteWords, ETHNICITY_PLAIN, SEX_PLAIN } from './words.ts';

const KINDS = KIND_IDS.length;
/** Values of a column that are looked at to tell what it is, before its first rows are taken apart. */
export const PREVIEW_VALUES = 2_000;
const DISTINCT_KEPT = 64;
const PLACES = new ByteWords([
  ...DIVISIONS,
  ...DIVISIONS.map((d) => d.replace(/[省市区县]$/u, '')).filter((d) => d.length >= 2),
]);

/** One field path: what its header says, what its values were, what it is taken for. */
export class Column {
  readonly path: string;
  readonly header: HeaderSays;
  /** Shape test of the kind in the header. */
  readonly fits: Fits | null;
  readonly headerKind: number;
  /** Kind that the whole value of the column is; -1 for none. */
  role = -1;
  roleConfidence = 0;
  roleByShare = false;
  /** Slot group of the row: 0 the main person. */
  readonly group: number;
  prose: boolean;
  values = 0;
  readonly hits = new Int32Array(KINDS);
  readonly lowHits = new Int32Array(KINDS);
  readonly wholeHits = new Int32Array(KINDS);
  readonly confidenceSum = new Float64Array(KINDS);
  readonly evidence = new Uint8Array(KINDS);
  /** Bit of (path, kind) in masks of persons; -1 until the first hit. */
  readonly bit = new Int8Array(KINDS).fill(-1);
  readonly examples: (string | undefined)[] = [];
  /** Place among the declared subject fields; -1 when it is none. */
  subject = -1;
  /** How often an identifier from here told a person apart. */
  best = 0;
  /** For paths below an array: which array, and in which of its elements the path was last seen. */
  readonly arrayKey: string | null;
  lastElement = -1;

  #previewed = 0;
  #fitting = 0;
  #names = 0;
  #latinNames = 0;
  #addresses = 0;
  #sexes = 0;
  #ethnicities = 0;
  #longText = 0;
  readonly #kindWhole = new Int32Array(KINDS);
  readonly #distinct = new Set<string>();

  constructor(path: string) {
    this.path = path;
    this.header = readHeader(path);
    this.headerKind = this.header.kind === null ? -1 : KIND_INDEX[this.header.kind];
    this.fits = this.header.kind === null ? null : fitsOf(this.header.kind);
    this.group = this.header.role;
    this.prose = this.header.prose;
    const star = path.startsWith('/') ? path.lastIndexOf('/*') : -1;
    this.arrayKey = star > 0 ? path.slice(0, star + 2) : null;
  }

  get needsPreview(): boolean {
    return this.#previewed < PREVIEW_VALUES;
  }

  /** Takes one value into account for what the column is. `start < end`, trimmed. */
  preview(bytes: Uint8Array, start: number, end: number, scanner: Scanner): void {
    this.#previewed += 1;
    if (this.fits?.(bytes, start, end)) this.#fitting += 1;
    const length = end - start;
    if (length > 36) this.#longText += 1;
    const n = scanner.scan(bytes, start, end);
    if (n === 1 && scanner.from[0]! - start + (end - scanner.to[0]!) <= 2 && scanner.confidence[0]! >= 30)
      this.#kindWhole[scanner.kind[0]!]! += 1;
    if (bytes[start]! >= 0x80) {
      if (SEX_PLAIN.has(bytes, start, end)) this.#sexes += 1;
      else if (ETHNICITY_PLAIN.has(bytes, start, end)) this.#ethnicities += 1;
      else if (length <= 60 && isChineseName(bytes, start, end) && !PLACES.has(bytes, start, end)) this.#names += 1;
      else if (length >= 15 && chineseAddressWeight(bytes, start, end) === 2) this.#addresses += 1;
    } else if (length <= 60 && isLatinFullName(bytes, start, end)) this.#latinNames += 1;
    else if (SEX_PLAIN.has(bytes, start, end)) this.#sexes += 1;
    if (this.#distinct.size < DISTINCT_KEPT && length <= 60)
      this.#distinct.add(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1'));
  }

  /** Settles what the column is by what was previewed so far. May change while values come in. */
  settle(): void {
    const n = this.#previewed;
    if (n === 0) return;
    const share = (count: number) => count / n;
    if (share(this.#longText) > 0.3) this.prose = true;
    const decide = (kind: Kind, confidence: number, byShare: boolean) => {
      this.role = KIND_INDEX[kind];
      this.roleConfidence = Math.min(0.99, confidence);
      this.roleByShare = byShare;
    };
    const { kind, sure } = this.header;
    if (kind !== null) {
      const scanned = share(this.#kindWhole[this.headerKind]!);
      const fitting = this.fits === null ? 0 : share(this.#fitting);
      const strict = kind === 'person.name' ? share(this.#names + this.#latinNames) : Math.max(scanned, fitting);
      if (kind === 'person.name' && sure < 0.9 ? strict >= 0.6 : Math.max(scanned, fitting) >= 0.5) {
        decide(kind, scanned >= 0.5 ? 0.6 + 0.39 * scanned : sure * 0.55 + 0.45 * strict, false);
        return;
      }
    }
    for (let k = 0; k < KINDS; k++) {
      const whole = share(this.#kindWhole[k]!);
      // Without a header that says so, small samples must agree wholly.
      if (whole >= 0.6 && n >= 2) {
        decide(KIND_IDS[k]!, 0.4 + 0.55 * whole, true);
        return;
      }
    }
    const varied = this.#distinct.size >= Math.min(5, Math.max(2, n * 0.5));
    if (n >= 5 && share(this.#names) >= 0.85 && varied && kind === null)
      decide('person.name', 0.3 + 0.5 * share(this.#names), true);
    else if (n >= 5 && share(this.#latinNames) >= 0.95 && varied && kind === null && !this.header.prose)
      decide('person.name', 0.55, true);
    else if (n >= 3 && share(this.#sexes) >= 0.95) decide('sex', 0.85, true);
    else if (n >= 3 && share(this.#ethnicities) >= 0.9) decide('ethnicity', 0.85, true);
    else if (n >= 2 && share(this.#addresses) >= 0.6) decide('address', 0.35 + 0.55 * share(this.#addresses), true);
    else this.role = -1;
  }

  hit(kind: number, percent: number, evidence: number, whole: boolean): void {
    this.hits[kind]! += 1;
    if (percent < 50) this.lowHits[kind]! += 1;
    this.confidenceSum[kind]! += percent;
    this.evidence[kind]! |= evidence;
    if (whole) this.wholeHits[kind]! += 1;
  }

  confidenceOf(kind: number): number {
    const mean = this.confidenceSum[kind]! / this.hits[kind]! / 100;
    const confidence = kind === this.role ? Math.max(mean, this.roleConfidence) : mean;
    return Math.round(confidence * 100) / 100;
  }

  evidenceOf(kind: number): Evidence[] {
    const list = evidenceList(this.evidence[kind]!);
    if (this.headerKind === kind && !list.includes('header')) list.push('header');
    if (this.role === kind && this.roleByShare) list.push('share');
    return EVIDENCE.filter((e) => list.includes(e));
  }
}
