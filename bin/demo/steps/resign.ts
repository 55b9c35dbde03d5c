import { formatMoney } from '../../../shared/domain/money.ts';
import type { Job } from '../job.ts';
import { refusedWith } from '../report.ts';

/** The leaver gives notice: the account is restricted at once, and the manager's acceptance makes the list from the data. */
export const resign = (job: Job): Promise<void> =>
  job.recorder.step('resignation', { zh: '提交离职、生成清单', en: 'Resign; the list is generated' }, async (step) => {
    const { office } = job;
    const { employeeId } = job.person('leaver');
    const leaver = await office.as('leaver');
    const before = await leaver.clients.list({});
    const { id, number, statutoryEnd, accountState } = await leaver.separation.submit({
      employeeId,
      kind: 'resignation',
      noticeDate: office.now(),
      requestedEnd: null,
      reason: '个人原因',
      supervisorId: job.person('clerk').employeeId,
    });
    job.caseId = id;
    step.check('dated by law', statutoryEnd > office.now(), `${number}: ends on ${statutoryEnd}`);
    step.check('the account is restricted', accountState === 'restricted', accountState ?? 'no account');
    step.check('the open session has ended', (await leaver.access.session()) === null, 'signed out by the notice');
    const again = await office.as('leaver');
    const [client] = before.rows;
    if (client) {
      const codes = await refusedWith(() =>
        again.clients.addOrder({ clientId: client.id, date: office.now(), amount: 100 }),
      );
      step.check('no new orders', codes.includes('access.restricted'), codes.join(', '));
    }
    const manager = await office.as('manager');
    const { version } = await manager.separation.get({ caseId: id });
    const listed = await manager.separation.accept({ caseId: id, version });
    step.check('the list stands', listed.handoverState === 'listed', listed.handoverState);
    const items = await manager.separation.items({ caseId: id });
    const clients = items.filter((item) => item.kind === 'client');
    step.check('every client is on it', clients.length === before.total, `${clients.length} of ${before.total}`);
    const owed = before.rows.reduce((sum, row) => sum + row.balance, 0);
    const onList = items.filter((item) => item.kind === 'receivable').reduce((sum, item) => sum + item.amount, 0);
    step.check('and every receivable, to the fen', onList === owed, formatMoney(onList));
    const own = await refusedWith(() => again.separation.acceptItems({ caseId: id, itemIds: [clients[0]?.id ?? id] }));
    step.check('the leaver accepts nothing', own.length > 0, own.join(', '));
  });
