import { fromInstant } from '../../shared/domain/businessDate.ts';
import { account } from '../../shared/schema/access.ts';
import type { AuditLog } from '../registry/auditLog.ts';
import type { CaseDetail } from './views.ts';

type Span = CaseDetail['accountSpans'][number];

/**
 * The states of a person's account from day to day, as the audit log has them, oldest first. `nameOf` names the account
 * that changed it.
 */
export function accountSpans(
  audit: AuditLog,
  employeeId: string,
  accountId: string,
  nameOf: (accountId: string) => string,
): Span[] {
  const subject = `employee:${employeeId}`;
  const spans: Span[] = [];
  for (const event of audit.ofRow(subject, account.id, accountId)) {
    const change = audit
      .opened(event.sequence, subject)
      .find((detail) => detail.table === 'account' && detail.rowId === accountId && 'state' in detail.values);
    const state = change?.values.state;
    if (state !== 'active' && state !== 'restricted' && state !== 'frozen' && state !== 'closed') continue;
    const from = fromInstant(event.at);
    const last = spans.at(-1);
    if (last?.state === state) continue;
    if (last) spans[spans.length - 1] = { ...last, to: from };
    const why = change?.values.stateReason;
    spans.push({ state, from, to: null, by: nameOf(event.actor), why: typeof why === 'string' ? why : '' });
  }
  return spans;
}
