import { type ColumnSpec, commonColumns, type TableSpec } from './table.ts';

type Value = string | number | null | Uint8Array;

/** What is wrong with the columns of an operation. */
export type ColumnFault =
  /** A value of another type than the column has, or null where it may not be. */
  | 'type'
  /** A new row lacks a column that has no null. */
  | 'missing'
  /** A column that travels outside the columns (id, version, owner epoch), or belongs to nobody. */
  | 'reserved'
  /** A column that only headquarters writes. */
  | 'hqOwned';

export interface ColumnCheck {
  /** Columns by name that can be written. */
  readonly known: ReadonlyMap<string, Value>;
  /** Ids of columns that this version does not know: written by a newer one. */
  readonly unknown: readonly number[];
  readonly fault: { readonly column: string; readonly why: ColumnFault } | undefined;
}

interface NamedColumn {
  readonly name: string;
  readonly spec: ColumnSpec;
  /** id, version and owner epoch stand in the head of an operation. */
  readonly reserved: boolean;
}

const headColumns: readonly string[] = ['id', 'version', 'ownerEpoch'];
const layouts = new WeakMap<TableSpec, Layout>();

interface Layout {
  readonly byId: ReadonlyMap<number, NamedColumn>;
  /** Columns that a new row must have. */
  readonly required: readonly NamedColumn[];
}

function layoutOf(table: TableSpec): Layout {
  const known = layouts.get(table);
  if (known !== undefined) return known;
  const columns: NamedColumn[] = [];
  for (const [name, spec] of Object.entries(commonColumns)) {
    columns.push({ name, spec, reserved: headColumns.includes(name) });
  }
  for (const [name, spec] of Object.entries(table.columns)) columns.push({ name, spec, reserved: false });
  const layout = {
    byId: new Map(columns.map((column) => [column.spec.id, column])),
    required: columns.filter(({ spec, reserved }) => !reserved && !spec.nullable),
  };
  layouts.set(table, layout);
  return layout;
}

/**
 * Holds the columns of an operation against the description of their table: names for ids, types, and for a new row that
 * nothing is missing. `by` is who wrote it: a branch does not write headquarters' columns.
 */
export function checkColumns(
  table: TableSpec,
  columns: ReadonlyMap<number, Value>,
  given: { readonly isNew: boolean; readonly by: 'branch' | 'hq' },
): ColumnCheck {
  const layout = layoutOf(table);
  const known = new Map<string, Value>();
  const unknown: number[] = [];
  let fault: ColumnCheck['fault'];
  for (const [id, value] of columns) {
    const column = layout.byId.get(id);
    if (column === undefined) {
      if (id < 10) fault ??= { column: String(id), why: 'reserved' };
      else unknown.push(id);
      continue;
    }
    if (column.reserved) fault ??= { column: column.name, why: 'reserved' };
    else if (!fits(column.spec, value)) fault ??= { column: column.name, why: 'type' };
    else if (given.by === 'branch' && column.spec.owner === 'hq') fault ??= { column: column.name, why: 'hqOwned' };
    known.set(column.name, value);
  }
  if (given.isNew) {
    const missing = layout.required.find(({ name }) => !known.has(name));
    if (missing !== undefined) fault ??= { column: missing.name, why: 'missing' };
  }
  return { known, unknown, fault };
}

function fits(spec: ColumnSpec, value: Value): boolean {
  if (value === null) return spec.nullable;
  switch (spec.type) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'real':
      return typeof value === 'number';
    case 'bytes':
      return value instanceof Uint8Array;
  }
}
