import type { Call, ConnectionContext } from '../router/call.ts';
import { os } from '../router/guard.ts';
import { timelineOf } from '../timeline/timeline.ts';

const contract = os.separation;
const service = (context: ConnectionContext & { call: Call }) => context.call.branch.services.separation;

/** Changed values shown of one decision. */
const mostChanges = 12;

/** Records that somebody looked at a case; the answer waits for it. */
async function seen(context: { call: Call }, action: string, id: string, why = ''): Promise<void> {
  const { branch, caller } = context.call;
  const subject = id === 'list' ? { kind: 'list', id: 'separationCase' } : { kind: 'separationCase', id };
  await branch.registry.write.seen(caller.actor, { action, subject, ...(why === '' ? {} : { why }) });
}

export const separationRoutes = {
  list: contract.list.handler(async ({ context, input }) => {
    const answer = service(context).list(context.call.caller, context.call.scope, input);
    await seen(context, 'separation.list', 'list', input.text.trim());
    return answer;
  }),
  get: contract.get.handler(async ({ context, input }) => {
    const answer = service(context).get(context.call.caller, context.call.scope, input.caseId);
    await seen(context, 'separation.view', input.caseId);
    return answer;
  }),
  items: contract.items.handler(async ({ context, input }) => {
    const answer = service(context).items(context.call.caller, context.call.scope, input.caseId);
    await seen(context, 'separation.viewItems', input.caseId);
    return answer;
  }),
  item: contract.item.handler(async ({ context, input }) => {
    const answer = service(context).item(context.call.caller, context.call.scope, input);
    await seen(context, 'separation.viewItem', input.caseId, answer.item.title);
    return answer;
  }),
  itemChoices: contract.itemChoices.handler(({ context, input }) =>
    service(context).itemChoices(context.call.caller, context.call.scope, input),
  ),
  letterScan: contract.letterScan.handler(({ context, input }) =>
    service(context).letterScan(context.call.caller, context.call.scope, input.letterId),
  ),
  letters: contract.letters.handler(async ({ context, input }) => {
    const answer = service(context).letters(context.call.caller, context.call.scope, input.caseId);
    await seen(context, 'separation.viewLetters', input.caseId);
    return answer;
  }),
  timeline: contract.timeline.handler(async ({ context, input }) => {
    const { branch, caller, scope } = context.call;
    service(context).assertVisible(caller, scope, input.caseId);
    const entries = timelineOf(branch.registry, [{ kind: 'separationCase', id: input.caseId }], { limit: 1000 });
    await seen(context, 'separation.viewTimeline', input.caseId);
    // A decision about hundreds of items says the same of each of them.
    return entries.map((entry) => ({ ...entry, changes: entry.changes.slice(0, mostChanges) }));
  }),
  receivers: contract.receivers.handler(async ({ context, input }) => {
    const answer = service(context).receivers(context.call.caller, context.call.scope, input.caseId);
    await seen(context, 'separation.viewReceivers', input.caseId);
    return answer;
  }),
  dates: contract.dates.handler(({ context, input }) =>
    service(context).dates(context.call.caller, context.call.scope, input),
  ),
  submit: contract.submit.handler(({ context, input }) =>
    service(context).submit(context.call.caller, context.call.scope, input),
  ),
  resubmit: contract.resubmit.handler(({ context, input }) =>
    service(context).resubmit(context.call.caller, context.call.scope, input),
  ),
  setManager: contract.setManager.handler(({ context, input }) =>
    service(context).setManager(context.call.caller, input),
  ),
  accept: contract.accept.handler(({ context, input }) => service(context).accept(context.call.caller, input)),
  sendBack: contract.sendBack.handler(({ context, input }) => service(context).sendBack(context.call.caller, input)),
  assignReceiver: contract.assignReceiver.handler(({ context, input }) =>
    service(context).assignReceiver(context.call.caller, input),
  ),
  beginTransfer: contract.beginTransfer.handler(({ context, input }) =>
    service(context).beginTransfer(context.call.caller, input),
  ),
  handOver: contract.handOver.handler(({ context, input }) =>
    service(context).handOver(context.call.caller, context.call.scope, input),
  ),
  submitForReview: contract.submitForReview.handler(({ context, input }) =>
    service(context).submitForReview(context.call.caller, context.call.scope, input),
  ),
  acceptItems: contract.acceptItems.handler(({ context, input }) =>
    service(context).acceptItems(context.call.caller, input),
  ),
  returnItems: contract.returnItems.handler(({ context, input }) =>
    service(context).returnItems(context.call.caller, input),
  ),
  waiveItems: contract.waiveItems.handler(({ context, input }) =>
    service(context).waiveItems(context.call.caller, input),
  ),
  recordLetter: contract.recordLetter.handler(({ context, input }) =>
    service(context).recordLetter(context.call.caller, context.call.scope, input),
  ),
  pass: contract.pass.handler(({ context, input }) => service(context).pass(context.call.caller, input)),
  beginHrReview: contract.beginHrReview.handler(({ context, input }) =>
    service(context).beginHrReview(context.call.caller, input),
  ),
  settle: contract.settle.handler(({ context, input }) => service(context).settle(context.call.caller, input)),
  closeWithOpenItems: contract.closeWithOpenItems.handler(({ context, input }) =>
    service(context).closeWithOpenItems(context.call.caller, input),
  ),
  end: contract.end.handler(({ context, input }) => service(context).end(context.call.caller, input)),
  agreeEnd: contract.agreeEnd.handler(({ context, input }) => service(context).agreeEnd(context.call.caller, input)),
  issueCertificate: contract.issueCertificate.handler(({ context, input }) =>
    service(context).issueCertificate(context.call.caller, input),
  ),
  recordTransfer: contract.recordTransfer.handler(({ context, input }) =>
    service(context).recordTransfer(context.call.caller, input),
  ),
  withdraw: contract.withdraw.handler(({ context, input }) => service(context).withdraw(context.call.caller, input)),
};
