/** One YAML file, so that whatever is wrong with it can be said with its place. */
import { constructFromEvents, EVENT_ID, type Event, getScalarValue, parseEvents, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { DouaneError, type ErrorCode } from '../model/errors.ts';

type Path = readonly (string | number)[];

export interface TextFile {
  /** Relative to the folder of the pack, with `/`. */
  readonly path: string;
  readonly text: string;
}

export class YamlFile {
  readonly path: string;
  /** What the text says; an empty object where it says nothing. */
  readonly value: unknown;
  readonly #text: string;
  readonly #code: ErrorCode;
  readonly #events: readonly Event[];

  /**
   * Aliases are refused: an expansion of aliases of aliases has no bound.
   *
   * @throws DouaneError of `code` where the text is not YAML 1.2, or more than one document.
   */
  constructor(file: TextFile, code: ErrorCode) {
    this.path = file.path;
    this.#text = file.text;
    this.#code = code;
    try {
      const events = parseEvents(file.text, {});
      const alias = events.find((e) => e.type === EVENT_ID.ALIAS);
      if (alias !== undefined) throw this.#invalid(alias.anchorStart, 'YAML without aliases');
      const documents = constructFromEvents(events, { source: file.text });
      if (documents.length > 1) throw this.#invalid(file.text.length, 'one YAML document');
      this.#events = events;
      this.value = documents[0] ?? {};
    } catch (error) {
      if (error instanceof DouaneError) throw error;
      throw this.#invalid((error instanceof YAMLException ? error.mark?.position : undefined) ?? 0, 'valid YAML');
    }
  }

  /** The value at a path if it fits a schema. @throws DouaneError with file and line. */
  check<T>(schema: z.ZodType<T>, value: unknown = this.value, at: Path = []): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0]!;
    const path = [...at, ...(issue.path as (string | number)[])];
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    if (unknown !== undefined) throw this.fault([...path, unknown], 'only keys that are known');
    throw this.fault(path, issue.message.replace(/^Too (?:small|big): expected /, ''));
  }

  /** An error about what stands at a path. */
  fault(path: Path, expected: string, code: ErrorCode = this.#code): DouaneError {
    return new DouaneError(code, {
      place: { file: this.path, name: path.join('.') || 'the top level', line: this.line(path) },
      expected,
    });
  }

  /** Line of what stands at a path, or of the nearest thing around it. */
  line(path: Path): number {
    // The first event is the document's.
    let at = 1;
    let line = 1;
    for (const step of path) {
      const next = this.#child(at, step);
      if (next === undefined) return line;
      at = next;
      // A value that is left out stands nowhere: it is where the thing around it is.
      line = Math.max(line, this.#lineAt(startOf(this.#events[at]!)));
    }
    return line;
  }

  /** Number of the event with which what stands at `step` of the node at event `at` begins. */
  #child(at: number, step: string | number): number | undefined {
    const events = this.#events;
    const node = events[at];
    if (node?.type !== EVENT_ID.MAPPING && node?.type !== EVENT_ID.SEQUENCE) return undefined;
    let i = at + 1;
    for (let n = 0; events[i]!.type !== EVENT_ID.POP; n++) {
      if (node.type === EVENT_ID.SEQUENCE) {
        if (n === Number(step)) return i;
      } else {
        const key = events[i]!;
        const found = key.type === EVENT_ID.SCALAR && getScalarValue(this.#text, key) === String(step);
        i = this.#behind(i);
        if (found) return i;
      }
      i = this.#behind(i);
    }
    return undefined;
  }

  /** Number of the event behind the node that begins with event `at`. */
  #behind(at: number): number {
    for (let depth = 0; ; at++) {
      const { type } = this.#events[at]!;
      if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1;
      else if (type === EVENT_ID.POP) depth -= 1;
      if (depth === 0) return at + 1;
    }
  }

  #invalid(offset: number, expected: string): DouaneError {
    return new DouaneError(this.#code, { place: { file: this.path, line: this.#lineAt(offset) }, expected });
  }

  #lineAt(offset: number): number {
    let line = 1;
    for (let at = this.#text.indexOf('\n'); at >= 0 && at < offset; at = this.#text.indexOf('\n', at + 1)) line += 1;
    return line;
  }
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : 0;
}
