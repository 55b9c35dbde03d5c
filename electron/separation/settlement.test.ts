import { describe, expect, it } from 'vitest';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import type { Caller } from '../access/service.ts';
import { codesOf } from '../testing/refusalsOf.ts';
import {
  callers,
  clientIds,
  colleague,
  eachWithLeaver,
  goThrough,
  leaver,
  other,
  separation,
  system,
  test,
} from './leaverWithClients.ts';

eachWithLeaver();

describe('settlement', () => {
  it('moves ownership with its history, open orders and assets, in one transaction', async () => {
    const row = await goThrough('hrReview');
    const events = test.branch.registry.write.auditHead.sequence;
    expect(separation().settle(callers.clerk, { caseId: row.id, version: row.version })).toMatchObject({
      handoverState: 'settled',
      legalState: 'noticed',
      accountState: 'restricted',
    });
    expect(test.branch.registry.write.auditHead.sequence).toBe(events + 1);
    const { reader } = test.branch.registry;
    for (const clientId of clientIds) {
      const history = reader
        .prepare('SELECT employeeId, fromDate, toDate, caseId, epoch FROM ownership WHERE clientId = ? ORDER BY epoch')
        .all(clientId);
      expect(history).toEqual([
        { employeeId: leaver, fromDate: '2020-01-01', toDate: '2026-11-23', caseId: null, epoch: 1 },
        { employeeId: colleague, fromDate: '2026-11-23', toDate: null, caseId: row.id, epoch: 2 },
      ]);
    }
    expect(reader.prepare('SELECT DISTINCT ownerId FROM client').pluck().all()).toEqual([colleague]);
    expect(reader.prepare("SELECT DISTINCT employeeId FROM salesOrder WHERE status = 'open'").pluck().all()).toEqual([
      colleague,
    ]);
    expect(reader.prepare('SELECT holderId FROM asset').pluck().get()).toBe(colleague);
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('is done once, however often the button is pressed or from how many windows', async () => {
    const row = await goThrough('hrReview');
    const press = () => codesOf(() => separation().settle(callers.clerk, { caseId: row.id, version: row.version }));
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.filter((answer) => answer.length === 0)).toHaveLength(1);
    expect(test.branch.registry.reader.prepare('SELECT count(*) FROM ownership').pluck().get()).toBe(6);
  });

  it('stops when a receiver has given notice since', async () => {
    const row = await goThrough('hrReview');
    separation().submit(callers.colleague, 'own', {
      employeeId: colleague,
      kind: 'resignation',
      noticeDate: '2026-11-23',
      requestedEnd: null,
      reason: '',
      supervisorId: null,
    });
    expect(await codesOf(() => separation().settle(callers.clerk, { caseId: row.id, version: row.version }))).toEqual([
      'handover.receiverLeaving',
    ]);
  });

  it('with open items only by an HR admin who names each of them', async () => {
    const row = await goThrough('transferring');
    const items = separation().items(callers.manager, 'branch', row.id);
    const close = (caller: Caller, openItemIds: string[]) => () =>
      separation().closeWithOpenItems(caller, {
        caseId: row.id,
        version: row.version,
        reason: '员工失联',
        openItemIds,
      });
    expect(
      await codesOf(
        close(
          callers.clerk,
          items.map((item) => item.id),
        ),
      ),
    ).toEqual(['handover.role']);
    expect(await codesOf(close(callers.admin, [items[0]?.id ?? '']))).toEqual(['handover.unnamedItems']);
    expect(
      close(
        callers.admin,
        items.map((item) => item.id),
      )(),
    ).toMatchObject({ handoverState: 'closedWithOpenItems' });
    expect(test.branch.registry.reader.prepare('SELECT DISTINCT ownerId FROM client').pluck().all()).toEqual([leaver]);
  });
});

describe('what happens between the list and the settlement', () => {
  it('is not undone by it: what the leaver no longer holds stays where it was put', async () => {
    const row = await goThrough('hrReview');
    const { clients, people } = test.branch.services;
    const { reader, write } = test.branch.registry;
    const asset = reader.prepare('SELECT id FROM asset').pluck().get() as string;
    const orderId = reader.prepare("SELECT id FROM salesOrder WHERE number = 'SO-0'").pluck().get() as string;
    const act = { action: 'test.decide', subject: { kind: 'branch', id: 'b' } };
    write.domain(callers.manager.actor, act, (tx) => {
      clients.transferOwnership(tx, {
        clientId: clientIds[0] ?? '',
        fromEmployeeId: leaver,
        toEmployeeId: other,
        on: fromInstant(test.clock.now()),
        reason: '客户要求',
        caseId: null,
        decidedBy: callers.manager.account.id,
      });
      tx.update('salesOrder', orderId, { employeeId: other });
      people.returnAssets(tx, [asset], { holderId: null });
    });
    const settled = separation().settle(callers.clerk, { caseId: row.id, version: row.version });
    expect(settled.handoverState).toBe('settled');
    const owner = reader.prepare('SELECT ownerId FROM client WHERE id = ?').pluck();
    expect(clientIds.map((id) => owner.get(id))).toEqual([other, colleague, colleague]);
    expect(reader.prepare("SELECT employeeId FROM salesOrder WHERE number = 'SO-0'").pluck().get()).toBe(other);
    expect(reader.prepare('SELECT holderId FROM asset').pluck().get()).toBeNull();
  });

  it('goes with its client: an order that came in late is left with nobody who is gone', async () => {
    const row = await goThrough('hrReview');
    const { reader, write } = test.branch.registry;
    const act = { action: 'order.import', subject: { kind: 'branch', id: 'b' } };
    write.domain(system, act, (tx) =>
      tx.insert('salesOrder', {
        id: 'late',
        number: 'SO-late',
        clientId: clientIds[1] ?? '',
        employeeId: leaver,
        date: '2026-11-23',
        amount: 100,
        status: 'open',
        source: 'test',
      }),
    );
    separation().settle(callers.clerk, { caseId: row.id, version: row.version });
    expect(reader.prepare("SELECT employeeId FROM salesOrder WHERE id = 'late'").pluck().get()).toBe(colleague);
  });
});
