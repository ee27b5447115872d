import { EVIDENCE, type Evidence, KIND_IDS, type Kind } from '../model/kinds.ts';
import type { FieldFinding } from '../model/manifest.ts';
import type { Column, ColumnSummary } from './column.ts';
import { ROLES } from './headers/roles.ts';
import { EVIDENCE_BIT, evidenceList } from './kinds/result.ts';

interface Field {
  hits: number;
  /** Per cent. */
  confidence: number;
  evidence: number;
  example: string;
  freeText: boolean;
}

interface PathResult {
  values: number;
  readonly fields: (Field | undefined)[];
  /** The column as it stood at the end of the file in which it was most certain. */
  column: ColumnSummary;
  undetermined: boolean;
  tellsApart: number;
}

/** Share of fitting values from which on the share itself is evidence. */
const TELLING_SHARE = 0.9;

/** Puts the columns of all files together by path. */
export class FieldFindings {
  readonly #paths = new Map<string, PathResult>();

  /** The column of a file that is read to its end. */
  add(column: Column): void {
    let result = this.#paths.get(column.path);
    if (result === undefined) {
      result = { values: 0, fields: [], column: column.summary(), undetermined: false, tellsApart: 0 };
      this.#paths.set(column.path, result);
    } else if (column.accepted && !result.column.accepted) result.column = column.summary();
    result.values += column.values;
    result.tellsApart += column.tellsApart;
    if (column.values > 0 && column.hasRole && !column.accepted) result.undetermined = true;
    for (let k = 0; k < KIND_IDS.length; k++) {
      if (column.hits(k) === 0 || column.isExplained(k)) continue;
      const inRole = column.isOfRole(k) && column.accepted;
      let evidence = column.evidence(k);
      if (inRole && !column.probed) evidence |= EVIDENCE_BIT.header;
      if (
        (inRole || column.whole(k) === column.hits(k)) &&
        column.hits(k) >= column.values * TELLING_SHARE &&
        column.values > 1
      )
        evidence |= EVIDENCE_BIT.share;
      const field: Field = {
        hits: column.hits(k),
        confidence: column.confidence(k),
        evidence,
        example: column.examples[k] ?? '***',
        freeText: !inRole && column.whole(k) * 2 < column.hits(k),
      };
      const before = result.fields[k];
      if (before === undefined) result.fields[k] = field;
      else {
        before.hits += field.hits;
        before.evidence |= field.evidence;
        before.freeText &&= field.freeText;
        if (field.confidence > before.confidence) {
          before.confidence = field.confidence;
          before.example = field.example;
        }
      }
    }
  }

  columns(): ReadonlyMap<string, ColumnSummary> {
    return new Map([...this.#paths].map(([path, { column }]) => [path, column]));
  }

  result(bitOf: (path: string, kind: number) => number): {
    fields: FieldFinding[];
    otherPaths: string[];
    undeterminedFields: { path: string; kinds: readonly Kind[] }[];
    toldApartBy: string[];
  } {
    const fields: FieldFinding[] = [];
    const otherPaths: string[] = [];
    const undeterminedFields: { path: string; kinds: readonly Kind[] }[] = [];
    for (const [path, { values, fields: found, column, undetermined }] of this.#paths) {
      let any = false;
      for (let k = 0; k < KIND_IDS.length; k++) {
        const field = found[k];
        if (field === undefined) continue;
        any = true;
        fields.push({
          path,
          kind: KIND_IDS[k]!,
          values,
          hits: field.hits,
          confidence: Math.round(field.confidence) / 100,
          evidence: inOrder(field.evidence),
          example: field.example,
          freeText: field.freeText,
          bit: -1,
        });
      }
      if (!any) otherPaths.push(path);
      if (undetermined && !column.accepted && column.roleName !== null)
        undeterminedFields.push({ path, kinds: ROLES[column.roleName] });
    }
    // Fields that count were given their bits while persons were formed; doubtful ones come behind them.
    const bits = fields.map((f) => ({ f, first: f.confidence >= 0.5 ? 0 : 1 })).toSorted((a, b) => a.first - b.first);
    const bitsOf = new Map(bits.map(({ f }) => [f, bitOf(f.path, KIND_IDS.indexOf(f.kind))]));
    const toldApartBy = [...this.#paths]
      .filter(([, r]) => r.tellsApart > 0)
      .toSorted(([, a], [, b]) => b.tellsApart - a.tellsApart)
      .map(([path]) => path);
    return { fields: fields.map((f) => ({ ...f, bit: bitsOf.get(f)! })), otherPaths, undeterminedFields, toldApartBy };
  }
}

function inOrder(bits: number): readonly Evidence[] {
  const list = evidenceList(bits);
  return EVIDENCE.filter((e) => list.includes(e));
}
