/** Where rows are read from: a transaction, or the registry's reader. */
interface Rows {
  one<R>(sql: string, ...parameters: (string | number)[]): R | undefined;
}

/**
 * The next number of an agreement, `SH01-XY-2026-0001`, counted per branch and year. Numbers go on where a restored registry left off and are never used twice.
 */
export function nextAgreementNumber(rows: Rows, branchCode: string, today: string): string {
  const prefix = `${branchCode}-XY-${today.slice(0, 4)}-`;
  const row = rows.one<{ last: number | null }>(
    'SELECT max(CAST(substr(number, ?) AS INTEGER)) AS last FROM agreement WHERE substr(number, 1, ?) = ?',
    prefix.length + 1,
    prefix.length,
    prefix,
  );
  return `${prefix}${String((row?.last ?? 0) + 1).padStart(4, '0')}`;
}
