import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, startOfDay } from '../businessDate.ts';
import { advanceItem, type HandoverItemFacts, handoverItemMachine } from './handoverItem.ts';
import { type HandoverFacts, handoverMachine, type ItemStanding } from './handoverTrack.ts';
import { type LegalTrackFacts, legalTrackMachine } from './legalTrack.ts';
import { type Receiver, receiverRefusals } from './participants.ts';

const now = startOfDay('2026-12-23') + 1;
const manager = { employeeId: 'm1', role: 'salesManager' } as const;
const admin = { employeeId: 'a1', role: 'hrAdmin' } as const;
const leaver = { employeeId: 'e1', role: 'salesperson' } as const;

const codes = (result: { ok: boolean; refusals?: readonly { code: string }[] }): string[] =>
  (result.refusals ?? []).map((each) => each.code);

describe('the legal track', () => {
  const facts: LegalTrackFacts = {
    actor: { employeeId: 'c1', role: 'hrClerk' },
    now,
    subjectId: 'e1',
    end: '2026-12-23',
    employeeAgreesToWithdraw: false,
    employerAgreesToWithdraw: false,
  };

  it('is never blocked: once the day has come, anybody entitled can end it and issue the certificate', () => {
    fc.assert(
      fc.property(
        fc.record({
          employeeId: fc.constantFrom('e1', 'c1', null),
          role: fc.constantFrom('hrClerk', 'salesperson', 'salesManager', 'hrAdmin', 'system', 'headquarters'),
        }),
        fc.nat(400),
        (actor, late) => {
          const given = { ...facts, actor, now: startOfDay(addDays('2026-12-23', late)) } as LegalTrackFacts;
          expect(legalTrackMachine.next('noticed', 'end', given)).toEqual({ ok: true, value: 'ended' });
          expect(legalTrackMachine.next('ended', 'issueCertificate', given)).toEqual({
            ok: true,
            value: 'certificateIssued',
          });
        },
      ),
    );
  });

  it('does not end before its day, and says which', () => {
    const early = legalTrackMachine.next('noticed', 'end', { ...facts, now: startOfDay('2026-12-22') });
    expect(early).toMatchObject({
      refusals: [{ code: 'legalTrack.beforeEnd', zh: '劳动关系到 2026-12-23 周三 才结束。' }],
    });
  });

  it('is withdrawn by both sides and only before the end', () => {
    const both = {
      ...facts,
      now: startOfDay('2026-12-22'),
      employeeAgreesToWithdraw: true,
      employerAgreesToWithdraw: true,
    };
    expect(legalTrackMachine.next('noticed', 'withdraw', both, { reason: '协商留任' })).toEqual({
      ok: true,
      value: 'withdrawn',
    });
    expect(codes(legalTrackMachine.next('noticed', 'withdraw', { ...both, employeeAgreesToWithdraw: false }))).toEqual([
      'legalTrack.withdrawOneSided',
    ]);
    expect(codes(legalTrackMachine.next('noticed', 'withdraw', { ...both, now }))).toEqual([
      'legalTrack.withdrawTooLate',
    ]);
    expect(codes(legalTrackMachine.next('ended', 'withdraw', both))).toEqual(['legalTrack.notFromHere']);
  });
});

describe('the handover track', () => {
  const item = (id: string, changes: Partial<ItemStanding> = {}): ItemStanding => ({
    id,
    label: `客户 ${id}`,
    state: 'accepted',
    receiverId: 'e2',
    receiverRefusals: [],
    ...changes,
  });
  const facts: HandoverFacts = {
    actor: manager,
    now,
    subjectId: 'e1',
    kind: 'resignation',
    legalState: 'noticed',
    items: [item('1'), item('2')],
    approvalsHeld: 0,
  };

  it('goes from the notice to the settlement, each step by its own people', () => {
    const walk = [
      ['submit', leaver],
      ['sendBack', manager],
      ['submit', leaver],
      ['accept', manager],
      ['generateList', manager],
      ['startTransfer', manager],
      ['submitForReview', leaver],
      ['pass', manager],
      ['startHrReview', admin],
      ['settle', admin],
    ] as const;
    let state: Parameters<typeof handoverMachine.next>[0] = 'draft';
    for (const [event, actor] of walk) {
      const result = handoverMachine.next(state, event, { ...facts, actor }, { reason: '资料不全' });
      if (!result.ok) throw new Error(`${state} ${event}: ${JSON.stringify(result.refusals)}`);
      state = result.value;
    }
    expect(state).toBe('settled');
    expect(handoverMachine.allowed(state, facts)).toEqual([]);
  });

  it('is never reviewed by the leaver, even by a leaving manager or administrator', () => {
    for (const role of ['salesManager', 'hrAdmin'] as const) {
      const own = { ...facts, actor: { employeeId: 'e1', role } };
      for (const [state, event] of [
        ['submitted', 'accept'],
        ['submitted', 'sendBack'],
        ['underReview', 'pass'],
      ] as const) {
        expect(codes(handoverMachine.next(state, event, own, { reason: '同意' }))).toContain('handover.ownCase');
      }
      expect(codes(handoverMachine.next('hrReview', 'settle', own))).toContain('handover.ownCase');
    }
  });

  it('waits until a leaving manager has given the approvals away', () => {
    const result = handoverMachine.next('submitted', 'accept', { ...facts, approvalsHeld: 3 });
    expect(result).toMatchObject({
      refusals: [{ code: 'handover.approvalsHeld', zh: '离职人手上还有 3 件待审批事项。' }],
    });
  });

  it('names the items that have no receiver', () => {
    const items = [item('1', { receiverId: null }), item('2'), item('3', { receiverId: null })];
    const [choice] = handoverMachine.allowed('listed', { ...facts, items });
    expect(choice).toMatchObject({
      event: 'startTransfer',
      barredBy: [
        {
          zh: '还不能继续：2 项没有接收人。',
          about: [
            { table: 'handoverItem', id: '1', label: '客户 1' },
            { table: 'handoverItem', id: '3', label: '客户 3' },
          ],
        },
      ],
    });
  });

  it('says once what is wrong with one receiver of many items', () => {
    const receiver: Receiver = {
      employeeId: 'e2',
      name: '王芳',
      employed: true,
      leaving: true,
      accountState: 'restricted',
    };
    const wrong = receiverRefusals(receiver, 'e1');
    const items = ['1', '2', '3'].map((id) => item(id, { receiverRefusals: wrong }));
    const result = handoverMachine.next('hrReview', 'settle', { ...facts, actor: admin, items });
    expect(result).toMatchObject({
      refusals: [{ code: 'handover.receiverLeaving', zh: '王芳正在办理离职，不能接收。' }],
    });
    expect(codes(result)).toHaveLength(1);
  });

  it('closes with open items only by an HR admin who names each of them', () => {
    const open = {
      ...facts,
      actor: admin,
      items: [item('1'), item('2', { state: 'returned' }), item('3', { state: 'open' })],
    };
    const close = (itemIds: string[], actor: HandoverFacts['actor'] = admin) =>
      handoverMachine.next('transferring', 'closeWithOpenItems', { ...open, actor }, { reason: '失联', itemIds });
    expect(close(['2', '3'])).toEqual({ ok: true, value: 'closedWithOpenItems' });
    expect(close(['2'])).toMatchObject({ refusals: [{ code: 'handover.unnamedItems', about: [{ id: '3' }] }] });
    expect(codes(close([]))).toEqual(['handover.unnamedItems']);
    expect(codes(close(['2', '3'], manager))).toEqual(['handover.role']);
    expect(codes(handoverMachine.next('transferring', 'closeWithOpenItems', { ...facts, actor: admin }))).toEqual([
      'handover.nothingOpen',
    ]);
  });

  it('of somebody who disappeared is submitted by HR', () => {
    const gone = { ...facts, kind: 'disappearance' } as const;
    expect(codes(handoverMachine.next('draft', 'submit', { ...gone, actor: leaver }))).toEqual(['handover.submitter']);
    expect(handoverMachine.next('draft', 'submit', { ...gone, actor: admin }).ok).toBe(true);
    expect(
      codes(handoverMachine.next('draft', 'submit', { ...facts, actor: { employeeId: 'e9', role: 'salesperson' } })),
    ).toEqual(['handover.submitter']);
  });

  it('ends when the notice is withdrawn', () => {
    expect(codes(handoverMachine.next('transferring', 'withdraw', facts))).toEqual(['handover.noticeStands']);
    expect(handoverMachine.next('transferring', 'withdraw', { ...facts, legalState: 'withdrawn' })).toMatchObject({
      ok: true,
    });
  });
});

describe('an item of the handover', () => {
  const facts: HandoverItemFacts = {
    actor: manager,
    now,
    subjectId: 'e1',
    kind: 'client',
    caseState: 'transferring',
    receiverId: 'e2',
    receiverRefusals: [],
    letterRequired: true,
    letterState: 'signed',
    disputed: false,
    disputeNote: null,
  };

  it('is numbered at each submission and keeps the reason of its return', () => {
    const steps = ['handOver', 'sendBack', 'resubmit', 'sendBack', 'resubmit', 'accept'] as const;
    let item = { state: 'open', attempt: 1, returnReason: null } as Parameters<typeof advanceItem>[0];
    for (const [index, event] of steps.entries()) {
      const result = advanceItem(item, event, facts, { reason: ` 第 ${index} 步 ` });
      if (!result.ok) throw new Error(JSON.stringify(result.refusals));
      item = result.value;
    }
    expect(item).toEqual({ state: 'accepted', attempt: 3, returnReason: '第 3 步' });
  });

  it('is not sent back without a reason', () => {
    expect(codes(handoverItemMachine.next('handedOver', 'sendBack', facts, { reason: ' ' }))).toEqual([
      'decision.reason',
    ]);
  });

  it('of a client who refused or cannot be reached is never accepted, only waived by a manager with a reason', () => {
    for (const letterState of ['refused', 'unreachable'] as const) {
      const refused = { ...facts, letterState };
      expect(handoverItemMachine.next('handedOver', 'accept', refused)).toMatchObject({
        refusals: [{ code: 'handoverItem.noLetter', next: { zh: '请由经理写明原因后免除。' } }],
      });
      expect(handoverItemMachine.next('handedOver', 'waive', refused, { reason: '客户拒签' })).toEqual({
        ok: true,
        value: 'waived',
      });
      expect(codes(handoverItemMachine.next('handedOver', 'waive', { ...refused, actor: leaver }))).toEqual([
        'handoverItem.role',
        'handoverItem.ownCase',
      ]);
    }
    expect(
      codes(handoverItemMachine.next('open', 'waive', { ...facts, letterState: 'printed' }, { reason: '赶时间' })),
    ).toEqual(['handoverItem.letterOutstanding']);
    expect(
      handoverItemMachine.next('handedOver', 'accept', { ...facts, letterRequired: false, letterState: null }).ok,
    ).toBe(true);
  });

  it('in dispute moves with its dispute', () => {
    const disputed = { ...facts, kind: 'receivable', disputed: true } as const;
    expect(codes(handoverItemMachine.next('handedOver', 'accept', disputed))).toEqual(['handoverItem.disputeNote']);
    expect(handoverItemMachine.next('handedOver', 'accept', { ...disputed, disputeNote: '运费差额 ¥300' }).ok).toBe(
      true,
    );
  });

  it('has one named receiver who stays', () => {
    expect(codes(handoverItemMachine.next('open', 'handOver', { ...facts, receiverId: null }))).toEqual([
      'handoverItem.noReceiver',
    ]);
    const receiver: Receiver = {
      employeeId: 'e2',
      name: '王芳',
      employed: true,
      leaving: false,
      accountState: 'active',
    };
    const problems = (changes: Partial<Receiver>): string[] =>
      receiverRefusals({ ...receiver, ...changes }, 'e1').map((each) => each.code);
    expect(problems({})).toEqual([]);
    expect(problems({ accountState: null })).toEqual([]);
    expect(problems({ employeeId: 'e1' })).toEqual(['handover.receiverIsLeaver']);
    expect(problems({ employed: false, accountState: 'closed' })).toEqual([
      'handover.receiverNotEmployed',
      'handover.receiverFrozen',
    ]);
    expect(problems({ leaving: true })).toEqual(['handover.receiverLeaving']);
    expect(problems({ accountState: 'frozen' })).toEqual(['handover.receiverFrozen']);
  });

  it('can be sent back by HR after it passed', () => {
    const review = { ...facts, actor: admin, caseState: 'hrReview' } as const;
    expect(handoverItemMachine.next('accepted', 'sendBack', review, { reason: '缺押金确认' })).toEqual({
      ok: true,
      value: 'returned',
    });
    expect(
      codes(handoverItemMachine.next('accepted', 'sendBack', { ...review, actor: manager }, { reason: '缺' })),
    ).toEqual(['handoverItem.role']);
  });
});
