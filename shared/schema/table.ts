/**
 * One description of a table, from which the private writer derives rows, audit details and change-set operations,
 * and headquarters its consolidated tables. Table and column ids are stable for ever: names may change, ids never,
 * and an id is never reused.
 */
export type ColumnType = 'text' | 'integer' | 'real' | 'bytes';

export interface ColumnSpec<T = unknown> {
  /** Stable column id, 10 or more; 1 to 9 are the common columns. */
  readonly id: number;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Columns that only headquarters may change after a row is granted to a branch. */
  readonly owner: 'branch' | 'hq';
  /** Only a type, never a value. */
  readonly $type?: T;
}

type ColumnOptions = { readonly owner?: 'branch' | 'hq' };
const column = <T>(id: number, type: ColumnType, nullable: boolean, options: ColumnOptions = {}): ColumnSpec<T> => ({
  id,
  type,
  nullable,
  owner: options.owner ?? 'branch',
});

/** Text column; `text<'a' | 'b'>(12)` narrows it. JSON is text: the feature that owns it parses it with its schema. */
export const text = <T extends string = string>(id: number, options?: ColumnOptions) =>
  column<T>(id, 'text', false, options);
export const textOrNull = <T extends string = string>(id: number, options?: ColumnOptions) =>
  column<T | null>(id, 'text', true, options);
/** Whole number: counts, fen, milliseconds, 0/1. */
export const integer = <T extends number = number>(id: number, options?: ColumnOptions) =>
  column<T>(id, 'integer', false, options);
export const integerOrNull = <T extends number = number>(id: number, options?: ColumnOptions) =>
  column<T | null>(id, 'integer', true, options);
export const realOrNull = (id: number, options?: ColumnOptions) => column<number | null>(id, 'real', true, options);
export const bytes = (id: number, options?: ColumnOptions) => column<Uint8Array>(id, 'bytes', false, options);
export const bytesOrNull = (id: number, options?: ColumnOptions) =>
  column<Uint8Array | null>(id, 'bytes', true, options);

/** Columns that every synced table has. Instants are UTC milliseconds; `version` counts from 1. */
export const commonColumns = {
  id: text(1),
  branchId: text(2),
  version: integer(3),
  /** Raised by headquarters at each transfer; late edits of an earlier owner go to review. */
  ownerEpoch: integer(4),
  createdAt: integer(5),
  createdBy: text(6),
  updatedAt: integer(7),
  updatedBy: text(8),
} as const;

export type ColumnMap = Readonly<Record<string, ColumnSpec>>;

export interface TableSpec<N extends string = string, C extends ColumnMap = ColumnMap> {
  readonly id: number;
  readonly name: N;
  /** `domain` tables write row + audit + operation; `local` ones a row only and have no common columns but `id`. */
  readonly kind: 'domain' | 'local';
  /**
   * Whose personal data a row holds: the column that names the subject (`id` when the row is the subject), and the
   * kind of subject. Its audit details lie under that subject's key. Without it the branch is the subject.
   */
  readonly subject?: { readonly kind: 'employee' | 'client'; readonly column: string };
  /** Rows are only ever added; the same id with other content is an alarm. */
  readonly insertOnly: boolean;
  readonly columns: C;
}

type ValueOf<S> = S extends ColumnSpec<infer T> ? T : never;
type Common = { [K in keyof typeof commonColumns]: ValueOf<(typeof commonColumns)[K]> };
/** The row type of a table specification. */
export type RowOf<T> =
  T extends TableSpec<string, infer C>
    ? { [K in keyof C]: ValueOf<C[K]> } & (T extends { kind: 'domain' } ? Common : { id: string })
    : never;
/** What a feature gives to create a row: its own columns; nullable ones may be left out. The writer fills the rest. */
export type NewRowOf<T> =
  T extends TableSpec<string, infer C>
    ? { [K in keyof C as null extends ValueOf<C[K]> ? never : K]: ValueOf<C[K]> } & {
        [K in keyof C as null extends ValueOf<C[K]> ? K : never]?: ValueOf<C[K]>;
      } & { id?: string }
    : never;
export type ChangesOf<T> = T extends TableSpec<string, infer C> ? { [K in keyof C]?: ValueOf<C[K]> } : never;

export function domainTable<const N extends string, const C extends ColumnMap>(
  id: number,
  name: N,
  columns: C,
  options: { subject?: { kind: 'employee' | 'client'; column: (keyof C & string) | 'id' }; insertOnly?: boolean } = {},
) {
  return {
    id,
    name,
    kind: 'domain' as const,
    insertOnly: options.insertOnly ?? false,
    columns,
    ...(options.subject ? { subject: options.subject } : {}),
  };
}

export function localTable<const N extends string, const C extends ColumnMap>(id: number, name: N, columns: C) {
  return { id, name, kind: 'local' as const, insertOnly: false, columns };
}
