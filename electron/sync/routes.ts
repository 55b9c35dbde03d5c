import type { Call } from '../router/call.ts';
import { os } from '../router/guard.ts';

const contract = os.sync;
const service = (context: { call: Call }) => context.call.branch.services.sync;

/** What was carried away or brought in is on record like any other export; the answer waits for it. */
async function recorded({ call }: { call: Call }, action: string, why: string): Promise<void> {
  const { registry, identity } = call.branch;
  await registry.write.seen(call.caller.actor, { action, subject: { kind: 'branch', id: identity.id }, why });
}

export const syncRoutes = {
  state: contract.state.handler(({ context }) => service(context).state()),
  seal: contract.seal.handler(async ({ context, input }) => {
    const files = await service(context).seal(context.call.caller.actor, input.folder);
    return { files, state: service(context).state() };
  }),
  resend: contract.resend.handler(async ({ context, input }) => {
    const files = await service(context).resend(input.fromSequence, input.folder);
    await recorded(context, 'sync.resend', files.join(' '));
    return { files, state: service(context).state() };
  }),
  download: contract.download.handler(async ({ context, input }) => {
    const file = await service(context).download(input.sequence);
    await recorded(context, 'sync.download', file.name);
    return { file, state: service(context).state() };
  }),
  receive: contract.receive.handler(async ({ context, input }) => {
    const given = await Promise.all(
      input.files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    const files = await service(context).receive(given);
    await recorded(context, 'sync.receive', files.map(({ name }) => name).join(' '));
    const count = (outcome: (typeof files)[number]['outcome']) =>
      files.filter((each) => each.outcome === outcome).length;
    return {
      files: files.map((each) => ({ ...each, refusals: [...each.refusals] })),
      applied: count('applied'),
      known: count('known'),
      refused: count('refused'),
      state: service(context).state(),
    };
  }),
  requestEnrolment: contract.requestEnrolment.handler(({ context }) =>
    service(context).requestEnrolment(context.call.caller.actor),
  ),
  acceptEnrolment: contract.acceptEnrolment.handler(async ({ context, input }) => {
    const answer = new Uint8Array(await input.file.arrayBuffer());
    await service(context).acceptEnrolment(context.call.caller.actor, answer, input.rootFingerprint);
    return service(context).state();
  }),
};
