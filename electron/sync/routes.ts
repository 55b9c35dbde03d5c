import type { Call } from '../router/call.ts';
import { os } from '../router/guard.ts';

const contract = os.sync;
const service = (context: { call: Call }) => context.call.branch.services.sync;

export const syncRoutes = {
  state: contract.state.handler(({ context }) => service(context).state()),
  seal: contract.seal.handler(async ({ context, input }) => {
    const files = await service(context).seal(context.call.caller.actor, input.folder);
    return { files, state: service(context).state() };
  }),
  resend: contract.resend.handler(async ({ context, input }) => {
    const files = await service(context).resend(input.fromSequence, input.folder);
    return { files, state: service(context).state() };
  }),
  download: contract.download.handler(async ({ context, input }) => {
    const file = await service(context).download(input.sequence);
    return { file, state: service(context).state() };
  }),
  receive: contract.receive.handler(async ({ context, input }) => {
    const given = await Promise.all(
      input.files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    const files = await service(context).receive(given);
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
