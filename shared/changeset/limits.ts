/**
 * What a reader accepts at most, whoever signed the file. A writer stays well below (see `plan.ts`); anything above was
 * not written by this product, and reading it would only cost memory.
 */
export const changeSetLimits = {
  /** Bytes of a whole file. */
  fileBytes: 24 * 1024 * 1024,
  headerBytes: 8 * 1024,
  /** Recipients of one file. */
  recipients: 16,
  /** Bytes of the payload after decompression. */
  payloadBytes: 20 * 1024 * 1024,
  /** Operations in one file. */
  operations: 10_000,
  /** Transactions, or parts of them, in one file. */
  transactionParts: 50_000,
  /** Parts of one transaction. */
  partsOfTransaction: 100_000,
  /** Audit events, and audit details, in one file. */
  auditItems: 200_000,
  /** Columns of one operation. */
  columns: 1024,
  /** Bytes of an identifier: row, transaction, branch, actor, action. */
  identifierBytes: 256,
} as const;
