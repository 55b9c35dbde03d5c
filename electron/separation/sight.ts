import type { Caller } from '../access/service.ts';
import type { CaseRow, Rows } from './store.ts';

/**
 * What somebody sees of a case: all of it (HR and managers of the branch, the leaver, the manager of the case), or only
 * what they are to receive, or nothing.
 */
export type Sight = 'whole' | 'received' | 'nothing';

export function sightOf(rows: Rows, caller: Caller, scope: 'own' | 'branch', row: CaseRow): Sight {
  if (scope === 'branch') return 'whole';
  const me = caller.account.employeeId;
  if (me === null) return 'nothing';
  if (row.employeeId === me || row.managerId === me) return 'whole';
  const receives = rows.one('SELECT 1 FROM handoverItem WHERE caseId = ? AND receiverId = ? LIMIT 1', row.id, me);
  return receives === undefined ? 'nothing' : 'received';
}
