import { os } from '../router/guard.ts';

export const peopleRoutes = {
  list: os.people.list.handler(({ context: { call }, input }) => call.branch.services.people.list(call, input)),
  get: os.people.get.handler(({ context: { call }, input }) => call.branch.services.people.get(call, input.employeeId)),
  clients: os.people.clients.handler(({ context: { call }, input }) =>
    call.branch.services.people.clients(call, input),
  ),
  timeline: os.people.timeline.handler(({ context: { call }, input }) =>
    call.branch.services.people.timeline(call, input.employeeId, input.limit),
  ),
  viewIdentity: os.people.viewIdentity.handler(({ context: { call }, input }) =>
    call.branch.services.people.viewIdentity(call, input),
  ),
  idScan: os.people.idScan.handler(({ context: { call }, input }) => call.branch.services.people.idScan(call, input)),
  edit: os.people.edit.handler(({ context: { call }, input }) => call.branch.services.people.edit(call, input)),
  choices: os.people.choices.handler(({ context: { call }, input }) => call.branch.services.people.choices(input)),
  positions: {
    list: os.people.positions.list.handler(({ context: { call }, input }) =>
      call.branch.services.people.positions.list(input.retired),
    ),
    create: os.people.positions.create.handler(({ context: { call }, input }) =>
      call.branch.services.people.positions.create(call.caller.actor, input),
    ),
    update: os.people.positions.update.handler(({ context: { call }, input }) =>
      call.branch.services.people.positions.update(call.caller.actor, input),
    ),
    retire: os.people.positions.retire.handler(({ context: { call }, input }) =>
      call.branch.services.people.positions.retire(call.caller.actor, input),
    ),
  },
  assets: {
    list: os.people.assets.list.handler(({ context: { call }, input }) =>
      call.branch.services.people.assets.list(call, input),
    ),
    register: os.people.assets.register.handler(({ context: { call }, input }) =>
      call.branch.services.people.assets.register(call.caller.actor, input),
    ),
    hand: os.people.assets.hand.handler(({ context: { call }, input }) =>
      call.branch.services.people.assets.hand(call.caller.actor, input),
    ),
  },
};

export const onboardingRoutes = {
  checkIdentity: os.onboarding.checkIdentity.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.checkIdentity(call, input),
  ),
  createDraft: os.onboarding.createDraft.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.createDraft(call, input),
  ),
  update: os.onboarding.update.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.update(call, input),
  ),
  get: os.onboarding.get.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.get(call, input.employmentId),
  ),
  steps: os.onboarding.steps.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.steps(call, input.employmentId),
  ),
  attachIdScan: os.onboarding.attachIdScan.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.attachIdScan(call, input),
  ),
  reviewIdentity: os.onboarding.reviewIdentity.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.reviewIdentity(call, input),
  ),
  setStage: os.onboarding.setStage.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.setStage(call, input),
  ),
  finish: os.onboarding.finish.handler(({ context: { call }, input }) =>
    call.branch.services.onboarding.finish(call, input),
  ),
};
