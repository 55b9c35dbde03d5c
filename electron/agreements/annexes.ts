import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { AgreementTemplate } from './render/templateFormat.ts';

export type Rows = Record<string, Record<string, string>[]>;

/** Annexes whose rows the registry knows: they are never typed. */
const known: Readonly<Record<string, (reader: Sqlite3, employeeId: string) => Rows[string]>> = {
  clients: clientRegister,
};

/**
 * Rows of the annexes: those known from the registry as they are on this day, the others as typed. Names and columns
 * that the template does not have are left for it to refuse.
 */
export function annexRows(reader: Sqlite3, template: AgreementTemplate, employeeId: string, typed: Rows): Rows {
  const rows: Rows = Object.fromEntries(Object.entries(typed).filter(([name]) => !Object.hasOwn(known, name)));
  for (const { name } of template.annexes) {
    const read = known[name];
    if (read !== undefined) rows[name] = read(reader, employeeId);
  }
  return rows;
}

/** The annexes that are typed, with what was typed before. */
export const typedAnnexes = (template: AgreementTemplate, before: Rows) =>
  template.annexes
    .filter(({ name }) => !Object.hasOwn(known, name))
    .map(({ name, title, columns }) => ({
      name,
      title,
      columns: columns.map((column) => ({ key: column.key, title: column.title })),
      rows: before[name] ?? [],
    }));

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
