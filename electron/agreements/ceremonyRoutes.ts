import { os } from '../router/guard.ts';

/** Reading and signing. Each step answers the agreement as it is afterwards. */
export const ceremonyRoutes = {
  presentForReading: os.agreements.presentForReading.handler(({ context: { call }, input }) => {
    const { agreements } = call.branch.services;
    return agreements.ceremony.present(call.caller, agreements.require(call, input.agreementId));
  }),
  turnPage: os.agreements.turnPage.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.ceremony.turnPage(call.caller, input),
  ),
  acknowledgeClause: os.agreements.acknowledgeClause.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.ceremony.acknowledge(call.caller, input),
  ),
  recordReading: os.agreements.recordReading.handler(async ({ context: { call }, input }) => {
    const { agreements } = call.branch.services;
    return agreements.after(call, await agreements.ceremony.recordReading(call.caller, input));
  }),
  signAsEmployee: os.agreements.signAsEmployee.handler(async ({ context: { call }, input }) => {
    const { agreements } = call.branch.services;
    await agreements.ceremony.sign(call.caller, agreements.require(call, input.agreementId), input);
    return agreements.after(call, input.agreementId);
  }),
  counterSign: os.agreements.counterSign.handler(async ({ context: { call }, input }) => {
    const { agreements } = call.branch.services;
    const agreement = agreements.require(call, input.agreementId);
    await agreements.ceremony.counterSign(call.caller, agreement, input.version);
    return agreements.after(call, input.agreementId);
  }),
  refuse: os.agreements.refuse.handler(({ context: { call }, input }) => {
    const { agreements } = call.branch.services;
    agreements.ceremony.refuse(call.caller, agreements.require(call, input.agreementId), input);
    return agreements.after(call, input.agreementId);
  }),
  deliver: os.agreements.deliver.handler(({ context: { call }, input }) => {
    const { agreements } = call.branch.services;
    agreements.ceremony.deliver(call.caller, agreements.require(call, input.agreementId), input);
    return agreements.after(call, input.agreementId);
  }),
};
