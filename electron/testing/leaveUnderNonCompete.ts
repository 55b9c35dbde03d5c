import { addDays, storedDate } from '../../shared/domain/businessDate.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';

/**
 * The employment of somebody who signed a non-compete on paper has ended, written directly.
 * @param terms what is kept of the paper, by the names of the template's fields
 * @returns the case
 */
export function leaveUnderNonCompete(
  tx: DomainTransaction,
  employeeId: string,
  terms: Readonly<Record<string, string | number>>,
  endedOn = '2026-11-23',
): Database['separationCase'] {
  const employment = tx.one<{ id: string }>('SELECT id FROM employment WHERE employeeId = ?', employeeId);
  if (employment === undefined) throw new Error('never employed');
  const named = { kind: 'nonCompete', title: '竞业限制协议' } as const;
  const template = tx.insert('agreementTemplate', {
    ...named,
    templateVersion: 99,
    body: '{}',
    effectiveFrom: '2020-01-01',
  });
  tx.insert('agreement', {
    ...named,
    employmentId: employment.id,
    employeeId,
    number: 'XY-SH01-2026-0001',
    templateId: template.id,
    fieldValues: JSON.stringify(terms),
    state: 'completed',
    method: 'wetInk',
    completedAt: tx.now,
  });
  return tx.insert('separationCase', {
    number: 'LZ-SH01-2026-0001',
    employmentId: employment.id,
    employeeId,
    kind: 'resignation',
    noticeDate: addDays(storedDate(endedOn), -30),
    statutoryEnd: endedOn,
    legalState: 'ended',
    handoverState: 'settled',
    handoverDue: addDays(storedDate(endedOn), -3),
    endedOn,
  });
}
