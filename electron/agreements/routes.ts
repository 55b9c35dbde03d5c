import { os } from '../router/guard.ts';
import { ceremonyRoutes } from './ceremonyRoutes.ts';

export const agreementRoutes = {
  templates: os.agreements.templates.handler(({ context: { call } }) => call.branch.services.agreements.templates()),
  planFor: os.agreements.planFor.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.plan(input.employmentId),
  ),
  list: os.agreements.list.handler(({ context: { call }, input }) => call.branch.services.agreements.list(call, input)),
  get: os.agreements.get.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.get(call, input.agreementId),
  ),
  timeline: os.agreements.timeline.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.timeline(call, input.agreementId),
  ),
  generate: os.agreements.generate.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.generate(call, input),
  ),
  fileInkAgreement: os.agreements.fileInkAgreement.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.fileInkAgreement(call, input),
  ),
  document: os.agreements.document.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.document(call, input.agreementId, 'view'),
  ),
  download: os.agreements.download.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.document(call, input.agreementId, 'export'),
  ),
  print: os.agreements.print.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.document(call, input.agreementId, 'print'),
  ),
  verify: os.agreements.verify.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.verify(call, input.agreementId),
  ),
  signer: os.agreements.signer.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.signer(call, input.employeeId),
  ),
  enrolSigner: os.agreements.enrolSigner.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.enrolSigner(call, input.employeeId, input.pin),
  ),
  revokeSigner: os.agreements.revokeSigner.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.revokeSigner(call, input.employeeId, input.reason),
  ),
  ...ceremonyRoutes,
  seal: os.agreements.seal.handler(({ context: { call } }) => call.branch.services.agreements.seal(call.caller)),
  authoriseSeal: os.agreements.authoriseSeal.handler(({ context: { call }, input }) =>
    call.branch.services.agreements.authoriseSeal(call.caller, input.accountId, input.authorised),
  ),
};
