import { os } from '../router/guard.ts';

const clients = os.clients;

export const clientsRoutes = {
  list: clients.list.handler(({ context: { call }, input }) =>
    call.branch.services.clients.list(call.caller, call.scope, input),
  ),
  chipCounts: clients.chipCounts.handler(({ context: { call } }) =>
    call.branch.services.clients.chipCounts(call.caller, call.scope),
  ),
  get: clients.get.handler(({ context: { call }, input }) =>
    call.branch.services.clients.get(call.caller, call.scope, input.clientId),
  ),
  ownershipHistory: clients.ownershipHistory.handler(({ context: { call }, input }) =>
    call.branch.services.clients.ownershipHistory(call.caller, call.scope, input.clientId),
  ),
  orders: clients.orders.handler(({ context: { call }, input }) =>
    call.branch.services.clients.orders(call.caller, call.scope, input),
  ),
  ordersByMonth: clients.ordersByMonth.handler(({ context: { call }, input }) =>
    call.branch.services.clients.ordersByMonth(call.caller, call.scope, input),
  ),
  receivables: clients.receivables.handler(({ context: { call }, input }) =>
    call.branch.services.clients.receivables(call.caller, call.scope, input.clientId),
  ),
  followUps: clients.followUps.handler(({ context: { call }, input }) =>
    call.branch.services.clients.followUps(call.caller, call.scope, input),
  ),
  contacts: clients.contacts.handler(({ context: { call }, input }) =>
    call.branch.services.clients.contacts(call.caller, call.scope, input.clientId),
  ),
  revealContact: clients.revealContact.handler(({ context: { call }, input }) =>
    call.branch.services.clients.revealContact(call.caller, call.scope, input.contactId),
  ),
  timeline: clients.timeline.handler(({ context: { call }, input }) =>
    call.branch.services.clients.timeline(call.caller, call.scope, input.clientId),
  ),
  findDuplicates: clients.findDuplicates.handler(({ context: { call }, input }) =>
    call.branch.services.clients.findDuplicates(call.caller, call.scope, input),
  ),
  create: clients.create.handler(({ context: { call }, input }) =>
    call.branch.services.clients.create(call.caller, call.scope, input),
  ),
  requestTransfer: clients.requestTransfer.handler(({ context: { call }, input }) =>
    call.branch.services.clients.requestTransfer(call.caller, input),
  ),
  update: clients.update.handler(({ context: { call }, input }) =>
    call.branch.services.clients.update(call.caller, call.scope, input),
  ),
  addContact: clients.addContact.handler(({ context: { call }, input }) =>
    call.branch.services.clients.addContact(call.caller, call.scope, input),
  ),
  retireContact: clients.retireContact.handler(({ context: { call }, input }) =>
    call.branch.services.clients.retireContact(call.caller, call.scope, input),
  ),
  addFollowUp: clients.addFollowUp.handler(({ context: { call }, input }) =>
    call.branch.services.clients.addFollowUp(call.caller, call.scope, input),
  ),
  completeFollowUp: clients.completeFollowUp.handler(({ context: { call }, input }) =>
    call.branch.services.clients.completeFollowUp(call.caller, call.scope, input),
  ),
  addOrder: clients.addOrder.handler(({ context: { call }, input }) =>
    call.branch.services.clients.addOrder(call.caller, call.scope, input),
  ),
  closeOrder: clients.closeOrder.handler(({ context: { call }, input }) =>
    call.branch.services.clients.closeOrder(call.caller, call.scope, input),
  ),
  recordPayment: clients.recordPayment.handler(({ context: { call }, input }) =>
    call.branch.services.clients.recordPayment(call.caller, call.scope, input),
  ),
  disputeReceivable: clients.disputeReceivable.handler(({ context: { call }, input }) =>
    call.branch.services.clients.disputeReceivable(call.caller, call.scope, input),
  ),
  assignOwner: clients.assignOwner.handler(({ context: { call }, input }) =>
    call.branch.services.clients.assignOwner(call.caller, input),
  ),
  receivers: clients.receivers.handler(({ context: { call } }) => call.branch.services.clients.receivers()),
};
