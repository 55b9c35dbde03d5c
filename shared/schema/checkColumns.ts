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
  /** Values in the order of {@link columnNames}; undefined for a column that was not given. */
  readonly values: (Value | undefined)[];
  /** Ids of columns that this version does not know: written by a newer one. */
  readonly unknown: readonly number[];
  readonly fault: { readonly column: string; readonly why: ColumnFault } | undefined;
}

interface PlacedColumn {
  readonly name: string;
  readonly spec: ColumnSpec;
  readonly position: number;
  /** id, version and owner epoch stand in the head of an operation. */
  readonly reserved: boolean;
}

interface Layout {
  readonly names: readonly string[];
  readonly byId: readonly (PlacedColumn | undefined)[];
  /** Columns that a new row must have. */
  readonly required: readonly PlacedColumn[];
}

const headColumns: readonly string[] = ['id', 'version', 'ownerEpoch'];
const firstOwnId = 10;
const none: readonly number[] = [];
/** Descriptions never change while the program runs, and every operation asks for one. */
const layouts = new WeakMap<TableSpec, Layout>();

function layoutOf(table: TableSpec): Layout {
  const known = layouts.get(table);
  if (known !== undefined) return known;
  const columns = Object.entries({ ...commonColumns, ...table.columns }).map(([name, spec], position) => ({
    name,
    spec,
    position,
    reserved: spec.id < firstOwnId && headColumns.includes(name),
  }));
  const byId: (PlacedColumn | undefined)[] = [];
  for (const column of columns) byId[column.spec.id] = column;
  const layout = {
    names: columns.map(({ name }) => name),
    byId,
    required: columns.filter(({ spec, reserved }) => !reserved && !spec.nullable),
  };
  layouts.set(table, layout);
  return layout;
}

/** The columns of a table, common ones first, in the order of {@link ColumnCheck.values}. */
export const columnNames = (table: TableSpec): readonly string[] => layoutOf(table).names;

/**
 * Holds the columns of an operation against the description of their table: types, and for a new row that nothing is
 * missing. `by` is who wrote it: a branch does not write headquarters' columns.
 */
export function checkColumns(
  table: TableSpec,
  columns: ReadonlyMap<number, Value>,
  given: { readonly isNew: boolean; readonly by: 'branch' | 'hq' },
): ColumnCheck {
  const { byId, names, required } = layoutOf(table);
  const values: (Value | undefined)[] = new Array(names.length);
  let unknown: number[] | undefined;
  let fault: ColumnCheck['fault'];
  for (const [id, value] of columns) {
    const column = byId[id];
    if (column === undefined) {
      if (id < firstOwnId) fault ??= { column: String(id), why: 'reserved' };
      else if (unknown === undefined) unknown = [id];
      else unknown.push(id);
      continue;
    }
    const why = faultOf(column, value, given.by);
    if (why !== undefined) fault ??= { column: column.name, why };
    values[column.position] = value;
  }
  if (given.isNew) {
    const missing = required.find(({ position }) => values[position] === undefined);
    if (missing !== undefined) fault ??= { column: missing.name, why: 'missing' };
  }
  return { values, unknown: unknown ?? none, fault };
}

/** The given values by the names of their columns. */
export function namedValues(table: TableSpec, { values }: ColumnCheck): Record<string, Value> {
  const named: Record<string, Value> = {};
  for (const [position, name] of columnNames(table).entries()) {
    const value = values[position];
    if (value !== undefined) named[name] = value;
  }
  return named;
}

function faultOf(column: PlacedColumn, value: Value, by: 'branch' | 'hq'): ColumnFault | undefined {
  if (column.reserved) return 'reserved';
  if (!fits(column.spec, value)) return 'type';
  return by === 'branch' && column.spec.owner === 'hq' ? 'hqOwned' : undefined;
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
