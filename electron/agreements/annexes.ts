import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { AgreementTemplate } from './render/templateFormat.ts';

type Rows = Record<string, Record<string, string>[]>;

/** Rows of the annexes that are known from the registry: the clients that a person looks after on this day. */
export function annexRows(reader: Sqlite3, template: AgreementTemplate, employeeId: string): Rows {
  const rows: Rows = {};
  for (const { name } of template.annexes) {
    if (name === 'clients') rows[name] = clientRegister(reader, employeeId);
  }
  return rows;
}

function clientRegister(reader: Sqlite3, employeeId: string): Record<string, string>[] {
  const rows = reader
    .prepare(
      `SELECT c.name, coalesce(c.uscc, '') AS uscc, w.role, w.fromDate AS since,
         coalesce((SELECT name FROM contact WHERE clientId = c.id AND retired = 0 ORDER BY isSignatory DESC, createdAt LIMIT 1), '') AS contact
       FROM ownership w JOIN client c ON c.id = w.clientId
       WHERE w.employeeId = ? AND w.toDate IS NULL ORDER BY w.role DESC, c.pinyin, c.id`,
    )
    .all(employeeId) as { name: string; uscc: string; role: 'owner' | 'helper'; since: string; contact: string }[];
  return rows.map(({ role, ...row }) => ({ ...row, role: role === 'owner' ? '主' : '协' }));
}
