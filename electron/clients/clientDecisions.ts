import { storedDate } from '../../shared/domain/businessDate.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Caller } from '../access/service.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import { ClientReads, type InputOf, type Scope } from './clientReads.ts';
import * as dealings from './dealings.ts';
import {
  type ClientDetail,
  type ContactRow,
  contactView,
  type FollowUpRow,
  type OrderRow,
  type ReceivableRow,
  transferRequest,
} from './facts.ts';
import { assertReceiver, redistributeOwnership, transferOwnership } from './ownershipWriter.ts';
import * as refusals from './refusals.ts';
import {
  assertNotDuplicate,
  clientColumns,
  contactColumns,
  findDuplicates,
  type NewClientInput,
} from './registration.ts';

/** Decisions about clients, their owners, and what passes between them and the company: each is one unit of work. */
export class ClientDecisions extends ClientReads {
  create(caller: Caller, scope: Scope, input: NewClientInput): ClientDetail {
    const id = this.context.registry.newId();
    const { account, actor } = caller;
    const mayAssign = this.scopeOf(caller, 'client.assign') === 'branch';
    const ownerId = input.ownerId ?? (scope === 'own' ? account.employeeId : null);
    if (input.ownerId && input.ownerId !== account.employeeId && !mayAssign) {
      throw new RefusalError(refusals.ownerNotYours);
    }
    if (scope === 'own' && ownerId === null) throw new RefusalError(refusals.noOwnEmployee);
    const columns = clientColumns(input);
    this.context.registry.write.domain(actor, { action: 'client.create', subject: { kind: 'client', id } }, (tx) => {
      assertNotDuplicate(findDuplicates(tx, input, this.looker(caller, scope)), input.notDuplicates);
      tx.insert('client', { ...columns, id, ownerId, status: 'prospect', creditDays: input.creditDays });
      for (const [at, contact] of input.contacts.entries()) {
        tx.insert('contact', contactColumns(id, contact, `contacts.${at}.`));
      }
      if (ownerId === null) return;
      redistributeOwnership(tx, {
        clientId: id,
        on: this.today,
        reason: '建档',
        caseId: null,
        decidedBy: account.id,
        holdings: [{ employeeId: ownerId, role: 'owner', share: 100 }],
      });
    });
    return this.detail(caller, id);
  }

  /** Puts the wish for a client of somebody else's, or of nobody's, before the manager. Tells nothing of the client. */
  requestTransfer(caller: Caller, input: InputOf<'requestTransfer'>): { requested: boolean } {
    const client = this.facts.client(input.clientId);
    if (client === undefined) throw new RefusalError(refusals.noSuchClient);
    this.write(caller, 'client.requestTransfer', client.id, input.reason, (tx) =>
      this.context.services.aftercare.remind(tx, {
        kind: transferRequest,
        subjectTable: 'client',
        subjectId: client.id,
        dueDate: this.today,
        title: `${caller.account.displayName}申请转交：${input.reason}`,
      }),
    );
    return { requested: true };
  }

  update(caller: Caller, scope: Scope, input: InputOf<'update'>): ClientDetail {
    const client = this.require(caller, scope, input.clientId);
    const columns = clientColumns(input);
    // A retired client is in no list: whoever wants to be rid of one must not be able to hide it.
    const retires = (client.status === 'retired') !== (input.status === 'retired');
    if (retires && this.scopeOf(caller, 'client.assign') !== 'branch') throw new RefusalError(refusals.retireNotYours);
    this.context.registry.write.domain(
      caller.actor,
      { action: 'client.update', subject: { kind: 'client', id: client.id } },
      (tx) => {
        // Only a new name or code can make it the same as another; what was stored before is not asked about again.
        if (columns.normalizedName !== client.normalizedName || columns.uscc !== client.uscc) {
          const found = findDuplicates(tx, input, this.looker(caller, scope), client.id);
          const codeOnly = columns.normalizedName === client.normalizedName;
          assertNotDuplicate(codeOnly ? found.filter((each) => each.by === 'uscc') : found, []);
        }
        tx.update('client', client.id, { ...columns, status: input.status }, input.version);
      },
    );
    return this.detail(caller, client.id);
  }

  addContact(caller: Caller, scope: Scope, input: InputOf<'addContact'>): ContactRow {
    const client = this.require(caller, scope, input.clientId);
    const columns = contactColumns(client.id, input);
    const row = this.write(caller, 'client.addContact', client.id, undefined, (tx) => tx.insert('contact', columns));
    return contactView(row);
  }

  retireContact(caller: Caller, scope: Scope, input: InputOf<'retireContact'>): { retired: boolean } {
    const contact = this.read('contact', input.contactId);
    if (contact === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '联系人', en: 'contact' }));
    this.require(caller, scope, contact.clientId);
    this.write(caller, 'client.retireContact', contact.clientId, undefined, (tx) =>
      tx.update('contact', contact.id, { retired: 1 }, input.version),
    );
    return { retired: true };
  }

  addFollowUp(caller: Caller, scope: Scope, input: InputOf<'addFollowUp'>): FollowUpRow {
    const client = this.require(caller, scope, input.clientId);
    const { employeeId } = caller.account;
    if (employeeId === null) throw new RefusalError(refusals.noOwnEmployee);
    const row = this.write(caller, 'client.followUp', client.id, undefined, (tx) =>
      dealings.addFollowUp(tx, input, employeeId, this.today),
    );
    return this.found(this.facts.followUp(row.id));
  }

  completeFollowUp(caller: Caller, scope: Scope, input: InputOf<'completeFollowUp'>): FollowUpRow {
    const followUp = this.read('followUp', input.followUpId);
    if (followUp === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '跟进', en: 'follow-up' }));
    this.require(caller, scope, followUp.clientId);
    this.write(caller, 'client.completeFollowUp', followUp.clientId, undefined, (tx) =>
      tx.update('followUp', followUp.id, { doneAt: followUp.doneAt ?? tx.now }, input.version),
    );
    return this.found(this.facts.followUp(followUp.id));
  }

  addOrder(caller: Caller, scope: Scope, input: InputOf<'addOrder'>): { order: OrderRow; receivable: ReceivableRow } {
    const client = this.require(caller, scope, input.clientId);
    const own = caller.account.employeeId;
    const employeeId = input.employeeId ?? (scope === 'own' ? own : (client.ownerId ?? own));
    if (employeeId === null) throw new RefusalError(refusals.noOwnEmployee);
    if (scope === 'own' && employeeId !== own) throw new RefusalError(refusals.orderNotYours);
    const { order, receivable } = this.write(caller, 'order.create', client.id, undefined, (tx) => {
      if (!tx.one("SELECT 1 FROM employment WHERE employeeId = ? AND stage IN ('active', 'leaving')", employeeId)) {
        throw new RefusalError(refusals.takerGone);
      }
      return dealings.addOrder(tx, input, { client, employeeId, branchCode: this.context.branch.code }, this.today);
    });
    return {
      order: this.found(this.facts.order(order.id)),
      receivable: this.found(this.facts.receivable(receivable.id, this.today)),
    };
  }

  closeOrder(caller: Caller, scope: Scope, input: InputOf<'closeOrder'>): OrderRow {
    const order = this.read('salesOrder', input.orderId);
    if (order === undefined) throw new RefusalError(refusals.noSuchRow({ zh: '订单', en: 'order' }));
    this.require(caller, scope, order.clientId);
    this.write(caller, `order.${input.to}`, order.clientId, input.reason, (tx) =>
      dealings.closeOrder(tx, this.found(tx.get('salesOrder', order.id)), input),
    );
    return this.found(this.facts.order(order.id));
  }

  recordPayment(caller: Caller, scope: Scope, input: InputOf<'recordPayment'>): ReceivableRow {
    const receivable = this.receivable(caller, scope, input.receivableId);
    this.write(caller, 'payment.record', receivable.clientId, undefined, (tx) =>
      dealings.recordPayment(tx, this.found(tx.get('receivable', receivable.id)), input, this.today),
    );
    return this.found(this.facts.receivable(receivable.id, this.today));
  }

  disputeReceivable(caller: Caller, scope: Scope, input: InputOf<'disputeReceivable'>): ReceivableRow {
    const receivable = this.receivable(caller, scope, input.receivableId);
    if (input.disputed && receivable.balance === 0) throw new RefusalError(refusals.nothingOwed);
    const action = input.disputed ? 'receivable.dispute' : 'receivable.endDispute';
    this.write(caller, action, receivable.clientId, input.note, (tx) =>
      tx.update('receivable', receivable.id, { disputed: input.disputed ? 1 : 0, note: input.note }, input.version),
    );
    return this.found(this.facts.receivable(receivable.id, this.today));
  }

  /** First owner or transfer, for several clients as one decision: all of them or none. */
  assignOwner(caller: Caller, input: InputOf<'assignOwner'>): { moved: number } {
    const { toEmployeeId, reason } = input;
    const on = storedDate(input.on);
    if (on > this.today) throw new RefusalError(refusals.inFuture('on'));
    const [only] = input.clients;
    const subject =
      input.clients.length === 1 && only
        ? { kind: 'client', id: only.clientId }
        : { kind: 'employee', id: toEmployeeId };
    this.context.registry.write.domain(caller.actor, { action: 'client.assign', subject, why: reason }, (tx) => {
      assertReceiver(tx, toEmployeeId, '');
      for (const { clientId, version } of input.clients) {
        const client = tx.get('client', clientId);
        if (client === undefined) throw new RefusalError(refusals.noSuchClient);
        if (client.ownerId === toEmployeeId) throw new RefusalError(refusals.alreadyOwner(client.name));
        // Written first, against the version that the manager decided on.
        tx.update('client', clientId, { ownerId: toEmployeeId }, version);
        this.context.services.aftercare.settleReminders(tx, transferRequest, clientId);
        const decision = { clientId, on, reason, caseId: null, decidedBy: caller.account.id };
        if (client.ownerId !== null) {
          transferOwnership(tx, { ...decision, fromEmployeeId: client.ownerId, toEmployeeId });
        } else {
          redistributeOwnership(tx, {
            ...decision,
            holdings: [{ employeeId: toEmployeeId, role: 'owner', share: 100 }],
          });
        }
      }
    });
    return { moved: input.clients.length };
  }

  protected write<T>(
    caller: Caller,
    action: string,
    clientId: string,
    why: string | undefined,
    body: (tx: DomainTransaction) => T,
  ): T {
    return this.context.registry.write.domain(
      caller.actor,
      { action, subject: { kind: 'client', id: clientId }, ...(why === undefined ? {} : { why }) },
      body,
    );
  }
}
