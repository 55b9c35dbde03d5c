import type { Call } from '../router/call.ts';
import { os } from '../router/guard.ts';
import { timelineOf } from '../timeline/timeline.ts';

const contract = os.aftercare;
const service = (context: { call: Call }) => context.call.branch.services.aftercare;

async function seen(context: { call: Call }, action: string, id: string): Promise<void> {
  const { branch, caller } = context.call;
  await branch.registry.write.seen(caller.actor, { action, subject: { kind: 'nonCompete', id } });
}

export const aftercareRoutes = {
  nonCompetes: contract.nonCompetes.handler(async ({ context, input }) => {
    const answer = service(context).list(input);
    await seen(context, 'nonCompete.list', 'list');
    return answer;
  }),
  get: contract.get.handler(async ({ context, input }) => {
    const answer = service(context).get(context.call.caller, input.nonCompeteId);
    await seen(context, 'nonCompete.view', input.nonCompeteId);
    return answer;
  }),
  awaitingTerms: contract.awaitingTerms.handler(async ({ context }) => {
    const answer = service(context).awaitingTerms();
    await seen(context, 'nonCompete.list', 'list');
    return answer;
  }),
  enterTerms: contract.enterTerms.handler(({ context, input }) =>
    service(context).enterTerms(context.call.caller, input),
  ),
  declineTerms: contract.declineTerms.handler(({ context, input }) =>
    service(context).declineTerms(context.call.caller, input),
  ),
  proof: contract.proof.handler(({ context, input }) => service(context).proof(context.call.caller, input)),
  timeline: contract.timeline.handler(({ context, input }) =>
    timelineOf(context.call.branch.registry, [{ kind: 'nonCompete', id: input.nonCompeteId }]),
  ),
  recordPayment: contract.recordPayment.handler(({ context, input }) =>
    service(context).recordPayment(context.call.caller, input),
  ),
  recordCheck: contract.recordCheck.handler(({ context, input }) =>
    service(context).recordCheck(context.call.caller, input),
  ),
  release: contract.release.handler(({ context, input }) => service(context).release(context.call.caller, input)),
  suspend: contract.suspend.handler(({ context, input }) => service(context).suspend(context.call.caller, input)),
  reminders: contract.reminders.handler(({ context, input }) =>
    service(context).reminders(input.until, context.call.scope === 'own' ? context.call.caller.account.id : undefined),
  ),
};
