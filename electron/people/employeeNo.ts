import type { DomainTransaction } from '../registry/unitOfWork.ts';

/**
 * Hands out employee numbers of a branch, `SH01-0001` and on, inside the transaction that uses them. A number is never
 * given twice: that of a cancelled onboarding stays taken.
 */
export function nextEmployeeNo(tx: Pick<DomainTransaction, 'one'>, branchCode: string): () => string {
  const prefix = `${branchCode}-`;
  const row = tx.one<{ last: number | null }>(
    `SELECT max(CAST(substr(employeeNo, ?) AS INTEGER)) AS last FROM employment WHERE substr(employeeNo, 1, ?) = ?`,
    prefix.length + 1,
    prefix.length,
    prefix,
  );
  let last = row?.last ?? 0;
  return () => {
    last += 1;
    return `${prefix}${String(last).padStart(4, '0')}`;
  };
}
