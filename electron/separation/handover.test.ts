import { describe, expect, it } from 'vitest';
import { callerOf } from '../testing/callerOf.ts';
import { feederStack } from '../testing/feederStack.ts';
import { codesOf, refusalsOf } from '../testing/refusalsOf.ts';
import {
  bareAnswer,
  callers,
  colleague,
  eachWithLeaver,
  goThrough,
  leaver,
  other,
  separation,
  submit,
  test,
} from './leaverWithClients.ts';

eachWithLeaver();

describe('the handover list', () => {
  it('is generated from data when the case is accepted: clients, orders, receivables with their dispute, assets', async () => {
    const row = await goThrough('listed');
    const items = separation().items(callers.manager, 'branch', row.id);
    expect(Object.groupBy(items, (item) => item.kind)).toMatchObject({
      client: { length: 3 },
      order: { length: 3 },
      receivable: { length: 3 },
      asset: { length: 1 },
    });
    expect(row.totals).toMatchObject({
      clients: 3,
      receivable: 240_000_00,
      disputed: 80_000_00,
      openOrders: 3,
      letters: { draft: 3 },
    });
  });

  it('is seen by the leaver and by receivers, not by other salespeople', async () => {
    const row = await goThrough('listed');
    expect(separation().items(callers.leaver, 'own', row.id)).toHaveLength(10);
    expect(await codesOf(() => separation().items(callers.colleague, 'own', row.id))).toEqual(['separation.notYours']);
  });

  it('nobody accepts their own case', async () => {
    const row = submit();
    const self = callerOf({ ...callers.leaver.account, role: 'salesManager' });
    expect(await codesOf(() => separation().accept(self, { caseId: row.id, version: row.version }))).toEqual([
      'handover.ownCase',
    ]);
  });

  it('goes on only when every item has a receiver who stays', async () => {
    const row = await goThrough('listed');
    const refusals = await refusalsOf(() =>
      separation().beginTransfer(callers.manager, { caseId: row.id, version: row.version }),
    );
    expect(refusals[0]).toMatchObject({ code: 'handover.noReceiver', zh: '还不能继续：10 项没有接收人。' });
    expect(refusals[0]?.about).toHaveLength(10);
    expect(new Set(refusals[0]?.about?.map((each) => each.label)).size).toBe(10);
    const items = separation().items(callers.manager, 'branch', row.id);
    const assign = (receiverId: string) => () =>
      separation().assignReceiver(callers.manager, {
        caseId: row.id,
        itemIds: items.map((item) => item.id),
        receiverId,
      });
    expect(await codesOf(assign(leaver))).toEqual(['separation.notEmployed']);
    separation().submit(callers.clerk, 'branch', {
      employeeId: other,
      kind: 'dismissal',
      noticeDate: '2026-11-23',
      requestedEnd: '2026-11-30',
      reason: '',
      supervisorId: null,
    });
    expect(await codesOf(assign(other))).toEqual(['handover.receiverLeaving']);
    expect(assign(colleague)().every((item) => item.receiver?.name === '王芳')).toBe(true);
  });

  it("a client's orders and receivables go with the client", async () => {
    const row = await goThrough('listed');
    const items = separation().items(callers.manager, 'branch', row.id);
    const client = items.find((item) => item.kind === 'client');
    const after = separation().assignReceiver(callers.manager, {
      caseId: row.id,
      itemIds: [client?.id ?? ''],
      receiverId: colleague,
    });
    expect(
      after
        .filter((item) => item.receiver !== null)
        .map((item) => item.kind)
        .sort(),
    ).toEqual(['client', 'order', 'receivable']);
  });
});

describe('a receiver', () => {
  /** The colleague receives one client with all that hangs on it; the rest has no receiver. */
  async function withOneClient() {
    const row = await goThrough('listed');
    const items = separation().items(callers.manager, 'branch', row.id);
    const client = items.find((item) => item.kind === 'client');
    separation().assignReceiver(callers.manager, {
      caseId: row.id,
      itemIds: [client?.id ?? ''],
      receiverId: colleague,
    });
    return { row, client };
  }

  it('sees only what they are to receive, and only its totals', async () => {
    const { row, client } = await withOneClient();
    const items = separation().items(callers.colleague, 'own', row.id);
    expect(items.map((item) => item.kind).sort()).toEqual(['client', 'order', 'receivable']);
    expect(items.every((item) => item.clientId === client?.clientId)).toBe(true);
    expect(
      separation()
        .letters(callers.colleague, 'own', row.id)
        .map((letter) => letter.client.id),
    ).toEqual([client?.clientId]);
    const seen = separation().get(callers.colleague, 'own', row.id);
    expect(seen).toMatchObject({
      sight: 'received',
      totals: { clients: 1, items: 3, receivable: 80_000_00, letters: { draft: 1 } },
      handoverChoices: [],
      approvals: [],
      reason: null,
    });
    const { rows } = separation().list(callers.colleague, 'own', { chip: 'all', offset: 0, limit: 10 });
    expect(rows[0]?.totals.clients).toBe(1);
  });

  it('reads neither the other items, nor forms, nor choices, and reports nothing as handed over', async () => {
    const { row } = await withOneClient();
    const other = separation()
      .items(callers.manager, 'branch', row.id)
      .find((item) => item.receiver === null);
    expect(
      await codesOf(() => separation().item(callers.colleague, 'own', { caseId: row.id, itemId: other?.id ?? '' })),
    ).toEqual(['separation.noSuchItem']);
    expect(await codesOf(() => test.branch.services.forms.ofCase(callers.colleague, 'own', row.id))).toEqual([
      'separation.notYours',
    ]);
    expect(separation().itemChoices(callers.colleague, 'own', { caseId: row.id, itemIds: [other?.id ?? ''] })).toEqual(
      [],
    );
    const own = separation().items(callers.colleague, 'own', row.id)[0];
    expect(
      await codesOf(() =>
        separation().handOver(callers.colleague, 'own', {
          caseId: row.id,
          itemIds: [own?.id ?? ''],
          evidence: '已收到',
        }),
      ),
    ).toEqual(['separation.notYours']);
    expect(
      await codesOf(() =>
        separation().submitForReview(callers.colleague, 'own', { caseId: row.id, version: row.version }),
      ),
    ).toEqual(['separation.notYours']);
  });
});

describe('items', () => {
  it('tell the effect of a batch before it is done: which ones, and why not the others', async () => {
    const row = await goThrough('transferring');
    const items = separation().items(callers.manager, 'branch', row.id);
    const asset = items.find((item) => item.kind === 'asset');
    separation().handOver(callers.leaver, 'own', {
      caseId: row.id,
      itemIds: [asset?.id ?? ''],
      evidence: '已交还手机',
    });
    const choices = separation().itemChoices(callers.manager, 'branch', {
      caseId: row.id,
      itemIds: items.map((item) => item.id),
    });
    const choice = (event: string) => choices.find((each) => each.event === event);
    expect(choice('accept')?.itemIds).toEqual([asset?.id]);
    expect(choice('accept')?.barredBy[0]?.about).toHaveLength(9);
    expect(choice('handOver')?.itemIds).toHaveLength(9);
    expect(choice('assign')?.itemIds).toHaveLength(10);
    // Clients wait for their letter's outcome; everything else may be waived with a reason.
    expect(choice('waive')?.itemIds).toHaveLength(7);
    expect(choice('waive')?.barredBy.map((each) => each.code)).toEqual(['handoverItem.letterOutstanding']);
    expect(
      await codesOf(() =>
        separation().acceptItems(callers.manager, { caseId: row.id, itemIds: items.map((item) => item.id) }),
      ),
    ).not.toEqual([]);
    expect(
      separation()
        .acceptItems(callers.manager, { caseId: row.id, itemIds: choice('accept')?.itemIds ?? [] })
        .filter((item) => item.state === 'accepted'),
    ).toHaveLength(1);
    const leavers = separation().itemChoices(callers.leaver, 'own', { caseId: row.id, itemIds: [items[0]?.id ?? ''] });
    expect(leavers.map((each) => each.event)).toEqual(['handOver']);
  });

  it('go back several at once as one decision, each with its history', async () => {
    const row = await goThrough('underReview');
    const two = separation()
      .items(callers.manager, 'branch', row.id)
      .slice(0, 2)
      .map((item) => item.id);
    const before = test.branch.registry.write.auditHead.sequence;
    separation().returnItems(callers.manager, { caseId: row.id, itemIds: two, reason: '缺少对账单' });
    expect(test.branch.registry.write.auditHead.sequence).toBe(before + 1);
    expect(separation().get(callers.manager, 'branch', row.id).handoverState).toBe('transferring');
    separation().handOver(callers.leaver, 'own', { caseId: row.id, itemIds: two, evidence: '已补' });
    separation().acceptItems(callers.manager, { caseId: row.id, itemIds: two });
    const { item, history } = separation().item(callers.leaver, 'own', { caseId: row.id, itemId: two[0] ?? '' });
    expect(item).toMatchObject({ state: 'accepted', attempt: 2 });
    expect(history.map(({ verdict, attempt, reason }) => [verdict, attempt, reason])).toEqual([
      ['returned', 1, '缺少对账单'],
      ['accepted', 2, null],
    ]);
  });

  it('go back with a reason and come again under the next number', async () => {
    const row = await goThrough('underReview');
    const [item] = separation().items(callers.manager, 'branch', row.id);
    if (!item) throw new Error('no item');
    expect(
      separation()
        .returnItems(callers.manager, { caseId: row.id, itemIds: [item.id], reason: '缺少对账单' })
        .find((each) => each.id === item.id),
    ).toMatchObject({ state: 'returned', returnReason: '缺少对账单', attempt: 1 });
    const back = separation().get(callers.leaver, 'own', row.id);
    expect(back.handoverState).toBe('transferring');
    expect(
      await codesOf(() =>
        separation().submitForReview(callers.leaver, 'own', { caseId: row.id, version: back.version }),
      ),
    ).toEqual(['handover.notHandedOver']);
    const again = separation().handOver(callers.leaver, 'own', {
      caseId: row.id,
      itemIds: [item.id],
      evidence: '已补对账单',
    });
    expect(again.find((each) => each.id === item.id)).toMatchObject({ state: 'handedOver', attempt: 2 });
  });

  it('of a client pass only with a signed letter; a refusal is waived, never signed', async () => {
    const row = await goThrough('transferring');
    const items = separation().items(callers.manager, 'branch', row.id);
    const client = items.find((item) => item.kind === 'client');
    const letter = separation()
      .letters(callers.manager, 'branch', row.id)
      .find((each) => each.client.id === client?.subjectId);
    if (!client || !letter) throw new Error('nothing there');
    separation().handOver(callers.leaver, 'own', { caseId: row.id, itemIds: [client.id], evidence: '已拜访' });
    const accept = () => separation().acceptItems(callers.manager, { caseId: row.id, itemIds: [client.id] });
    expect(await codesOf(accept)).toEqual(['handoverItem.noLetter']);
    const answer = {
      ...bareAnswer,
      letterId: letter.id,
      version: letter.version,
      state: 'refused' as const,
      note: '客户不愿签字',
      scan: null,
    };
    expect(await codesOf(() => separation().recordLetter(callers.leaver, 'own', answer))).toEqual([
      'separation.letterNotPrinted',
    ]);
    await test.branch.services.forms.print(callers.clerk, 'branch', 'confirmationLetter', letter.id);
    expect(
      await codesOf(() =>
        separation().recordLetter(callers.leaver, 'own', { ...answer, state: 'signed', version: letter.version + 1 }),
      ),
    ).toEqual(['separation.scanMissing']);
    await separation().recordLetter(callers.leaver, 'own', { ...answer, version: letter.version + 1 });
    expect(await codesOf(accept)).toEqual(['handoverItem.noLetter']);
    expect(
      await codesOf(() =>
        separation().waiveItems(callers.manager, { caseId: row.id, itemIds: [client.id], reason: ' ' }),
      ),
    ).toEqual(['decision.reason']);
    expect(
      separation()
        .waiveItems(callers.manager, { caseId: row.id, itemIds: [client.id], reason: '客户拒签，已录音' })
        .find((each) => each.id === client.id),
    ).toMatchObject({ state: 'waived' });
    const [recorded] = separation()
      .letters(callers.manager, 'branch', row.id)
      .filter((each) => each.id === letter.id);
    expect(recorded?.state).toBe('refused');
  });

  it('of another case cannot be decided through this one', async () => {
    const row = await goThrough('transferring');
    expect(
      await codesOf(() =>
        separation().handOver(callers.leaver, 'own', {
          caseId: row.id,
          itemIds: ['01900000-0000-7000-8000-00000000ffff'],
          evidence: 'x',
        }),
      ),
    ).toEqual(['separation.noSuchItem']);
  });
});

describe('a signed letter', () => {
  it('on which a client was accepted does not become a refusal behind the reviewer’s back', async () => {
    const row = await goThrough('hrReview');
    const [letter] = separation().letters(callers.clerk, 'branch', row.id);
    const paper = await test.branch.services.forms.document(callers.clerk, 'branch', letter?.formId ?? '');
    const record = (state: 'signed' | 'refused' | 'unreachable') => () =>
      separation().recordLetter(callers.clerk, 'branch', {
        ...bareAnswer,
        letterId: letter?.id ?? '',
        version: letter?.version ?? 0,
        state,
        scan: { bytes: paper.bytes },
      });
    expect(await codesOf(record('refused'))).toEqual(['separation.letterAccepted']);
    expect(await codesOf(record('unreachable'))).toEqual(['separation.letterAccepted']);
    // A better scan of the same answer is no other answer.
    expect(await codesOf(record('signed'))).toEqual([]);
  });
});

describe('a stack of letters from the feeder', () => {
  it('is filed page by page: each client keeps only its own', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const printed = await forms.printLetters(callers.clerk, 'branch', row.id);
    const papers = await Promise.all(printed.map(({ id }) => forms.document(callers.clerk, 'branch', id)));
    const sheets = papers.flatMap(({ bytes, form }) =>
      Array.from({ length: form.pageCount }, (_, index) => ({ of: bytes, page: index + 1 })),
    );
    const scan = new Uint8Array(await (await feederStack(...sheets)).arrayBuffer());
    const found = await forms.findByScan(callers.clerk, 'branch', scan);
    expect(found.map(({ form }) => form.number)).toEqual(printed.map(({ number }) => number));
    const second = found[1];
    const letters = separation().letters(callers.clerk, 'branch', row.id);
    const letter = letters.find((each) => each.id === second?.form.subjectId);
    const record = (pages: number[]) => () =>
      separation().recordLetter(callers.clerk, 'branch', {
        ...bareAnswer,
        letterId: letter?.id ?? '',
        version: letter?.version ?? 0,
        state: 'signed',
        scan: { bytes: new Blob([new Uint8Array(scan)]), pages },
      });
    expect(await codesOf(record([99]))).toEqual(['scan.noSuchPages']);
    await record(second?.pages ?? [])();
    const kept = await separation().letterScan(callers.clerk, 'branch', letter?.id ?? '');
    expect(kept.type).toBe('application/pdf');
    const alone = await forms.findByScan(callers.clerk, 'branch', new Uint8Array(await kept.arrayBuffer()));
    expect(alone.map(({ form }) => form.number)).toEqual([second?.form.number]);
    expect(await codesOf(() => separation().letterScan(callers.colleague, 'own', letter?.id ?? ''))).toEqual([]);
    expect(
      await codesOf(() =>
        separation().letterScan(callerOf(test.account('salesperson', { employeeId: other })), 'own', letter?.id ?? ''),
      ),
    ).toEqual(['separation.notYours']);
  });
});
