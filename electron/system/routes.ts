import { os } from '../router/guard.ts';

export const systemRoutes = {
  state: os.system.state.handler(({ context }) => context.host.state()),
  unlock: os.system.unlock.handler(({ context, input }) => context.host.unlock(input)),
  createSample: os.system.createSample.handler(({ context }) => context.host.createSample()),
  createBranch: os.system.createBranch.handler(({ context, input }) => context.host.createBranch(input)),
  restoreLatestBackup: os.system.restoreLatestBackup.handler(({ context }) => context.host.restoreLatestBackup()),
  branch: os.system.branch.handler(({ context: { call } }) => call.branch.services.system.profile()),
  updateBranch: os.system.updateBranch.handler(({ context: { call }, input }) =>
    call.branch.services.system.updateProfile(call.caller.actor, input),
  ),
  backups: os.system.backups.handler(({ context: { call } }) => call.branch.services.system.backups()),
  takeBackup: os.system.takeBackup.handler(({ context: { call } }) =>
    call.branch.services.system.takeBackup(call.caller.actor),
  ),
  renewRecoveryCode: os.system.renewRecoveryCode.handler(({ context: { call } }) =>
    call.branch.services.system.renewRecoveryCode(call.caller.actor),
  ),
  about: os.system.about.handler(({ context: { call } }) => call.branch.services.system.about()),
  drafts: {
    save: os.system.drafts.save.handler(({ context, input }) => {
      const { branch, caller } = context.call;
      const savedAt = branch.clock.now();
      branch.registry.write.local((tx) => {
        tx.put('draft', { id: `${caller.account.id}/${input.form}`, accountId: caller.account.id, ...input, savedAt });
      });
      return { savedAt };
    }),
    load: os.system.drafts.load.handler(({ context, input }) => {
      const { branch, caller } = context.call;
      const draft = branch.registry.write.local((tx) => tx.get('draft', `${caller.account.id}/${input.form}`));
      return draft ? { body: draft.body, savedAt: draft.savedAt } : null;
    }),
    discard: os.system.drafts.discard.handler(({ context, input }) => {
      const { branch, caller } = context.call;
      return {
        discarded: branch.registry.write.local((tx) => tx.remove('draft', `${caller.account.id}/${input.form}`)),
      };
    }),
  },
};
