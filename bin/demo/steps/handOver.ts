import { type Job, scanOf } from '../job.ts';
import { refusedWith } from '../report.ts';

const caseOf = async (job: Job, key: string): Promise<{ caseId: string; version: number }> => {
  const { version } = await (await job.office.as(key)).separation.get({ caseId: job.caseId });
  return { caseId: job.caseId, version };
};

/** One receiver for each item, client by client in turn. */
export const nameReceivers = (job: Job): Promise<void> =>
  job.recorder.step('receivers', { zh: '指定接收人', en: 'Name receivers' }, async (step) => {
    const { office, caseId, receivers } = job;
    const manager = await office.as('manager');
    const items = await manager.separation.items({ caseId });
    const bars = await refusedWith(async () => manager.separation.beginTransfer(await caseOf(job, 'manager')));
    step.check('no transfer without receivers', bars.includes('handover.noReceiver'), bars.join(', '));
    const clients = items.filter((item) => item.kind === 'client');
    for (const [at, key] of receivers.entries()) {
      const itemIds = clients.filter((_, nth) => nth % receivers.length === at).map((item) => item.id);
      if (itemIds.length === 0) continue;
      await manager.separation.assignReceiver({ caseId, itemIds, receiverId: job.person(key).employeeId });
    }
    const left = (await manager.separation.items({ caseId })).filter((item) => item.receiver === null);
    const [first] = receivers;
    if (left.length > 0 && first !== undefined) {
      const itemIds = left.map((item) => item.id);
      await manager.separation.assignReceiver({ caseId, itemIds, receiverId: job.person(first).employeeId });
    }
    const own = await refusedWith(() =>
      manager.separation.assignReceiver({
        caseId,
        itemIds: items.slice(0, 1).map((item) => item.id),
        receiverId: job.person('leaver').employeeId,
      }),
    );
    step.check('the leaver receives nothing', own.length > 0, own.join(', '));
    const { handoverState } = await manager.separation.beginTransfer(await caseOf(job, 'manager'));
    step.check('transfer has begun', handoverState === 'transferring', handoverState);
  });

/** A letter to each client, printed; each code read back from the printed page by our own reader. */
export const printLetters = (job: Job): Promise<void> =>
  job.recorder.step('letters', { zh: '打印客户交接确认函', en: 'Print the confirmation letters' }, async (step) => {
    const { office, caseId } = job;
    const clerk = await office.as('clerk');
    const forms = await clerk.forms.printLetters({ caseId });
    const letters = await clerk.separation.letters({ caseId });
    step.check('one letter per client', forms.length === letters.length && forms.length > 0, `${forms.length} letters`);
    let readBack = 0;
    for (const form of forms) {
      const { bytes } = await clerk.forms.document({ formId: form.id });
      step.produced(await job.keep('forms', bytes));
      const found = await clerk.forms.findByScan({ bytes: await scanOf(bytes) });
      if (found.length === 1 && found[0]?.form.number === form.number) readBack += 1;
    }
    step.check('each code is read back from its page', readBack === forms.length, `${readBack} of ${forms.length}`);
  });

/** Clients answer: most sign, one refuses and is waived by the manager; one item is sent back and handed over again. */
export const handOver = (job: Job): Promise<void> =>
  job.recorder.step(
    'handover',
    { zh: '移交、退回、重交、审核', en: 'Hand over, return, resubmit, review' },
    async (step) => {
      const { office, caseId } = job;
      const letters = await (await office.as('clerk')).separation.letters({ caseId });
      const refuser = letters.length > 2 ? letters.at(-1) : undefined;
      for (const letter of letters) {
        const clerk = await office.as('clerk');
        const signed = letter !== refuser;
        const { bytes } = await clerk.forms.document({ formId: letter.formId ?? '' });
        await clerk.separation.recordLetter({
          letterId: letter.id,
          version: letter.version,
          state: signed ? 'signed' : 'refused',
          confirmedBalance: signed ? letter.balance : null,
          disputed: false,
          signatory: signed ? '采购经理' : null,
          clientAccount: signed ? '经同行介绍认识，一直与公司结算。' : null,
          note: signed ? null : '客户表示等新负责人上门再签。',
          scan: signed ? { bytes: await scanOf(bytes) } : null,
        });
      }
      const items = await (await office.as('leaver')).separation.items({ caseId });
      const itemIds = items.map((item) => item.id);
      const evidence = '已与接收人当面交接';
      await (await office.as('leaver')).separation.handOver({ caseId, itemIds, evidence });
      await (await office.as('leaver')).separation.submitForReview(await caseOf(job, 'leaver'));

      const manager = await office.as('manager');
      const clients = items.filter((item) => item.kind === 'client');
      const returned = clients[0];
      if (returned !== undefined) {
        await manager.separation.returnItems({
          caseId,
          itemIds: [returned.id],
          reason: '联系人电话与名片不符，请核对。',
        });
        const early = await refusedWith(async () => manager.separation.pass(await caseOf(job, 'manager')));
        step.check('nothing passes with an item returned', early.length > 0, early.join(', '));
        const leaver = await office.as('leaver');
        await leaver.separation.handOver({ caseId, itemIds: [returned.id], evidence: '已更正联系人电话' });
        await leaver.separation.submitForReview(await caseOf(job, 'leaver'));
        const { item, history } = await manager.separation.item({ caseId, itemId: returned.id });
        step.check('resubmitted under the next number', item.attempt === 2, `attempt ${item.attempt}`);
        step.check(
          'the return is on record',
          history.some((each) => each.verdict === 'returned'),
          returned.title,
        );
      }
      const unsigned = clients.filter((item) => item.clientId === refuser?.client.id).map((item) => item.id);
      if (unsigned.length > 0) {
        const bars = await refusedWith(() => manager.separation.acceptItems({ caseId, itemIds: unsigned }));
        step.check('a refusal never passes as signed', bars.includes('handoverItem.noLetter'), bars.join(', '));
        await manager.separation.waiveItems({
          caseId,
          itemIds: unsigned,
          reason: '客户拒签，已登记，由新负责人跟进。',
        });
      }
      const rest = itemIds.filter((id) => !unsigned.includes(id));
      await (await office.as('manager')).separation.acceptItems({ caseId, itemIds: rest });
      const passed = await (await office.as('manager')).separation.pass(await caseOf(job, 'manager'));
      step.check('passed by the manager', passed.handoverState === 'passed', passed.handoverState);
    },
  );

/** HR settles: ownership moves with its history, orders and promises follow. The handover table is printed. */
export const settle = (job: Job): Promise<void> =>
  job.recorder.step('settle', { zh: '结清，归属移动', en: 'Settle; ownership moves' }, async (step) => {
    const { office, caseId } = job;
    const { employeeId } = job.person('leaver');
    const clerk = await office.as('clerk');
    await clerk.separation.beginHrReview(await caseOf(job, 'clerk'));
    const { bytes, form } = await clerk.forms.print({ kind: 'handoverTable', subjectId: caseId });
    step.produced(await job.keep('forms', bytes));
    const found = await clerk.forms.findByScan({ bytes: await scanOf(bytes) });
    step.check('the table finds its case through its code', found[0]?.form.number === form.number, form.number);
    const items = await clerk.separation.items({ caseId });
    const { handoverState } = await clerk.separation.settle(await caseOf(job, 'clerk'));
    step.check('settled', handoverState === 'settled', handoverState);
    let moved = 0;
    const manager = await office.as('manager');
    const clients = items.filter((item) => item.kind === 'client');
    for (const item of clients) {
      const history = await manager.clients.ownershipHistory({ clientId: item.subjectId });
      const now = history.find((span) => span.to === null && span.role === 'owner');
      const before = history.find((span) => span.employee.id === employeeId && span.to !== null);
      if (now?.employee.id === item.receiver?.id && before?.to === office.now()) moved += 1;
    }
    step.check('every client moved, with its history', moved === clients.length, `${moved} of ${clients.length}`);
    const { rows: assets } = await (await office.as('admin')).people.assets.list({ holderId: employeeId });
    step.check('and what the leaver held of the company’s', assets.length === 0, `${assets.length} left`);
    const { total } = await manager.clients.list({ ownerId: employeeId });
    step.check('nothing is left with the leaver', total === 0, `${total} clients`);
  });
