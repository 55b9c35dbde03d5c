import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { SearchKind } from './documents.ts';
import type { SearchHit } from './service.ts';

interface HitRow {
  readonly id: string;
  readonly title: string;
  readonly detail: string | null;
  readonly state: string;
  readonly aboutTable: string | null;
  readonly aboutId: string | null;
}

/** What a palette shows of each kind. No phone, no identity number: enough to tell two of the same name apart. */
const statements: Readonly<Record<SearchKind, string>> = {
  client: `SELECT c.id, c.name AS title, concat_ws(' · ', c.city, o.name) AS detail, c.status AS state,
      NULL AS aboutTable, NULL AS aboutId
    FROM client c LEFT JOIN employee o ON o.id = c.ownerId WHERE c.id IN (SELECT value FROM json_each(?))`,
  employee: `SELECT e.id, e.name AS title, concat_ws(' · ', m.employeeNo, p.title) AS detail,
      coalesce(m.stage, '') AS state, NULL AS aboutTable, NULL AS aboutId
    FROM employee e
    LEFT JOIN employment m ON m.id = (
      SELECT id FROM employment WHERE employeeId = e.id ORDER BY startDate DESC, id DESC LIMIT 1)
    LEFT JOIN position p ON p.id = m.positionId WHERE e.id IN (SELECT value FROM json_each(?))`,
  agreement: `SELECT a.id, a.title, concat_ws(' · ', a.number, e.name) AS detail, a.state,
      'employee' AS aboutTable, a.employeeId AS aboutId
    FROM agreement a LEFT JOIN employee e ON e.id = a.employeeId WHERE a.id IN (SELECT value FROM json_each(?))`,
  case: `SELECT c.id, coalesce(e.name, c.number) AS title, c.number AS detail, c.handoverState AS state,
      'employee' AS aboutTable, c.employeeId AS aboutId
    FROM separationCase c LEFT JOIN employee e ON e.id = c.employeeId WHERE c.id IN (SELECT value FROM json_each(?))`,
  form: `SELECT f.id, f.number AS title, coalesce(cl.name, e.name, '') AS detail, f.kind AS state,
      CASE WHEN f.caseId IS NULL THEN f.subjectTable ELSE 'separationCase' END AS aboutTable,
      coalesce(f.caseId, f.subjectId) AS aboutId
    FROM form f LEFT JOIN separationCase c ON c.id = f.caseId
    LEFT JOIN employee e ON e.id = coalesce(c.employeeId, f.subjectId)
    LEFT JOIN confirmationLetter l ON l.id = f.subjectId
    LEFT JOIN client cl ON cl.id = coalesce(l.clientId, f.subjectId)
    WHERE f.id IN (SELECT value FROM json_each(?))`,
};

/** The hits of these ids, in their order. */
export function hitsOf(db: Sqlite3, kind: SearchKind, ids: readonly string[]): SearchHit[] {
  const rows = new Map((db.prepare(statements[kind]).all(JSON.stringify(ids)) as HitRow[]).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    const about = row.aboutTable === null || row.aboutId === null ? null : { table: row.aboutTable, id: row.aboutId };
    return [{ kind, id, title: row.title, detail: row.detail ?? '', state: row.state, about }];
  });
}
