import type { Statement } from 'better-sqlite3';
import { computeAuditHash, computeDetailsHash, genesisHash } from '../../shared/changeset/auditChain.ts';
import type { ColumnValue } from '../../shared/changeset/operation.ts';
import type { Clock } from '../../shared/domain/clock.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import {
  type Database,
  type DomainTableName,
  type LocalTableName,
  type TableName,
  type Tables,
  tables,
} from '../../shared/schema/index.ts';
import type { ChangesOf, NewRowOf, RowOf, TableSpec } from '../../shared/schema/table.ts';
import type { Sqlite3 } from './openDatabase.ts';
import { storageTrouble } from './storageTrouble.ts';
import { SubjectKeys } from './subjectKeys.ts';
import { type RawRow, StaleVersionError, Writer, type WriteScope } from './writer.ts';

/** Who acts. `system` for jobs and the first run; otherwise an account. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}

/** What an audit event is called and whom or what it concerns. */
export interface Act {
  /** Dotted, for example `client.create`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** The reason a person gave, or the words searched for; sealed in the log. */
  readonly why?: string;
}

/** Reads inside a unit of work see its own writes. */
export interface ScopedReads {
  get<N extends TableName>(table: N, id: string): Database[N] | undefined;
  /** Rows of a SELECT on the writing connection. The caller names the row type of its own SQL. */
  all<R>(sql: string, ...parameters: ColumnValue[]): R[];
  one<R>(sql: string, ...parameters: ColumnValue[]): R | undefined;
}

export interface LocalTransaction extends ScopedReads {
  put<N extends LocalTableName>(table: N, row: Database[N]): void;
  remove(table: LocalTableName, id: string): boolean;
}

export interface DomainTransaction extends LocalTransaction {
  readonly now: number;
  readonly actor: Actor;
  insert<N extends DomainTableName>(table: N, row: NewRowOf<Tables[N]>): RowOf<Tables[N]>;
  /** @param seen the version the person saw when deciding; a refusal `row.changedMeanwhile` when it has moved on. */
  update<N extends DomainTableName>(
    table: N,
    id: string,
    changes: ChangesOf<Tables[N]>,
    seen?: number,
  ): RowOf<Tables[N]>;
}

export interface InboundTransaction extends LocalTransaction {
  readonly now: number;
  /** A row of headquarters', whole or in part (with `id`): stored with its version and epoch as given. */
  put<N extends LocalTableName>(table: N, row: Database[N]): void;
  putInbound<N extends DomainTableName>(table: N, row: { id: string } & Partial<Database[N]>): void;
}

/** A row that a unit of work wrote. */
export interface RowChange {
  readonly table: TableName;
  readonly id: string;
  readonly before: RawRow | undefined;
  readonly after: RawRow;
}

/**
 * Keeps derived tables (search, totals) in step, in the same transaction as the rows they are derived from. What one
 * unit of work has touched is derived once, at its end: until then its own reads see the derived rows as they were.
 */
export interface Projection {
  readonly name: string;
  /** Raised when something is derived in another way: all of it is then derived again when a registry opens. */
  readonly version: number;
  /** Every subject there is. */
  readonly all: (db: Sqlite3) => Iterable<string>;
  /** By table: whose derived rows a written row concerns. */
  readonly of: { readonly [N in TableName]?: (change: RowChange) => readonly string[] };
  /** Derives the rows of these subjects again from what the tables say now. */
  readonly derive: (subjects: ReadonlySet<string>, db: Sqlite3) => void;
}

/** Something that listens to commits failed. What was to be written is written: nobody may be told to do it again. */
export class WrittenError extends Error {
  constructor(cause: unknown) {
    super('written, but a listener failed', { cause });
    this.name = 'WrittenError';
  }
}

/** Whether somebody may act at all, asked within the unit of work: an account frozen meanwhile writes and sees nothing more. */
export type Admission = (actor: Actor, reads: ScopedReads) => void;

/** Prepared reads kept for reuse; features that build their SQL would otherwise fill the memory with them. */
const mostReads = 500;

/** Writes of the sync feature to its own bookkeeping (change sets, inbox, stored attachments). */
export type Bookkeeping = (sql: string, ...parameters: ColumnValue[]) => number;

/** Something that somebody saw, waiting to be recorded. */
interface Seen {
  readonly actor: Actor;
  readonly act: Act;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The only way to write. A domain write leaves rows, one audit event and the operations for headquarters; an inbound
 * write rows and audit; a local write rows only. All of it or nothing.
 */
export class UnitOfWork {
  readonly #db: Sqlite3;
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #branchId: string;
  readonly #writer: Writer;
  readonly #keys: SubjectKeys;
  readonly #projections: readonly Projection[];
  readonly #insertEvent: Statement;
  readonly #insertOutbox: Statement;
  readonly #reads = new Map<string, Statement>();
  readonly #committed = new Set<(tables: ReadonlySet<string>) => void>();
  readonly #admissions = new Set<Admission>();
  #touched = new Set<string>();
  /** Subjects whose derived rows the open transaction has yet to bring in step. */
  #due = new Map<Projection, Set<string>>();
  #head: { sequence: number; hash: Uint8Array };
  #ordinal: number;
  #pending: Seen[] = [];

  constructor(options: {
    db: Sqlite3;
    clock: Clock;
    newId: () => string;
    branchId: string;
    projections?: readonly Projection[];
  }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#newId = options.newId;
    this.#branchId = options.branchId;
    this.#keys = new SubjectKeys(options.db);
    this.#writer = new Writer(options.db, this.#keys);
    this.#projections = options.projections ?? [];
    this.#insertEvent = this.#db.prepare('INSERT INTO auditEvent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertOutbox = this.#db.prepare('INSERT INTO outboxTransaction VALUES (?, ?, ?, ?, ?)');
    this.#head = this.#readHead();
    this.#ordinal = this.#readOrdinal();
    for (const projection of this.#projections) this.#deriveAnew(projection);
  }

  /** Sequence and hash of the last audit event; 0 and the genesis hash before the first. */
  get auditHead(): { readonly sequence: number; readonly hash: Uint8Array } {
    return this.#head;
  }

  /** Called after each commit with the names of the tables it touched. Returns the way to stop. */
  onCommitted(listener: (tables: ReadonlySet<string>) => void): () => void {
    this.#committed.add(listener);
    return () => this.#committed.delete(listener);
  }

  /**
   * Asked before every domain write and before a look is recorded, whose answer waits for it, within the transaction;
   * throws a RefusalError to refuse it.
   */
  admit(admission: Admission): void {
    this.#admissions.add(admission);
  }

  /** Rows, one audit event and the operations, in one transaction, or nothing. The body must be synchronous. */
  domain<T>(actor: Actor, act: Act, body: (tx: DomainTransaction) => T): T {
    const local = this.#local();
    return this.#write(actor, act, true, (scope) => {
      for (const admission of this.#admissions) admission(actor, local);
      return body({
        ...local,
        now: scope.now,
        actor,
        insert: (name, row) => this.#insert(scope, name, row),
        update: (name, id, changes, seen) => this.#update(scope, name, id, changes, seen),
      });
    });
  }

  /** What headquarters sent: rows and audit, no operation, so that nothing echoes. Only the sync feature calls it. */
  inbound<T>(act: Act, body: (tx: InboundTransaction) => T): T {
    return this.#write({ id: 'hq', name: '总部' }, act, false, (scope) =>
      body({
        ...this.#local(),
        now: scope.now,
        putInbound: (name, row) => {
          const spec: TableSpec = tables[name];
          const before = this.#writer.get(spec, row.id);
          this.#writer.putInbound(scope, spec, row as RawRow);
          this.#project(name, row.id, before, this.#writer.get(spec, row.id) ?? (row as RawRow));
        },
      }),
    );
  }

  /** Rows that concern this computer only: drafts, lockout counters, sealed private keys. */
  local<T>(body: (tx: LocalTransaction) => T): T {
    return this.#transaction(() => body(this.#local()));
  }

  /** The sync feature's own bookkeeping, which is neither domain nor audit. */
  bookkeeping<T>(body: (run: Bookkeeping) => T): T {
    return this.#transaction(() => body((sql, ...parameters) => this.#prepare(sql).run(...parameters).changes));
  }

  /**
   * Records that somebody saw personal data. Events of the same moment are committed together; the promise resolves
   * when its event is on disk, and the answer waits for it.
   */
  seen(actor: Actor, act: Act): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ actor, act, resolve, reject });
      if (this.#pending.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what was seen and is still waiting. */
  flush(): void {
    const waiting = this.#pending;
    this.#pending = [];
    if (waiting.length === 0) return;
    try {
      this.#record(waiting);
    } catch (error) {
      if (!(error instanceof WrittenError)) {
        if (waiting.length === 1) waiting[0]?.reject(error);
        // Whatever is wrong with one of them is not wrong with the others.
        else for (const each of waiting) this.#recordAlone(each);
        return;
      }
    }
    for (const { resolve } of waiting) resolve();
  }

  #recordAlone(each: Seen): void {
    try {
      this.#record([each]);
      each.resolve();
    } catch (error) {
      if (error instanceof WrittenError) each.resolve();
      else each.reject(error);
    }
  }

  #record(waiting: readonly Seen[]): void {
    this.#transaction(() => {
      const reads = this.#local();
      for (const { actor, act } of waiting) {
        for (const admission of this.#admissions) admission(actor, reads);
        this.#event(actor, act, false, () => undefined);
      }
    });
  }

  #write<T>(actor: Actor, act: Act, outbox: boolean, body: (scope: WriteScope) => T): T {
    return this.#transaction(() => this.#event(actor, act, outbox, body));
  }

  #event<T>(actor: Actor, act: Act, outbox: boolean, body: (scope: WriteScope) => T): T {
    const sequence = this.#head.sequence + 1;
    const scope: WriteScope = {
      auditSequence: sequence,
      ordinal: outbox ? this.#ordinal + 1 : undefined,
      now: this.#clock.now(),
      actor: actor.id,
      branchId: this.#branchId,
      details: [],
      operations: 0,
      bytes: 0,
    };
    const txId = this.#newId();
    // Details are written before the event they belong to, whose hash is known only when all of them are there.
    this.#db.pragma('defer_foreign_keys=ON');
    if (scope.ordinal !== undefined) this.#insertOutbox.run(scope.ordinal, txId, sequence, 0, 0);
    const result = body(scope);
    if (result instanceof Promise) throw new Error('the body of a unit of work must be synchronous');
    if (act.why !== undefined) {
      this.#writer.remark(scope, remarkSubject(act), act.subject.id, act.why);
    }
    const draft = {
      sequence,
      at: scope.now,
      actor: actor.id,
      action: act.action,
      subjectKind: act.subject.kind,
      subjectId: act.subject.id,
      txId,
      detailsHash: computeDetailsHash(scope.details),
      previousHash: this.#head.hash,
    };
    const hash = computeAuditHash(draft);
    this.#insertEvent.run(...Object.values(draft), hash);
    this.#head = { sequence, hash };
    if (scope.ordinal !== undefined) {
      this.#ordinal = scope.ordinal;
      this.#prepare('UPDATE outboxTransaction SET operations = ?, bytes = ? WHERE ordinal = ?').run(
        scope.operations,
        scope.bytes,
        scope.ordinal,
      );
    }
    return result;
  }

  /** Derived rows that another version made, or none has made yet, are made again, and the version kept with them. */
  #deriveAnew(projection: Projection): void {
    const key = `projection.${projection.name}`;
    const made = this.#db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
    if (made === String(projection.version)) return;
    this.#transaction(() => {
      projection.derive(new Set(projection.all(this.#db)), this.#db);
      this.#db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, String(projection.version));
    });
  }

  #transaction<T>(body: () => T): T {
    // One inside another would lose what the outer one has yet to derive.
    if (this.#db.inTransaction) throw new Error('a unit of work cannot be opened inside another');
    const head = this.#head;
    const ordinal = this.#ordinal;
    this.#touched = new Set();
    this.#due = new Map();
    let result: T;
    try {
      result = this.#db
        .transaction(() => {
          const answer = body();
          for (const [projection, subjects] of this.#due) projection.derive(subjects, this.#db);
          return answer;
        })
        .immediate();
    } catch (error) {
      this.#head = head;
      this.#ordinal = ordinal;
      this.#keys.forget();
      throw refusalOf(error) ?? error;
    }
    // From here on it is written, whatever a listener says to it.
    this.#tell(this.#touched);
    return result;
  }

  /** Every listener hears of it, also when one of them fails. */
  #tell(touched: ReadonlySet<string>): void {
    const failures: unknown[] = [];
    for (const listener of this.#committed) {
      try {
        listener(touched);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new WrittenError(failures[0]);
  }

  #insert<N extends DomainTableName>(scope: WriteScope, name: N, row: NewRowOf<Tables[N]>): RowOf<Tables[N]> {
    const given = row as RawRow;
    const id = typeof given.id === 'string' ? given.id : this.#newId();
    const after = this.#writer.insert(scope, tables[name], id, given);
    this.#project(name, id, undefined, after);
    return after as RowOf<Tables[N]>;
  }

  #update<N extends DomainTableName>(
    scope: WriteScope,
    name: N,
    id: string,
    changes: ChangesOf<Tables[N]>,
    seen: number | undefined,
  ): RowOf<Tables[N]> {
    const before = this.#writer.get(tables[name], id);
    const after = this.#writer.update(scope, tables[name], id, changes as RawRow, seen);
    this.#project(name, id, before, after);
    return after as RowOf<Tables[N]>;
  }

  #project(table: TableName, id: string, before: RawRow | undefined, after: RawRow): void {
    this.#touched.add(table);
    if (table === 'subjectKey') this.#keys.forget();
    for (const projection of this.#projections) {
      const subjects = projection.of[table]?.({ table, id, before, after });
      if (subjects === undefined || subjects.length === 0) continue;
      const due = this.#due.get(projection) ?? new Set();
      for (const subject of subjects) due.add(subject);
      this.#due.set(projection, due);
    }
  }

  #local(): LocalTransaction {
    return {
      get: <N extends TableName>(name: N, id: string) => this.#writer.get(tables[name], id) as Database[N] | undefined,
      all: <R>(sql: string, ...parameters: ColumnValue[]) => this.#read(sql).all(...parameters) as R[],
      one: <R>(sql: string, ...parameters: ColumnValue[]) => this.#read(sql).get(...parameters) as R | undefined,
      put: (name, row) => {
        const derived = this.#projections.some((projection) => projection.of[name]);
        const before = derived ? this.#writer.get(tables[name], row.id) : undefined;
        this.#writer.putLocal(tables[name], row as RawRow);
        this.#project(name, row.id, before, row as RawRow);
      },
      remove: (name, id) => this.#writer.removeLocal(tables[name], id),
    };
  }

  #read(sql: string): Statement {
    const statement = this.#prepare(sql);
    if (!statement.reader || !statement.readonly) throw new Error('a unit of work writes through its own methods only');
    return statement;
  }

  #prepare(sql: string): Statement {
    let statement = this.#reads.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#reads.set(sql, statement);
      const oldest = this.#reads.keys().next();
      if (this.#reads.size > mostReads && !oldest.done) this.#reads.delete(oldest.value);
    }
    return statement;
  }

  #readHead(): { sequence: number; hash: Uint8Array } {
    const last = this.#db.prepare('SELECT sequence, hash FROM auditEvent ORDER BY sequence DESC LIMIT 1').get() as
      | { sequence: number; hash: Uint8Array }
      | undefined;
    return last ?? { sequence: 0, hash: genesisHash(this.#branchId) };
  }

  #readOrdinal(): number {
    return Number(this.#db.prepare('SELECT coalesce(max(ordinal), 0) FROM outboxTransaction').pluck().get());
  }
}

/** A remark about an employee or a client is sealed under that person's key, any other under the branch's. */
function remarkSubject(act: Act): string {
  return act.subject.kind === 'employee' || act.subject.kind === 'client'
    ? `${act.subject.kind}:${act.subject.id}`
    : 'branch';
}

/** What the database refuses for a reason that a person can mend. */
function refusalOf(error: unknown): RefusalError | undefined {
  if (error instanceof StaleVersionError) return new RefusalError(changedMeanwhile(error.table, error.rowId));
  const trouble = storageTrouble(error);
  return trouble && new RefusalError(trouble);
}

const changedMeanwhile = (table: string, id: string): Refusal => ({
  kind: 'conflict',
  code: 'row.changedMeanwhile',
  zh: '这条记录在您打开之后被别人改过，您的修改没有写入。',
  en: 'Somebody changed this record after you opened it. Your change was not written.',
  next: { zh: '请刷新后对照新内容再改。', en: 'Reload it, compare, and make your change again.' },
  about: [{ table, id, label: table }],
});
