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

const CANDIDATES = [TAB, 0x3b, 0x7c, 0x2c]; // in order of preference
const MAX_ROWS = 200;

/** Finds the dialect of the table that begins with `sample` (UTF-8). `preferred` wins where it fits as well. */
export function findDialect(sample: Uint8Array, whole: boolean, preferred?: number): FoundDialect {
  const separator = separatorLine(sample);
  if (separator !== undefined) {
    const { delimiter, length } = separator;
    const { lineEnd, counts } = countColumns(sample.subarray(length), delimiter, whole);
    return { delimiter, lineEnd, separatorLine: length, ...commonest(counts) };
  }
  let best: (FoundDialect & { score: number }) | undefined;
  for (const delimiter of CANDIDATES) {
    const { lineEnd, counts } = countColumns(sample, delimiter, whole);
    const common = commonest(counts);
    // A delimiter that is never there fits every row. Among those that fit as well, a rare character is there for a
    // reason, while commas stand in numbers and text; one row alone says more by how often it has one.
    const columns = Math.min(common.columns, 20) / 1000;
    const preference = common.rows > 1 ? (CANDIDATES.length - CANDIDATES.indexOf(delimiter)) / 40 : 0;
    // What the first row has none of ends the last cell of the others or stands in it: a tab behind a long number.
    const fits = counts[0] === 1 ? common.consistency / 2 : common.consistency;
    const score = common.columns < 2 ? 0 : fits + columns + preference + (delimiter === preferred ? 0.1 : 0);
    if (best === undefined || score > best.score || (score === best.score && delimiter === (preferred ?? 0x2c)))
      best = { delimiter, lineEnd, separatorLine: 0, ...common, score };
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

/**
 * Columns of each row with content, and what ends rows: CR where no LF stands outside of quotes. A last row that the
 * sample may have cut is left out unless it is the only one.
 */
function countColumns(
  sample: Uint8Array,
  delimiter: number,
  whole: boolean,
): { lineEnd: 'lf' | 'cr'; counts: readonly number[] } {
  const lineEnd = lineEndOf(sample, delimiter);
  const counts: number[] = [];
  for (let i = 0; i < sample.length && counts.length < MAX_ROWS; ) {
    let columns = 1;
    let content = false;
    let ended = false;
    for (let atStart = true; i < sample.length && !ended; ) {
      const c = sample[i]!;
      if (atStart && c === QUOTE) {
        content = true;
        i = behindQuoted(sample, i);
        atStart = false;
        continue;
      }
      if (c === delimiter) columns++;
      else if (c === LF || (c === CR && lineEnd === 'cr')) ended = true;
      if (!ended && c !== CR) content = true;
      atStart = c === delimiter;
      i++;
    }
    if (content && (ended || whole || counts.length === 0)) counts.push(columns);
  }
  return { lineEnd, counts };
}

function lineEndOf(sample: Uint8Array, delimiter: number): 'lf' | 'cr' {
  let returns = false;
  let atStart = true;
  for (let i = 0; i < sample.length; ) {
    const c = sample[i]!;
    if (atStart && c === QUOTE) {
      i = behindQuoted(sample, i);
      atStart = false;
      continue;
    }
    if (c === LF) return 'lf';
    if (c === CR) returns = true;
    atStart = c === delimiter || c === CR;
    i++;
  }
  return returns ? 'cr' : 'lf';
}

/** Index behind the closing quote of the cell whose opening quote stands at `i`. */
function behindQuoted(sample: Uint8Array, i: number): number {
  for (let at = i + 1; at < sample.length; at++) {
    if (sample[at] !== QUOTE) continue;
    if (sample[at + 1] !== QUOTE) return at + 1;
    at++;
  }
  return sample.length;
}

function commonest(counts: readonly number[]): { rows: number; columns: number; consistency: number } {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let columns = 0;
  let most = 0;
  for (const [count, n] of times) if (n > most || (n === most && count > columns)) [columns, most] = [count, n];
  return { rows: counts.length, columns, consistency: counts.length === 0 ? 0 : most / counts.length };
}
