import { os } from '../router/guard.ts';

export const searchRoutes = {
  everything: os.search.everything.handler(({ context: { call }, input }) =>
    call.branch.services.search.everything(call.caller, input),
  ),
};
