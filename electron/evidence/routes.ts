import { os } from '../router/guard.ts';

export const evidenceRoutes = {
  bundle: os.evidence.bundle.handler(({ context: { call }, input }) =>
    call.branch.services.evidence.zip(call.caller, input.caseId),
  ),
};
