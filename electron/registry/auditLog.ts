import { createSecretKey, randomBytes } from 'node:crypto';
import {
  type ChainHead,
  type ChainVerdict,
  genesisHash,
  openDetail,
  type SubjectKey,
  verifyChain,
} from '../../shared/changeset/auditChain.ts';
import type { AuditDetailRecord, AuditRecord, ColumnValue } from '../../shared/changeset/operation.ts';
import { tableById } from '../../shared/schema/index.ts';
import { subjectKey as subjectKeyTable } from '../../shared/schema/organisation.ts';
import { commonColumns } from '../../shared/schema/table.ts';
import type { Sqlite3 } from './openDatabase.ts';
import { SubjectKeys } from './subjectKeys.ts';

/** What an audit event says about one row, opened: column names and values. */
export interface OpenedDetail {
  readonly sequence: number;
  readonly table: string;
  readonly rowId: string;
  readonly values: Readonly<Record<string, ColumnValue>>;
}

/** Reads the audit log on a read-only connection. */
export class AuditLog {
  readonly #db: Sqlite3;
  readonly #branchId: string;

  constructor(db: Sqlite3, branchId: string) {
    this.#db = db;
    this.#branchId = branchId;
  }

  /**
   * Checks the whole chain, details included: the first event that does not fit is named.
   * @param head the last event known from elsewhere (head marker, receipt), to notice a chain cut short.
   */
  verify(head?: ChainHead): ChainVerdict {
    return verifyChain(this.records(0), this.details(0), {
      after: { sequence: 0, hash: genesisHash(this.#branchId) },
      subjectKey: this.#keysToVerify(),
      ...(head ? { head } : {}),
    });
  }

  /** One event as it reads now, or undefined when it is missing. */
  at(sequence: number): AuditRecord | undefined {
    return this.#db.prepare('SELECT * FROM auditEvent WHERE sequence = ?').get(sequence) as AuditRecord | undefined;
  }

  /** Events after `sequence`, up to and including `until`, in order. */
  records(sequence: number, until = Number.MAX_SAFE_INTEGER): Iterable<AuditRecord> {
    return this.#db
      .prepare('SELECT * FROM auditEvent WHERE sequence > ? AND sequence <= ? ORDER BY sequence')
      .iterate(sequence, until) as IterableIterator<AuditRecord>;
  }

  /** Sealed details of the events after `sequence`, up to and including `until`, in order. */
  details(sequence: number, until = Number.MAX_SAFE_INTEGER): Iterable<AuditDetailRecord> {
    return this.#db
      .prepare(
        `SELECT sequence, idx AS "index", tableId, rowId, subject, commitment, sealed FROM auditDetail
         WHERE sequence > ? AND sequence <= ? ORDER BY sequence, idx`,
      )
      .iterate(sequence, until) as IterableIterator<AuditDetailRecord>;
  }

  /** The latest events about one subject, newest first: `('client', id)`. */
  about(kind: string, id: string, limit = 200): AuditRecord[] {
    return this.#db
      .prepare('SELECT * FROM auditEvent WHERE subjectKind = ? AND subjectId = ? ORDER BY sequence DESC LIMIT ?')
      .all(kind, id, limit) as AuditRecord[];
  }

  /**
   * The latest events that changed rows of one subject, whatever they were about, newest first: `client:<id>`.
   * @param rowId only those that changed this row.
   */
  touching(subject: string, limit = 200, rowId?: string): AuditRecord[] {
    return this.#db
      .prepare(
        `SELECT * FROM auditEvent WHERE sequence IN (
           SELECT DISTINCT sequence FROM auditDetail WHERE subject = :subject AND rowId = coalesce(:rowId, rowId)
           ORDER BY sequence DESC LIMIT :limit)
         ORDER BY sequence DESC`,
      )
      .all({ subject, limit, rowId: rowId ?? null }) as AuditRecord[];
  }

  /** The events that changed one row of a subject, in order. */
  ofRow(subject: string, tableId: number, rowId: string): AuditRecord[] {
    return this.#db
      .prepare(
        `SELECT * FROM auditEvent WHERE sequence IN (
           SELECT sequence FROM auditDetail WHERE subject = ? AND tableId = ? AND rowId = ?)
         ORDER BY sequence`,
      )
      .all(subject, tableId, rowId) as AuditRecord[];
  }

  /** The reason of an event, where it has one that can be opened. */
  whyOf(sequence: number): string | undefined {
    const details = this.#db
      .prepare(
        `SELECT sequence, idx AS "index", tableId, rowId, subject, commitment, sealed FROM auditDetail
         WHERE sequence = ? AND tableId = 0`,
      )
      .all(sequence) as AuditDetailRecord[];
    const why = this.#open(details)[0]?.values.why;
    return typeof why === 'string' ? why : undefined;
  }

  /**
   * What one event says, opened. Details of an erased subject are left out: nobody can open them any more.
   * @param subject only what it says of this subject: an import has thousands of others.
   * @param most no more rows than these, the first ones: a decision about thousands says the same of each of them.
   */
  opened(sequence: number, subject?: string, most = Number.MAX_SAFE_INTEGER): OpenedDetail[] {
    const details = subject === undefined ? this.details(sequence - 1, sequence) : this.#detailsOf(sequence, subject);
    return this.#open(details, most);
  }

  #open(details: Iterable<AuditDetailRecord>, most = Number.MAX_SAFE_INTEGER): OpenedDetail[] {
    const opened: OpenedDetail[] = [];
    const keyOf = this.#keys();
    for (const detail of details) {
      if (opened.length >= most) break;
      const { sequence } = detail;
      const subjectKey = keyOf(detail.subject);
      const values = subjectKey && openDetail({ ...detail, subjectKey });
      if (!values?.ok) continue;
      opened.push({
        sequence,
        table: tableById(detail.tableId)?.name ?? '',
        rowId: detail.rowId,
        values: byName(detail.tableId, values.value),
      });
    }
    return opened;
  }

  #detailsOf(sequence: number, subject: string): AuditDetailRecord[] {
    return this.#db
      .prepare(
        `SELECT sequence, idx AS "index", tableId, rowId, subject, commitment, sealed FROM auditDetail
         WHERE subject = ? AND sequence = ? ORDER BY idx`,
      )
      .all(subject, sequence) as AuditDetailRecord[];
  }

  /**
   * The keys to verify with. Only somebody erased, which the log itself tells of, has none. Where a key is gone otherwise, or the
   * subject is one that nobody has, a key that opens nothing stands for it: what it hides is found, not passed over.
   */
  #keysToVerify(): (subject: string) => SubjectKey | undefined {
    const keyOf = this.#keys();
    const erased = this.#db.prepare(
      `SELECT 1 FROM subjectKey JOIN auditDetail ON auditDetail.rowId = subjectKey.id AND auditDetail.tableId = ?
       WHERE subjectKey.id = ? AND key IS NULL AND destroyedAt IS NOT NULL AND auditDetail.subject = 'branch'`,
    );
    const opensNothing = createSecretKey(randomBytes(32));
    return (subject) =>
      keyOf(subject) ?? (erased.get(subjectKeyTable.id, subject) === undefined ? opensNothing : undefined);
  }

  /** Keys as they are now: one that was destroyed since the last look must not linger. */
  #keys(): (subject: string) => SubjectKey | undefined {
    const keys = new SubjectKeys(this.#db);
    return (subject) => {
      try {
        return keys.of(subject);
      } catch {
        return undefined;
      }
    };
  }
}

/** Column ids to names; the reason of an event, which belongs to no table, is called `why`. */
export function byName(tableId: number, columns: ReadonlyMap<number, ColumnValue>): Record<string, ColumnValue> {
  if (tableId === 0) return { why: columns.get(1) ?? null };
  const named: Record<string, ColumnValue> = {};
  const specs = { ...commonColumns, ...tableById(tableId)?.columns };
  for (const [name, spec] of Object.entries(specs)) {
    const value = columns.get(spec.id);
    if (value !== undefined) named[name] = value;
  }
  return named;
}
