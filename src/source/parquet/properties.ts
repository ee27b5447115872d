/**
 * Key-value properties that libraries put into files to keep their own view of the schema. They name columns
 * and types and hold no values of rows.
 */
const SCHEMA_COPIES = new Set([
  'ARROW:schema',
  'pandas',
  'org.apache.spark.sql.parquet.row.metadata',
  'org.apache.spark.version',
  'parquet.avro.schema',
  'avro.schema',
  'iceberg.schema',
  'writer.model.name',
]);

export function isSchemaCopy(key: string): boolean {
  return SCHEMA_COPIES.has(key);
}

/**
 * The property as it may stay once columns are gone: pandas' and Spark's lists lose those columns, copies of a
 * schema that we cannot write are left out (null), for readers fail when copy and schema differ.
 */
export function withoutColumns(key: string, value: string, removed: ReadonlySet<string>): string | null {
  if (!isSchemaCopy(key) || key === 'writer.model.name' || key === 'org.apache.spark.version') return value;
  try {
    const json: unknown = JSON.parse(value);
    if (!isObject(json)) return null;
    if (key === 'pandas') return JSON.stringify(prunePandas(json, removed));
    if (key === 'org.apache.spark.sql.parquet.row.metadata' && Array.isArray(json.fields))
      return JSON.stringify({
        ...json,
        fields: json.fields.filter((f) => !isObject(f) || !removed.has(String(f.name))),
      });
  } catch {
    // Not JSON: what cannot be changed is left out.
  }
  return null;
}

function prunePandas(json: Record<string, unknown>, removed: ReadonlySet<string>): unknown {
  const keep = (c: unknown): boolean =>
    !(isObject(c) && (removed.has(String(c.name)) || removed.has(String(c.field_name))));
  return {
    ...json,
    ...(Array.isArray(json.columns) && { columns: json.columns.filter(keep) }),
    ...(Array.isArray(json.index_columns) && {
      index_columns: json.index_columns.filter((c) => typeof c !== 'string' || !removed.has(c)),
    }),
  };
}

function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}
