import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Call } from '../router/call.ts';
import { os } from '../router/guard.ts';
import { auditVerdict } from './auditVerdict.ts';
import { noSuchEmployee } from './refusals.ts';

/** Records that somebody looked; the answer waits for it. */
const seen = ({ branch, caller }: Call, action: string, subject: { kind: string; id: string }): Promise<void> =>
  branch.registry.write.seen(caller.actor, { action, subject });

export const accessRoutes = {
  samplePeople: os.access.samplePeople.handler(({ context }) =>
    context.host.isOpen ? context.host.branch.services.access.samplePeople() : [],
  ),
  signIn: os.access.signIn.handler(async ({ context, input }) => {
    const { access } = context.host.branch.services;
    const session = await access.signIn(context.windowId, input.loginName, input.password);
    context.signedIn?.();
    return session;
  }),
  signInAsSample: os.access.signInAsSample.handler(async ({ context, input }) => {
    const session = await context.host.branch.services.access.signInAsSample(context.windowId, input.accountId);
    context.signedIn?.();
    return session;
  }),
  session: os.access.session.handler(({ context }) =>
    context.host.isOpen ? context.host.branch.services.access.view(context.windowId) : null,
  ),
  sessionEnding: os.access.sessionEnding.handler(({ context }) =>
    context.host.isOpen ? context.host.branch.services.access.endingAt(context.windowId) : null,
  ),
  lock: os.access.lock.handler(async ({ context: { call } }) => ({
    locked: await call.branch.services.access.signOut(call.caller, 'session.lock'),
  })),
  signOut: os.access.signOut.handler(async ({ context: { call } }) => ({
    signedOut: await call.branch.services.access.signOut(call.caller),
  })),
  changePassword: os.access.changePassword.handler(async ({ context: { call }, input }) => {
    await call.branch.services.access.changePassword(call.caller, input.current, input.next);
    return { changed: true };
  }),
  accounts: os.access.accounts.handler(async ({ context: { call } }) => {
    const answer = call.branch.services.access.accounts();
    await seen(call, 'account.list', { kind: 'list', id: 'account' });
    return answer;
  }),
  account: os.access.account.handler(async ({ context: { call }, input }) => {
    const { account, choices, timeline } = call.branch.services.access.account(call.caller, input.accountId);
    await seen(call, 'account.view', { kind: 'account', id: input.accountId });
    return {
      account,
      timeline,
      choices: choices.map((each) => ({ ...each, needs: [...each.needs], barredBy: [...each.barredBy] })),
    };
  }),
  withoutAccount: os.access.withoutAccount.handler(async ({ context: { call } }) => {
    const answer = call.branch.services.access.withoutAccount();
    await seen(call, 'account.candidates', { kind: 'list', id: 'account' });
    return answer;
  }),
  createAccount: os.access.createAccount.handler(({ context: { call }, input }) => {
    const name = call.branch.registry.reader
      .prepare('SELECT name FROM employee WHERE id = ?')
      .pluck()
      .get(input.employeeId);
    if (typeof name !== 'string') throw new RefusalError(noSuchEmployee);
    return call.branch.services.access.create(call.caller.actor, { ...input, displayName: name });
  }),
  setState: os.access.setState.handler(({ context: { call }, input }) =>
    call.branch.services.access.setState(call.caller.actor, input),
  ),
  lift: os.access.lift.handler(({ context: { call }, input }) => call.branch.services.access.lift(call.caller, input)),
  unfreeze: os.access.unfreeze.handler(({ context: { call }, input }) =>
    call.branch.services.access.unfreeze(call.caller, input),
  ),
  setRole: os.access.setRole.handler(({ context: { call }, input }) =>
    call.branch.services.access.setRole(call.caller.actor, input),
  ),
  resetPassword: os.access.resetPassword.handler(async ({ context: { call }, input }) => {
    await call.branch.services.access.resetPassword(call.caller.actor, input.accountId, input.password);
    return { reset: true };
  }),
  verifyAudit: os.access.verifyAudit.handler(({ context: { call } }) => {
    const { registry, identity, folder } = call.branch;
    registry.write.flush();
    return auditVerdict(registry.reader, identity.id, folder);
  }),
};
