import type { Branch } from '../../electron/branch.ts';
import type { ReplayClock } from '../../electron/host/replayClock.ts';
import { leaveUnderNonCompete } from '../../electron/testing/leaveUnderNonCompete.ts';
import { addDays, fromInstant } from '../../shared/domain/businessDate.ts';
import { fillHandoverBranch } from './handoverBranch.ts';

/** The branch of the handovers, and 钱进 who has left it: his non-compete was signed on paper and never entered. */
export async function fillPaperBranch(branch: Branch, clock: ReplayClock): Promise<void> {
  await fillHandoverBranch(branch, clock);
  const act = { action: 'branch.fill', subject: { kind: 'branch', id: branch.identity.id } };
  branch.registry.write.domain({ id: 'system', name: '系统' }, act, (tx) => {
    const position = tx.one<{ id: string }>('SELECT id FROM position');
    const [person] = branch.services.people.insertMany(tx, [
      {
        name: '钱进',
        idType: 'residentId',
        idNumber: '110101198503070036',
        phone: '13800138001',
        positionId: position?.id ?? '',
        managerId: null,
        startDate: '2018-03-01',
        monthlyWage: 15_000_00,
        stage: 'active',
      },
    ]);
    if (person === undefined) throw new Error('nobody there');
    const endedOn = addDays(fromInstant(clock.present), -3);
    const leaving = leaveUnderNonCompete(tx, person.employeeId, { area: '上海市', termMonths: 36 }, endedOn);
    branch.services.people.markLeaving(tx, leaving.employmentId);
    branch.services.people.markLeft(tx, leaving.employmentId, { on: endedOn, reason: 'resignation' });
    branch.services.aftercare.startObligation(tx, leaving);
  });
}
