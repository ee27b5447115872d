/**
 * Every error of the house, in one catalogue. The code is also the metrics label, so it never carries data.
 * `fault: 'input'` ends with exit code 2 (the call or the input is bad), `'ours'` with 1.
 * `docs/errors.md` is held equal to this list by a test.
 */
export const ERRORS = {
  // the call
  CALL_UNKNOWN_OPTION: { fault: 'input', text: 'The call has an option or argument that is not known.' },
  CALL_MISSING: { fault: 'input', text: 'The call lacks something it needs.' },
  CALL_BAD_VALUE: { fault: 'input', text: 'An option has a value that it cannot take.' },
  CALL_UNKNOWN_COUNTRY: { fault: 'input', text: 'A country code is not one of ISO 3166-1 alpha-2.' },
  CALL_UNKNOWN_FIELD: { fault: 'input', text: 'A field named in the call is not in the input.' },
  CONFIG_INVALID: { fault: 'input', text: 'The configuration file does not fit its schema.' },
  CONFIG_EXISTS: { fault: 'input', text: 'There is a configuration file already; it is not overwritten.' },
  CONFIG_UNKNOWN_LANE: { fault: 'input', text: 'The lane is not declared in the configuration.' },
  // the input
  INPUT_NOT_FOUND: { fault: 'input', text: 'The input is not there or cannot be read.' },
  INPUT_EMPTY: { fault: 'input', text: 'The input has no bytes or no records to decide on.' },
  INPUT_NO_IDENTIFIER: { fault: 'input', text: 'The input has no identifier by which a person could be told.' },
  INPUT_NO_COLUMNS: { fault: 'input', text: 'The table has no columns.' },
  INPUT_BINARY: { fault: 'input', text: 'The input is binary, not the format that was named or found.' },
  INPUT_FORMAT_UNKNOWN: { fault: 'input', text: 'The format of the input could not be told.' },
  INPUT_ENCODING: { fault: 'input', text: 'The input has bytes that its encoding does not allow.' },
  INPUT_ENCODING_NOT_REVERSIBLE: {
    fault: 'input',
    text: 'The text would not come out byte for byte as it was if written back in its encoding.',
  },
  INPUT_NAME: {
    fault: 'input',
    text: 'The name of a file or field holds personal data, which cannot be treated there: rename it.',
  },
  INPUT_TRUNCATED: { fault: 'input', text: 'The input ends before it is whole.' },
  INPUT_SYNTAX: { fault: 'input', text: 'The input breaks the grammar of its format.' },
  INPUT_QUOTE: { fault: 'input', text: 'A quote is opened and never closed.' },
  INPUT_DUPLICATE_KEY: { fault: 'input', text: 'An object has the same key twice.' },
  INPUT_NUL: { fault: 'input', text: 'The text has a NUL byte.' },
  INPUT_LINK_OUT: { fault: 'input', text: 'A link leads out of the directory.' },
  INPUT_CHANGED: { fault: 'input', text: 'The input changed between its two readings.' },
  INPUT_NOT_A_FILE: { fault: 'input', text: 'The input is neither a regular file nor a directory nor a stream.' },
  LIMIT_RECORD: { fault: 'input', text: 'A record is longer than the limit.' },
  LIMIT_DEPTH: { fault: 'input', text: 'The nesting is deeper than the limit.' },
  LIMIT_COLUMNS: { fault: 'input', text: 'There are more columns or paths than the limit.' },
  LIMIT_FILES: { fault: 'input', text: 'There are more files than the limit.' },
  LIMIT_PERSONS: { fault: 'input', text: 'There are more persons than can be counted in one transfer.' },
  LIMIT_INFLATE: { fault: 'input', text: 'The compressed input grows beyond the limit when unpacked.' },
  LIMIT_LAYERS: { fault: 'input', text: 'A value packs text in more layers, or more of it, than is looked into.' },
  // the law
  LAW_NO_RULES: { fault: 'input', text: 'No rule was written for this date or this origin.' },
  LAW_PACK_INVALID: { fault: 'input', text: 'A pack of rules does not fit its schema or does not type-check.' },
  LAW_PACK_GAP: { fault: 'input', text: 'The dates of a rule or parameter have a gap or an overlap.' },
  LAW_PACK_HASH: { fault: 'input', text: 'A pack of rules has another content than the hash that was named.' },
  LAW_UNKNOWN_RULE: { fault: 'input', text: 'There is no rule with this id.' },
  LAW_FACTS_INVALID: { fault: 'input', text: 'The facts do not fit their schema.' },
  LAW_ZONE_LIST_INVALID: {
    fault: 'input',
    text: 'A negative list of a free-trade zone does not fit its schema, or its editions have a gap or an overlap.',
  },
  LAW_CONDITION: { fault: 'ours', text: 'A condition of a rule failed while it was evaluated.' },
  // treatment
  TREAT_UNKEYED_HASH: {
    fault: 'input',
    text: 'An unkeyed or unsalted hash of such values is refused: it can be undone.',
  },
  TREAT_NOT_POSSIBLE: { fault: 'input', text: 'The treatment does not fit the field.' },
  TREAT_FORMAT: { fault: 'input', text: 'The format cannot take a treated value there.' },
  // permits, holds
  PERMIT_INVALID: { fault: 'input', text: 'The permit does not fit its schema.' },
  PERMIT_UNKNOWN: { fault: 'input', text: 'There is no permit with this id.' },
  PERMIT_EXISTS: { fault: 'input', text: 'There is a permit with this id already.' },
  HOLD_DESTINATION: {
    fault: 'input',
    text: 'The configuration of today sends this elsewhere than it was held for: clear it anew.',
  },
  HOLD_UNKNOWN: { fault: 'input', text: 'There is no hold with this id.' },
  HOLD_ENDED: { fault: 'input', text: 'The hold was approved or denied before.' },
  HOLD_ELSEWHERE: { fault: 'input', text: 'The content of this hold lies in another state directory.' },
  HOLD_DIGEST: { fault: 'ours', text: 'The held content is not what was held.' },
  // state
  STATE_READ_ONLY: { fault: 'input', text: 'The state directory cannot be written.' },
  STATE_BUSY: { fault: 'input', text: 'Another process works on this state.' },
  STATE_AWAY: { fault: 'ours', text: 'The database of the state cannot be reached.' },
  STATE_MOVED: { fault: 'ours', text: 'What decides on this changed while it was decided.' },
  STATE_BEHIND: {
    fault: 'ours',
    text: 'The state is an older copy than one that was seen: nothing is released until a person accepts the loss.',
  },
  STATE_FULL: { fault: 'ours', text: 'The disk is full.' },
  STATE_CORRUPT: { fault: 'ours', text: 'The state is damaged.' },
  STATE_KEY: { fault: 'ours', text: 'A key of the state is missing or is not the one that was used.' },
  STATE_NEWER: { fault: 'input', text: 'The state was written by a newer version.' },
  // output
  OUTPUT_EXISTS: { fault: 'input', text: 'The output is there already and is not overwritten.' },
  OUTPUT_WRITE: { fault: 'ours', text: 'The output could not be written.' },
  // proof
  RECEIPT_INVALID: { fault: 'input', text: 'The receipt does not verify.' },
  LEDGER_HEAD: { fault: 'input', text: 'The checkpoint is not a head signed with the key of the ledger.' },
  LEDGER_FORKED: { fault: 'input', text: 'Two heads signed with one key are not of one history.' },
  LEDGER_TILES: { fault: 'input', text: 'The files of the ledger are not what its checkpoint signs.' },
  LEDGER_BEHIND: { fault: 'ours', text: 'A longer ledger was seen outside: this state is an older copy.' },
  WITNESS_QUORUM: { fault: 'ours', text: 'Fewer witnesses cosigned the head than the quorum.' },
  TRANSFER_UNKNOWN: { fault: 'input', text: 'There is no transfer with this id in the state.' },
  FILING_EMPTY: { fault: 'input', text: 'No released transfer is there to file about.' },
  // the rest
  INTERNAL: { fault: 'ours', text: 'A fault of ours.' },
} as const satisfies Record<string, { fault: 'input' | 'ours'; text: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Where in the input something is. Positions only, never content. */
export interface Place {
  readonly file?: string;
  /** 1-based line, as an editor shows it. */
  readonly line?: number;
  /** 1-based column, in characters. */
  readonly column?: number;
  /** 0-based byte. */
  readonly byte?: number;
  /** 0-based record. */
  readonly record?: number;
  /** A field path, an option's name, a rule's id. */
  readonly name?: string;
}

/**
 * The only error that crosses a boundary of the house. Its message is code, place, expected and got, in that
 * order; `expected` and `got` describe and never quote a value of the input.
 *
 * @example
 * throw new DouaneError('INPUT_SYNTAX', { expected: 'a comma or the end of the array', got: 'a colon', place: { line: 3 } });
 */
export class DouaneError extends Error {
  override readonly name = 'DouaneError';
  readonly code: ErrorCode;
  readonly place: Place;
  readonly expected: string | undefined;
  readonly got: string | undefined;

  constructor(code: ErrorCode, detail: { expected?: string; got?: string; place?: Place; cause?: unknown } = {}) {
    super(formatError(code, detail), detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.place = detail.place ?? {};
    this.expected = detail.expected;
    this.got = detail.got;
  }

  /** 2 when the call or the input is bad, 1 when the fault is ours. */
  get exitCode(): 1 | 2 {
    return ERRORS[this.code].fault === 'input' ? 2 : 1;
  }
}

function formatError(code: ErrorCode, d: { expected?: string; got?: string; place?: Place }): string {
  const p = d.place ?? {};
  const where = [
    p.file,
    p.name,
    p.line === undefined ? undefined : `line ${p.line}`,
    p.column === undefined ? undefined : `column ${p.column}`,
    p.record === undefined ? undefined : `record ${p.record + 1}`,
    p.byte === undefined ? undefined : `byte ${p.byte}`,
  ].filter((x) => x !== undefined);
  let message = `${code}: ${ERRORS[code].text}`;
  if (where.length > 0) message += ` At ${where.join(', ')}.`;
  if (d.expected !== undefined) message += ` Expected ${d.expected}.`;
  if (d.got !== undefined) message += ` Got ${d.got}.`;
  return message;
}
