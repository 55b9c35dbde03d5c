import { formatMoney } from '../../../shared/domain/money.ts';
import { type Job, scanOf } from '../job.ts';
import { refusedWith } from '../report.ts';

/** The employment ends by law; certificate on the day, account closed, the non-compete runs with its payments laid out. */
export const leave = (job: Job): Promise<void> =>
  job.recorder.step('leave', { zh: '劳动关系结束、竞业限制', en: 'End, certificate, non-compete' }, async (step) => {
    const { office, caseId } = job;
    const clerk = await office.as('clerk');
    const { version } = await clerk.separation.get({ caseId });
    const ended = await clerk.separation.end({ caseId, version });
    step.check('ended on its day', ended.legalState === 'ended' && ended.end === office.now(), ended.end);
    const issued = await clerk.separation.issueCertificate({ caseId, version: ended.version });
    const { bytes, form } = await clerk.forms.print({ kind: 'leaveCertificate', subjectId: caseId });
    step.produced(await job.keep('forms', bytes));
    const found = await clerk.forms.findByScan({ bytes: await scanOf(bytes) });
    step.check('certificate issued', issued.legalState === 'certificateIssued', form.number);
    step.check('its code is read back', found[0]?.form.number === form.number, form.number);
    step.check('the account is closed', issued.accountState === 'closed', issued.accountState ?? '');
    const codes = await refusedWith(() => office.as('leaver'));
    step.check('and opens no more', codes.length > 0, codes.join(', '));

    const obligation = await clerk.aftercare.get({ nonCompeteId: issued.nonCompeteId ?? '' });
    step.check(
      'the non-compete runs',
      obligation.state === 'running',
      `${obligation.startDate} – ${obligation.endDate}`,
    );
    const months = obligation.payments.length;
    const [first] = obligation.payments;
    step.check(
      'with a payment for each month',
      months === 12 && first !== undefined && first.dueDate > obligation.startDate,
      `${months} × ${formatMoney(obligation.monthlyCompensation)}, the first on ${first?.dueDate}`,
    );
    const reminders = await clerk.aftercare.reminders({ until: obligation.payments.at(-1)?.dueDate ?? office.now() });
    step.check('and a reminder before each', reminders.length >= months, `${reminders.length} reminders`);
    const start = await clerk.forms.print({ kind: 'nonCompeteStart', subjectId: issued.nonCompeteId ?? '' });
    step.produced(await job.keep('forms', start.bytes));
  });
