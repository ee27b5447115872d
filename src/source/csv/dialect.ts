const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** How a table is written. */
export interface Dialect {
  readonly delimiter: number;
  /** `lf`: rows end with LF or CRLF and a lone CR is content. `cr`: rows end with CR (or with LF). */
  readonly lineEnd: 'lf' | 'cr';
  /** Bytes of the `sep=;` line that Excel reads and writes, without its line end; 0 without one. */
  readonly separatorLine: number;
}

export interface FoundDialect extends Dialect {
  /** Rows of the sample with content. */
  readonly rows: number;
  /** Columns most of them have. */
  readonly columns: number;
  /** Share of rows with that many. */
  readonly consistency: number;
}

const CANDIDATES = [0x2c, TAB, 0x3b, 0x7c]; // in order of preference where all else is equal
const MAX_ROWS = 200;

/** Finds the dialect of the table that begins with `sample` (UTF-8). `preferred` wins where it fits as well. */
export function findDialect(sample: Uint8Array, whole: boolean, preferred?: number): FoundDialect {
  const lineEnd = !sample.includes(LF) && sample.includes(CR) ? 'cr' : 'lf';
  const separator = separatorLine(sample);
  if (separator !== undefined) {
    const counts = countColumns(sample.subarray(separator.length), separator.delimiter, lineEnd, whole);
    return { delimiter: separator.delimiter, lineEnd, separatorLine: separator.length, ...commonest(counts) };
  }
  let best: (FoundDialect & { score: number }) | undefined;
  const order = preferred === undefined ? CANDIDATES : [preferred, ...CANDIDATES.filter((c) => c !== preferred)];
  for (const delimiter of order) {
    const common = commonest(countColumns(sample, delimiter, lineEnd, whole));
    // A delimiter that is never there fits every row; one that is there in all rows alike says more.
    const score = common.columns < 2 ? 0 : common.consistency + Math.min(common.columns, 20) / 100;
    if (best === undefined || score > best.score) best = { delimiter, lineEnd, separatorLine: 0, ...common, score };
  }
  const { score: _, ...found } = best!;
  return found;
}

/** Excel's first line `sep=;`, with any one ASCII character that could delimit. */
function separatorLine(sample: Uint8Array): { delimiter: number; length: number } | undefined {
  const head = Buffer.from(sample.subarray(0, 16)).toString('latin1');
  const match = /^("?)sep=([\t\x20-\x7e])\1(?=\r|\n|$)/i.exec(head);
  if (match === null || /["0-9a-z]/i.test(match[2]!)) return undefined;
  return { delimiter: match[2]!.charCodeAt(0), length: match[0].length };
}

/** Columns of each row with content; a last row that the sample may have cut is left out unless it is the only one. */
function countColumns(sample: Uint8Array, delimiter: number, lineEnd: 'lf' | 'cr', whole: boolean): number[] {
  const counts: number[] = [];
  let i = 0;
  while (i < sample.length && counts.length < MAX_ROWS) {
    let columns = 1;
    let content = false;
    let ended = false;
    let atStart = true;
    while (i < sample.length && !ended) {
      const c = sample[i]!;
      if (atStart && c === QUOTE) {
        content = true;
        i++;
        while (i < sample.length) {
          if (sample[i] !== QUOTE) i++;
          else if (sample[i + 1] === QUOTE) i += 2;
          else break;
        }
        i++;
        atStart = false;
        continue;
      }
      if (c === delimiter) {
        columns++;
        content = true;
        atStart = true;
      } else if (c === LF || (c === CR && lineEnd === 'cr')) ended = true;
      else {
        if (c !== CR) content = true;
        atStart = false;
      }
      i++;
    }
    if (content && (ended || whole || counts.length === 0)) counts.push(columns);
  }
  return counts;
}

function commonest(counts: readonly number[]): { rows: number; columns: number; consistency: number } {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let columns = 0;
  let most = 0;
  for (const [count, n] of times) if (n > most || (n === most && count > columns)) [columns, most] = [count, n];
  return { rows: counts.length, columns, consistency: counts.length === 0 ? 0 : most / counts.length };
}
