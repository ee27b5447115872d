/** One YAML file, so that whatever is wrong with it can be said with its place. */
import { type Document, parseDocument } from 'yaml';
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
  readonly #doc: Document;

  /** @throws DouaneError of `code` where the text is not YAML. */
  constructor(file: TextFile, code: ErrorCode) {
    this.path = file.path;
    this.#text = file.text;
    this.#code = code;
    this.#doc = this.#parse();
    const fault = this.#doc.errors[0];
    if (fault !== undefined) {
      throw new DouaneError(code, {
        place: { file: this.path, line: this.#lineAt(fault.pos[0]) },
        expected: 'valid YAML',
        got: fault.code,
      });
    }
    this.value = this.#toJS();
  }

  #parse(): Document {
    try {
      return parseDocument(this.#text, { uniqueKeys: true, prettyErrors: false });
    } catch {
      // The parser recurses, so brackets by the thousand end its stack.
      throw new DouaneError(this.#code, { place: { file: this.path }, expected: 'YAML that is not nested so deeply' });
    }
  }

  /** Aliases are refused: an expansion of aliases of aliases has no bound. */
  #toJS(): unknown {
    try {
      return this.#doc.toJS({ maxAliasCount: 0 }) ?? {};
    } catch {
      throw new DouaneError(this.#code, { place: { file: this.path }, expected: 'YAML without aliases' });
    }
  }

  /** The value at a path if it fits a schema. @throws DouaneError with file and line. */
  check<T>(schema: z.ZodType<T>, value: unknown = this.value, at: Path = []): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0]!;
    const path = [...at, ...(issue.path as (string | number)[])];
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    throw this.fault(unknown === undefined ? path : [...path, unknown], issue.message);
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
    for (let length = path.length; length > 0; length--) {
      const node = this.#doc.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return this.#lineAt(node.range[0]);
    }
    return 1;
  }

  #lineAt(offset: number): number {
    let line = 1;
    for (let at = this.#text.indexOf('\n'); at >= 0 && at < offset; at = this.#text.indexOf('\n', at + 1)) line += 1;
    return line;
  }
}
