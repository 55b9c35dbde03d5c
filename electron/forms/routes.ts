import { os } from '../router/guard.ts';

const contract = os.forms;

export const formRoutes = {
  ofCase: contract.ofCase.handler(({ context: { call }, input }) =>
    call.branch.services.forms.ofCase(call.caller, call.scope, input.caseId),
  ),
  preview: contract.preview.handler(({ context: { call }, input }) =>
    call.branch.services.forms.preview(call.caller, call.scope, input.kind, input.subjectIds),
  ),
  print: contract.print.handler(({ context: { call }, input }) =>
    call.branch.services.forms.print(call.caller, call.scope, input.kind, input.subjectId),
  ),
  printLetters: contract.printLetters.handler(({ context: { call }, input }) =>
    call.branch.services.forms.printLetters(call.caller, call.scope, input.caseId, input.letterIds),
  ),
  reprint: contract.reprint.handler(({ context: { call }, input }) =>
    call.branch.services.forms.reprint(call.caller, call.scope, input.formId),
  ),
  document: contract.document.handler(({ context: { call }, input }) =>
    call.branch.services.forms.document(call.caller, call.scope, input.formId),
  ),
  fileScan: contract.fileScan.handler(({ context: { call }, input }) =>
    call.branch.services.forms.fileScan(call.caller, call.scope, input),
  ),
  scan: contract.scan.handler(({ context: { call }, input }) =>
    call.branch.services.forms.scan(call.caller, call.scope, input.formId),
  ),
  findByScan: contract.findByScan.handler(async ({ context: { call }, input }) =>
    call.branch.services.forms.findByScan(call.caller, call.scope, new Uint8Array(await input.bytes.arrayBuffer())),
  ),
};
