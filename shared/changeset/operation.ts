/**
 * What travels between a branch and headquarters. A change set carries whole transactions; each has the row operations
 * of one unit of work and the audit events it left behind.
 */

/** A value of a column as it is stored and as it travels. Integers beyond 2^53 do not occur. */
export type ColumnValue = string | number | null | Uint8Array;

/** Hybrid logical time: wall milliseconds and a counter. Display and tie-break only, never a reason to reject. */
export interface HybridTime {
  readonly wall: number;
  readonly counter: number;
}

/** One changed row. `baseVersion` 0 means the row was created by this operation. */
export interface Operation {
  readonly tableId: number;
  readonly rowId: string;
  readonly ownerEpoch: number;
  /** Version of the row before this operation; afterwards it is `baseVersion + 1`. */
  readonly baseVersion: number;
  readonly time: HybridTime;
  /** Changed columns by stable column id (common columns included where they changed). */
  readonly columns: ReadonlyMap<number, ColumnValue>;
}

/** One row of the branch's hash-chained audit log, as it travels. Hashes are 32 bytes. */
export interface AuditRecord {
  readonly sequence: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly txId: string;
  /** Hash over rows, subjects and commitments of the details, see {@link AuditDetailRecord}. */
  readonly detailsHash: Uint8Array;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** What an audit event says about one row: a salted commitment, and the values sealed under the subject's own key. */
export interface AuditDetailRecord {
  readonly sequence: number;
  readonly index: number;
  readonly tableId: number;
  readonly rowId: string;
  readonly subject: string;
  readonly commitment: Uint8Array;
  readonly sealed: Uint8Array;
}

/** The operations and audit events of one unit of work. */
export interface Transaction {
  readonly txId: string;
  readonly operations: readonly Operation[];
  readonly audit: readonly AuditRecord[];
  readonly details: readonly AuditDetailRecord[];
}

/** A reference to an attachment: SHA-256 of the plain bytes, hex. Its chunks travel in change sets of kind `attachment`. */
export interface AttachmentReference {
  readonly hash: string;
  readonly size: number;
  readonly kind: string;
}
