import type { KeyObject } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { type CommittedDetail, sealDetail } from '../../shared/changeset/auditChain.ts';
import { CborWriter } from '../../shared/changeset/cborWriter.ts';
import type { ColumnValue } from '../../shared/changeset/operation.ts';
import { checkRowSize } from '../../shared/changeset/plan.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import { subjectKey as subjectKeyTable } from '../../shared/schema/organisation.ts';
import { commonColumns, type TableSpec } from '../../shared/schema/table.ts';
import type { Sqlite3 } from './openDatabase.ts';
import type { SubjectKeys } from './subjectKeys.ts';

export type RawRow = Readonly<Record<string, ColumnValue>>;

/** What one unit of work has written so far, and what it is to be called. */
export interface WriteScope {
  readonly auditSequence: number;
  /** Position in the outbox; undefined for an inbound write, which leaves no operation behind. */
  readonly ordinal: number | undefined;
  readonly now: number;
  readonly actor: string;
  readonly branchId: string;
  readonly details: CommittedDetail[];
  operations: number;
  bytes: number;
}

/** A row was changed by somebody else since it was read. */
export class StaleVersionError extends Error {
  readonly table: string;
  readonly rowId: string;
  constructor(table: string, rowId: string) {
    super(`${table} ${rowId} was changed in the meantime`);
    this.name = 'StaleVersionError';
    this.table = table;
    this.rowId = rowId;
  }
}

/** Columns that travel with a new row beside its own; id, version and ownerEpoch are in the operation's head. */
const bornWith = ['branchId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'] as const;
const changedWith = ['updatedAt', 'updatedBy'] as const;

/**
 * The private writer: from one description of a change it derives the row, the audit detail and the change-set
 * operation. Only the unit of work holds it.
 */
export class Writer {
  readonly #db: Sqlite3;
  readonly #keys: SubjectKeys;
  readonly #statements = new Map<string, Statement>();
  readonly #encoder = new CborWriter();
  readonly #insertOperation: Statement;
  readonly #insertDetail: Statement;
  #lastWall = 0;
  #counter = 0;

  constructor(db: Sqlite3, keys: SubjectKeys) {
    this.#db = db;
    this.#keys = keys;
    this.#insertOperation = db.prepare('INSERT INTO operation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertDetail = db.prepare('INSERT INTO auditDetail VALUES (?, ?, ?, ?, ?, ?, ?)');
  }

  get(table: TableSpec, id: string): RawRow | undefined {
    return this.#prepared(`SELECT * FROM ${table.name} WHERE id = ?`).get(id) as RawRow | undefined;
  }

  insert(scope: WriteScope, table: TableSpec, id: string, given: RawRow): RawRow {
    const row: Record<string, ColumnValue> = {
      id,
      branchId: scope.branchId,
      version: 1,
      ownerEpoch: 1,
      createdAt: scope.now,
      createdBy: scope.actor,
      updatedAt: scope.now,
      updatedBy: scope.actor,
    };
    for (const name of Object.keys(table.columns)) row[name] = given[name] ?? null;
    this.#insertRow(table, row);
    const changed = new Map<number, ColumnValue>();
    for (const name of bornWith) changed.set(commonColumns[name].id, row[name] ?? null);
    for (const [name, column] of Object.entries(table.columns)) {
      const value = row[name];
      if (value !== null && value !== undefined) changed.set(column.id, value);
    }
    this.#record(scope, table, row, 0, changed);
    return row;
  }

  /**
   * @param expected the version the caller has seen; undefined where the caller has just read the row itself.
   * @returns the new row; the present one, untouched, when nothing differs.
   * @throws StaleVersionError when the row has moved on.
   */
  update(scope: WriteScope, table: TableSpec, id: string, changes: RawRow, expected: number | undefined): RawRow {
    const present = this.get(table, id);
    if (present === undefined) throw new Error(`${table.name} ${id} does not exist`);
    if (table.insertOnly) throw new Error(`${table.name} is insert-only`);
    const baseVersion = Number(present.version);
    if (expected !== undefined && expected !== baseVersion) throw new StaleVersionError(table.name, id);
    const names = Object.keys(changes).filter(
      (name) => changes[name] !== undefined && !sameValue(changes[name] ?? null, present[name] ?? null),
    );
    if (names.length === 0) return present;
    const row: Record<string, ColumnValue> = {
      ...present,
      version: baseVersion + 1,
      updatedAt: scope.now,
      updatedBy: scope.actor,
    };
    for (const name of names) row[name] = changes[name] ?? null;
    const set = ['version', ...changedWith, ...names];
    this.#prepared(`UPDATE ${table.name} SET ${set.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
      ...set.map((name) => row[name]),
      id,
    );
    const changed = new Map<number, ColumnValue>();
    for (const name of changedWith) changed.set(commonColumns[name].id, row[name] ?? null);
    for (const name of names.sort((a, b) => columnId(table, a) - columnId(table, b))) {
      changed.set(columnId(table, name), row[name] ?? null);
    }
    this.#record(scope, table, row, baseVersion, changed);
    return row;
  }

  /** Writes a whole row of headquarters' as it came: row and audit detail, no operation. */
  putInbound(scope: WriteScope, table: TableSpec, row: RawRow): void {
    const present = this.get(table, String(row.id));
    const names =
      present === undefined
        ? ['id', ...Object.keys(commonColumns).slice(1), ...Object.keys(table.columns)]
        : Object.keys(row);
    const full: Record<string, ColumnValue> = { ...present, ...row };
    if (present === undefined) this.#insertRow(table, full);
    else {
      const set = names.filter((name) => name !== 'id');
      this.#prepared(`UPDATE ${table.name} SET ${set.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
        ...set.map((name) => full[name] ?? null),
        full.id,
      );
    }
    const changed = new Map<number, ColumnValue>();
    for (const name of names) {
      if (name === 'id' || name === 'version' || name === 'ownerEpoch') continue;
      changed.set(columnId(table, name), full[name] ?? null);
    }
    this.#record(scope, table, full, Number(present?.version ?? 0), changed);
  }

  /** A row of a local table: drafts, credentials, keys. Leaves neither audit nor operation. */
  putLocal(table: TableSpec, row: RawRow): void {
    const names = ['id', ...Object.keys(table.columns)];
    this.#prepared(
      `INSERT OR REPLACE INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ).run(...names.map((name) => row[name] ?? null));
  }

  removeLocal(table: TableSpec, id: string): boolean {
    return this.#prepared(`DELETE FROM ${table.name} WHERE id = ?`).run(id).changes > 0;
  }

  /** What an audit event says beyond rows: the reason given, the words searched for. Sealed like the rest. */
  remark(scope: WriteScope, subject: string, rowId: string, text: string): void {
    this.#detail(scope, 0, rowId, subject, new Map([[1, text]]));
  }

  #insertRow(table: TableSpec, row: RawRow): void {
    const names = [...Object.keys(commonColumns), ...Object.keys(table.columns)];
    this.#prepared(`INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(
      ...names.map((name) => row[name] ?? null),
    );
  }

  #record(
    scope: WriteScope,
    table: TableSpec,
    row: RawRow,
    baseVersion: number,
    changed: ReadonlyMap<number, ColumnValue>,
  ): void {
    // What could never leave this computer is not written on it either.
    if (scope.ordinal !== undefined) orThrow(checkRowSize(changed));
    const subject = subjectOf(table, row);
    if (table.id !== subjectKeyTable.id) this.#detail(scope, table.id, String(row.id), subject, changed);
    else if ((row.destroyedAt ?? null) !== null) this.#destroyed(scope, row);
    if (scope.ordinal === undefined) return;
    if (scope.now > this.#lastWall) {
      this.#lastWall = scope.now;
      this.#counter = 0;
    } else this.#counter += 1;
    const encoded = this.#encoder.reset().columns(changed).view();
    this.#insertOperation.run(
      scope.ordinal,
      scope.operations,
      table.id,
      row.id,
      row.ownerEpoch,
      baseVersion,
      this.#lastWall,
      this.#counter,
      encoded,
    );
    scope.operations += 1;
    scope.bytes += encoded.length;
  }

  #detail(
    scope: WriteScope,
    tableId: number,
    rowId: string,
    subject: string,
    columns: ReadonlyMap<number, ColumnValue>,
  ): void {
    const key = this.#keys.of(subject) ?? this.#newSubject(scope, subject);
    const index = scope.details.length;
    const { commitment, sealed } = sealDetail({
      sequence: scope.auditSequence,
      index,
      tableId,
      rowId,
      columns,
      subjectKey: key,
    });
    this.#insertDetail.run(scope.auditSequence, index, tableId, rowId, subject, commitment, sealed);
    scope.details.push({ tableId, rowId, subject, commitment });
  }

  /**
   * The key of a subject must not stand in the log that it seals; that it was destroyed must, or whoever can write to the
   * file could erase somebody unseen.
   */
  #destroyed(scope: WriteScope, { id, destroyedAt = null }: RawRow): void {
    const at = new Map([[columnId(subjectKeyTable, 'destroyedAt'), destroyedAt]]);
    this.#detail(scope, subjectKeyTable.id, String(id), 'branch', at);
  }

  #newSubject(scope: WriteScope, subject: string): KeyObject {
    const { bytes, key } = this.#keys.create(subject);
    this.insert(scope, subjectKeyTable, subject, { key: bytes });
    return key;
  }

  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** `employee:<id>`, `client:<id>` or `branch`: whose key seals what the audit says of this row. */
export function subjectOf(table: TableSpec, row: RawRow): string {
  if (table.subject === undefined) return 'branch';
  const id = row[table.subject.column];
  return typeof id === 'string' ? `${table.subject.kind}:${id}` : 'branch';
}

function columnId(table: TableSpec, name: string): number {
  const column = table.columns[name] ?? (commonColumns as TableSpec['columns'])[name];
  if (column === undefined) throw new Error(`${table.name} has no column ${name}`);
  return column.id;
}

function sameValue(a: ColumnValue, b: ColumnValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
