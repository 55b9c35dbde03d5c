import type { Statement } from 'better-sqlite3';
import { sql } from 'kysely';
import type { ColumnValue, Operation } from '../../shared/changeset/operation.ts';
import { encodeTransactions } from '../../shared/changeset/transactionPayload.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import { type ColumnCheck, checkColumns, columnNames, namedValues } from '../../shared/schema/checkColumns.ts';
import type { TableSpec } from '../../shared/schema/table.ts';
import type { Store } from '../store/store.ts';

/** Why a row was not taken. The row goes to quarantine; the rest of its file is applied. */
export interface RowFault extends Words {
  readonly code: string;
  /** Somebody may be tampering: raised as an alarm, too. */
  readonly alarm: boolean;
}

/** What became of one operation. */
export type RowOutcome =
  | { readonly state: 'applied' }
  /** `whole`: nothing was written; else everything but these columns, which nobody here knows. */
  | { readonly state: 'parked'; readonly operation: Operation; readonly whole: boolean }
  | { readonly state: 'fault'; readonly fault: RowFault };

const applied: RowOutcome = { state: 'applied' };

interface PresentRow {
  readonly version: number;
  readonly ownerEpoch: number;
}

/**
 * Writes operations into the consolidated tables. A row is taken only from the branch that owns it, at its owner epoch, as
 * the next version: what does not fit is never forced. One statement per operation where everything fits.
 */
export class RowWriter {
  readonly #store: Store;
  readonly #statements = new Map<string, Statement>();

  constructor(store: Store) {
    this.#store = store;
  }

  apply(branchId: string, operation: Operation): RowOutcome {
    const table = this.#store.tables.get(operation.tableId);
    if (table === undefined) return { state: 'parked', operation, whole: true };
    const isNew = operation.baseVersion === 0;
    const { values, unknown, fault } = checkColumns(table, operation.columns, { isNew, by: 'branch' });
    if (fault !== undefined) return faulty(columnFault(table, fault));
    const given = values[columnNames(table).indexOf('branchId')];
    if (given !== undefined && given !== branchId) return faulty(foreignRow(table));
    if (operation.ownerEpoch < 1) return faulty(wrongEpoch(table, operation.ownerEpoch, 1));
    const outcome = isNew
      ? this.#insert(table, branchId, operation, values)
      : this.#update(table, branchId, operation, values);
    if (outcome.state !== 'applied' || unknown.length === 0) return outcome;
    const columns = new Map([...operation.columns].filter(([id]) => unknown.includes(id)));
    return { state: 'parked', operation: { ...operation, columns }, whole: false };
  }

  /** Writes columns of a row that were parked when nobody here knew them. */
  replay(branchId: string, operation: Operation): RowOutcome {
    const table = this.#store.tables.get(operation.tableId);
    if (table === undefined) return { state: 'parked', operation, whole: false };
    const check = checkColumns(table, operation.columns, { isNew: false, by: 'branch' });
    if (check.unknown.length > 0) return { state: 'parked', operation, whole: false };
    if (check.fault !== undefined) return faulty(columnFault(table, check.fault));
    const values = namedValues(table, check);
    const names = Object.keys(values);
    const { changes } = this.#prepared(table, `set:${names.join()}`, () => {
      const set = sql.join(names.map((name) => sql`${sql.ref(name)} = ${null}`));
      return sql`update ${sql.table(table.name)} set ${set} where ${sql.ref('branchId')} = ${null} and id = ${null}`;
    }).run(...Object.values(values), branchId, operation.rowId);
    return changes === 1 ? applied : faulty(missingRow(table));
  }

  #insert(table: TableSpec, branchId: string, operation: Operation, values: (ColumnValue | undefined)[]): RowOutcome {
    const names = columnNames(table);
    for (let index = 0; index < values.length; index++) values[index] ??= null;
    values[names.indexOf('id')] = operation.rowId;
    values[names.indexOf('branchId')] = branchId;
    values[names.indexOf('version')] = 1;
    values[names.indexOf('ownerEpoch')] = operation.ownerEpoch;
    const { changes } = this.#prepared(table, 'insert', () => {
      const columns = sql.join(names.map((name) => sql.ref(name)));
      const marks = sql.join(names.map(() => sql`${null}`));
      return sql`insert into ${sql.table(table.name)} (${columns}) values (${marks}) on conflict do nothing`;
    }).run(values);
    if (changes === 1) return applied;
    const present = this.#row(table, branchId, operation.rowId);
    const same =
      present !== undefined && names.every((name, index) => sameValue(present[name] ?? null, values[index] ?? null));
    if (table.insertOnly) return same ? applied : faulty(otherContent(table));
    return faulty(rowExists(table));
  }

  #update(table: TableSpec, branchId: string, operation: Operation, given: (ColumnValue | undefined)[]): RowOutcome {
    if (table.insertOnly) return faulty(otherContent(table));
    const { rowId, baseVersion, ownerEpoch } = operation;
    const names: string[] = [];
    const values: ColumnValue[] = [baseVersion + 1];
    for (const [position, name] of columnNames(table).entries()) {
      const value = given[position];
      if (value === undefined || name === 'branchId') continue;
      names.push(name);
      values.push(value);
    }
    values.push(branchId, rowId, baseVersion, ownerEpoch);
    const { changes } = this.#prepared(table, `update:${names.join()}`, () => {
      const set = sql.join(['version', ...names].map((name) => sql`${sql.ref(name)} = ${null}`));
      return sql`update ${sql.table(table.name)} set ${set}
        where ${sql.ref('branchId')} = ${null} and id = ${null} and version = ${null} and ${sql.ref('ownerEpoch')} = ${null}`;
    }).run(values);
    if (changes === 1) return applied;
    const present = this.#row(table, branchId, rowId) as PresentRow | undefined;
    if (present === undefined) return faulty(missingRow(table));
    if (present.ownerEpoch !== ownerEpoch) return faulty(wrongEpoch(table, ownerEpoch, present.ownerEpoch));
    return faulty(otherVersion(table, baseVersion, present.version));
  }

  #row(table: TableSpec, branchId: string, rowId: string): Readonly<Record<string, ColumnValue>> | undefined {
    return this.#prepared(
      table,
      'row',
      () => sql`select * from ${sql.table(table.name)} where ${sql.ref('branchId')} = ${null} and id = ${null}`,
    ).get(branchId, rowId) as Readonly<Record<string, ColumnValue>> | undefined;
  }

  /** Values are bound when it runs; the nulls it is built with only mark their places. */
  #prepared(table: TableSpec, what: string, build: () => ReturnType<typeof sql>): Statement {
    const key = `${table.id}:${what}`;
    let statement = this.#statements.get(key);
    if (statement === undefined) {
      statement = this.#store.sqlite.prepare(build().compile(this.#store.db).sql);
      this.#statements.set(key, statement);
    }
    return statement;
  }
}

/** One operation as a payload of its own, to be kept. */
export const operationPayload = (txId: string, operation: Operation): Uint8Array =>
  new Uint8Array(encodeTransactions([{ txId, part: 1, parts: 1, operations: [operation], audit: [], details: [] }]));

const faulty = (fault: RowFault): RowOutcome => ({ state: 'fault', fault });
const fault = (code: string, zh: string, en: string, alarm = false): RowFault => ({ code, zh, en, alarm });

function sameValue(a: ColumnValue, b: ColumnValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}

const columnWords = {
  type: { zh: '类型不对', en: 'has a value of the wrong type' },
  missing: { zh: '缺少', en: 'is missing' },
  reserved: { zh: '不能这样写', en: 'is not written this way' },
  hqOwned: { zh: '只有总部能写', en: 'is written by headquarters only' },
} as const;

const columnFault = (table: TableSpec, { column, why }: NonNullable<ColumnCheck['fault']>): RowFault =>
  fault(
    `row.${why}`,
    `${table.name} 的一条记录没有入库：列 ${column} ${columnWords[why].zh}。`,
    `A row of ${table.name} was not taken: column ${column} ${columnWords[why].en}.`,
  );
const foreignRow = (table: TableSpec): RowFault =>
  fault(
    'row.otherBranch',
    `${table.name} 的一条记录写着别的门店，没有入库。`,
    `A row of ${table.name} names another branch and was not taken.`,
    true,
  );
const otherContent = (table: TableSpec): RowFault =>
  fault(
    'row.insertOnly',
    `${table.name} 的一条记录只能新增，却收到了内容不同的同号记录，没有采用。`,
    `A row of ${table.name} is insert-only, and the same id arrived with other content; it was not taken.`,
    true,
  );
const rowExists = (table: TableSpec): RowFault =>
  fault(
    'row.exists',
    `${table.name} 的一条新记录在总部已经有了，没有覆盖。`,
    `A new row of ${table.name} is at headquarters already; it was not replaced.`,
  );
const missingRow = (table: TableSpec): RowFault =>
  fault(
    'row.missing',
    `${table.name} 的一条记录总部没有，改动无处可写。`,
    `A row of ${table.name} is not at headquarters; its change has nowhere to go.`,
  );
const otherVersion = (table: TableSpec, base: number, present: number): RowFault =>
  fault(
    'row.version',
    `${table.name} 的一条改动基于第 ${base} 版，总部是第 ${present} 版，没有采用。`,
    `A change of ${table.name} is based on version ${base}, headquarters has version ${present}; it was not taken.`,
  );
const wrongEpoch = (table: TableSpec, given: number, present: number): RowFault =>
  fault(
    'row.ownerEpoch',
    `${table.name} 的一条记录已经转交（第 ${present} 任），第 ${given} 任的改动没有采用。`,
    `A row of ${table.name} was transferred (epoch ${present}); the change of epoch ${given} was not taken.`,
  );
