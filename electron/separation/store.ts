import type { Database } from '../../shared/schema/index.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';

export type CaseRow = Database['separationCase'];
export type ItemRow = Database['handoverItem'];
export type LetterRow = Database['confirmationLetter'];
export type ApprovalRow = Database['approval'];

/** Where a read happens: on the read-only connection, or inside a unit of work, which sees its own writes. */
export type Rows = Pick<DomainTransaction, 'all' | 'one'>;

/** The read-only connection in the shape of a unit of work's reads. */
export const rowsOf = (reader: Sqlite3): Rows => ({
  all: <R>(sql: string, ...parameters: Parameters<Rows['all']> extends [string, ...infer P] ? P : never) =>
    reader.prepare(sql).all(...parameters) as R[],
  one: <R>(sql: string, ...parameters: Parameters<Rows['one']> extends [string, ...infer P] ? P : never) =>
    reader.prepare(sql).get(...parameters) as R | undefined,
});

export const caseOf = (rows: Rows, caseId: string): CaseRow | undefined =>
  rows.one<CaseRow>('SELECT * FROM separationCase WHERE id = ?', caseId);

export const itemsOf = (rows: Rows, caseId: string): ItemRow[] =>
  rows.all<ItemRow>(
    `SELECT * FROM handoverItem WHERE caseId = ?
     ORDER BY clientId IS NULL, clientId, instr('client order receivable followUp asset data', kind), title`,
    caseId,
  );

/** An item with the names that a screen shows beside it. */
export type NamedItemRow = ItemRow & {
  readonly clientName: string | null;
  readonly receiverName: string | null;
  readonly deciderName: string | null;
};

const named = `SELECT i.*, c.name AS clientName, r.name AS receiverName, a.displayName AS deciderName
  FROM handoverItem i LEFT JOIN client c ON c.id = i.clientId LEFT JOIN employee r ON r.id = i.receiverId
  LEFT JOIN account a ON a.id = i.decidedBy`;

/**
 * The items of a case, clients in the order of their names and under each what hangs on it; of one receiver only, where
 * one is named.
 */
export const namedItemsOf = (rows: Rows, caseId: string, receiverId: string | null = null): NamedItemRow[] =>
  rows.all<NamedItemRow>(
    `${named} WHERE i.caseId = ? AND i.receiverId IS coalesce(?, i.receiverId)
     ORDER BY i.clientId IS NULL, c.pinyin, i.clientId, instr('client receivable order followUp asset data', i.kind), i.title`,
    caseId,
    receiverId,
  );

export const namedItemOf = (rows: Rows, itemId: string): NamedItemRow | undefined =>
  rows.one<NamedItemRow>(`${named} WHERE i.id = ?`, itemId);

export const lettersOf = (rows: Rows, caseId: string): LetterRow[] =>
  rows.all<LetterRow>('SELECT * FROM confirmationLetter WHERE caseId = ? ORDER BY id', caseId);

/** A letter with its client, its number, and what the books said the client owed when the list was generated. */
export type NamedLetterRow = LetterRow & {
  readonly clientName: string | null;
  readonly formNumber: string | null;
  readonly balance: number | null;
};

export const namedLettersOf = (rows: Rows, caseId: string): NamedLetterRow[] =>
  rows.all<NamedLetterRow>(
    `WITH book AS MATERIALIZED (
       SELECT subjectId, json_extract(snapshot, '$.receivable') AS balance FROM handoverItem WHERE caseId = ? AND kind = 'client')
     SELECT l.*, c.name AS clientName, f.number AS formNumber, b.balance
     FROM confirmationLetter l LEFT JOIN client c ON c.id = l.clientId LEFT JOIN form f ON f.id = l.formId
     LEFT JOIN book b ON b.subjectId = l.clientId WHERE l.caseId = ? ORDER BY c.pinyin, l.id`,
    caseId,
    caseId,
  );

export const approvalsOf = (rows: Rows, caseId: string): ApprovalRow[] =>
  rows.all<ApprovalRow>('SELECT * FROM approval WHERE caseId = ? ORDER BY createdAt, id', caseId);

/** A case of this person that is neither settled, closed nor withdrawn. */
export const openCaseOf = (rows: Rows, employeeId: string): CaseRow | undefined =>
  rows.one<CaseRow>(
    "SELECT * FROM separationCase WHERE employeeId = ? AND handoverState NOT IN ('settled', 'closedWithOpenItems', 'withdrawn')",
    employeeId,
  );

export const nameOf = (rows: Rows, employeeId: string | null): string =>
  employeeId === null
    ? ''
    : (rows.one<{ name: string }>('SELECT name FROM employee WHERE id = ?', employeeId)?.name ?? '');

/** The next number of a branch and year: `LZ-SH01-2026-0007`. */
export function nextCaseNumber(rows: Rows, branchCode: string, year: string): string {
  const stem = `LZ-${branchCode}-${year}-`;
  const last = rows.one<{ last: string | null }>(
    'SELECT max(number) AS last FROM separationCase WHERE number LIKE ?',
    `${stem}%`,
  )?.last;
  return stem + String(Number(last?.slice(stem.length) ?? 0) + 1).padStart(4, '0');
}
