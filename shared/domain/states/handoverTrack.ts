import type { SeparationKind } from '../legalSeparation.ts';
import type { Refusal } from '../refusal.ts';
import type { HandoverItemState } from './handoverItem.ts';
import type { LegalTrackState } from './legalTrack.ts';
import { type ActorRole, type DecisionFacts, defineMachine, unless } from './machine.ts';

/** The working side of a separation: from the notice to the settlement of everything that is handed over. */
export type HandoverState =
  | 'draft'
  | 'submitted'
  | 'accepted'
  | 'returned'
  | 'listed'
  | 'transferring'
  | 'underReview'
  | 'passed'
  | 'hrReview'
  | 'settled'
  | 'closedWithOpenItems'
  | 'withdrawn';

export type HandoverEvent =
  | 'submit'
  | 'accept'
  | 'sendBack'
  | 'generateList'
  | 'startTransfer'
  | 'submitForReview'
  | 'resumeTransfer'
  | 'pass'
  | 'startHrReview'
  | 'settle'
  | 'closeWithOpenItems'
  | 'withdraw';

/** What the case needs to know of one of its items. */
export interface ItemStanding {
  readonly id: string;
  /** As the list shows it: the client's name, the order's number. */
  readonly label: string;
  readonly state: HandoverItemState;
  readonly receiverId: string | null;
  /** Why the named receiver cannot receive; empty when they can or none is named. */
  readonly receiverRefusals: readonly Refusal[];
}

/** `subjectId` is the leaver. */
export interface HandoverFacts extends DecisionFacts {
  readonly kind: SeparationKind;
  readonly legalState: LegalTrackState;
  readonly items: readonly ItemStanding[];
  /** Approvals in other people's matters that still wait for the leaver. */
  readonly approvalsHeld: number;
}

const isOpen = (item: ItemStanding): boolean => item.state !== 'accepted' && item.state !== 'waived';

const about = (items: readonly ItemStanding[]): NonNullable<Refusal['about']> =>
  items.map(({ id, label }) => ({ table: 'handoverItem', id, label }));

const count = (n: number): string => (n === 1 ? '1 item' : `${n} items`);

function openItemBars(facts: HandoverFacts): readonly Refusal[] {
  const open = facts.items.filter(isOpen);
  return unless(open.length === 0, {
    code: 'handover.openItems',
    about: about(open),
    zh: `还有 ${open.length} 项没有通过审核。`,
    en: `${count(open.length)} not accepted yet.`,
    next: {
      zh: '请逐项审核，或由经理写明原因后免除。',
      en: 'Review each item, or have a manager waive it with a reason.',
    },
  });
}

function receiverBars(facts: HandoverFacts): readonly Refusal[] {
  const without = facts.items.filter((item) => item.receiverId === null);
  const unfit = facts.items.flatMap((item) => item.receiverRefusals);
  const said = new Set<string>();
  return [
    ...unless(without.length === 0, {
      code: 'handover.noReceiver',
      about: about(without),
      zh: `还不能继续：${without.length} 项没有接收人。`,
      en: `${count(without.length)} without a receiver.`,
      next: { zh: '请为每一项指定一位接收人。', en: 'Name one receiver for each item.' },
    }),
    // One receiver of a hundred clients is one problem.
    ...unfit.filter((each) => !said.has(each.zh) && said.add(each.zh)),
  ];
}

const reviewers: readonly ActorRole[] = ['salesManager', 'hrAdmin'];
const hr: readonly ActorRole[] = ['hrClerk', 'hrAdmin'];
const organisers: readonly ActorRole[] = ['salesManager', 'hrClerk', 'hrAdmin'];
const isHr = (role: ActorRole): boolean => hr.includes(role);

export const handoverMachine = defineMachine<HandoverState, HandoverEvent, HandoverFacts>({
  name: 'handover',
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    submitted: { zh: '已提交', en: 'Submitted' },
    accepted: { zh: '已受理', en: 'Accepted' },
    returned: { zh: '已退回', en: 'Returned' },
    listed: { zh: '已列清单', en: 'Listed' },
    transferring: { zh: '交接中', en: 'Transferring' },
    underReview: { zh: '审核中', en: 'Under review' },
    passed: { zh: '审核通过', en: 'Passed' },
    hrReview: { zh: '人事复核', en: 'HR review' },
    settled: { zh: '已结清', en: 'Settled' },
    closedWithOpenItems: { zh: '带未结项关闭', en: 'Closed with open items' },
    withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  },
  initial: 'draft',
  settled: ['settled', 'closedWithOpenItems', 'withdrawn'],
  transitions: [
    {
      event: 'submit',
      from: ['draft', 'returned'],
      to: 'submitted',
      words: { zh: '提交离职', en: 'Submit' },
      guard: (facts) =>
        // Somebody who has disappeared or was dismissed does not submit: HR does, one-sidedly.
        unless(isHr(facts.actor.role) || (facts.kind === 'resignation' && facts.actor.employeeId === facts.subjectId), {
          code: 'handover.submitter',
          zh: facts.kind === 'resignation' ? '离职由本人或人事提交。' : '这类离职由人事提交。',
          en:
            facts.kind === 'resignation'
              ? 'A resignation is submitted by the person or by HR.'
              : 'A separation of this kind is submitted by HR.',
          next: { zh: '请联系人事专员。', en: 'Ask the HR clerk.' },
        }),
    },
    {
      event: 'accept',
      from: ['submitted'],
      to: 'accepted',
      words: { zh: '受理', en: 'Accept' },
      by: reviewers,
      notOwn: true,
      guard: (facts) =>
        unless(facts.approvalsHeld === 0, {
          code: 'handover.approvalsHeld',
          zh: `离职人手上还有 ${facts.approvalsHeld} 件待审批事项。`,
          en: `The leaver still holds ${facts.approvalsHeld} pending approvals.`,
          next: { zh: '请先把审批转给另一位审批人。', en: 'Move the approvals to another approver first.' },
        }),
    },
    {
      event: 'sendBack',
      from: ['submitted'],
      to: 'returned',
      words: { zh: '退回', en: 'Send back' },
      by: reviewers,
      notOwn: true,
      needs: ['reason'],
    },
    {
      event: 'generateList',
      from: ['accepted'],
      to: 'listed',
      words: { zh: '生成交接清单', en: 'Generate the list' },
      by: [...organisers, 'system'],
      notOwn: true,
    },
    {
      event: 'startTransfer',
      from: ['listed'],
      to: 'transferring',
      words: { zh: '开始交接', en: 'Start the transfer' },
      by: organisers,
      notOwn: true,
      guard: receiverBars,
    },
    {
      event: 'submitForReview',
      from: ['transferring'],
      to: 'underReview',
      words: { zh: '提交审核', en: 'Submit for review' },
      guard: (facts) => {
        const waiting = facts.items.filter((item) => item.state === 'open' || item.state === 'returned');
        return unless(waiting.length === 0, {
          code: 'handover.notHandedOver',
          about: about(waiting),
          zh: `还不能提交：${waiting.length} 项没有移交。`,
          en: `${count(waiting.length)} not handed over yet.`,
          next: {
            zh: '请先移交每一项，被退回的按原因补正。',
            en: 'Hand over each item first; correct what was sent back.',
          },
        });
      },
    },
    {
      event: 'resumeTransfer',
      from: ['underReview', 'passed', 'hrReview'],
      to: 'transferring',
      words: { zh: '退回补正', en: 'Return for correction' },
      by: organisers,
      notOwn: true,
      guard: (facts) =>
        unless(
          facts.items.some((item) => item.state === 'returned'),
          {
            code: 'handover.nothingReturned',
            zh: '没有被退回的事项。',
            en: 'No item has been sent back.',
            next: {
              zh: '请先在清单里逐项退回并写明原因。',
              en: 'Send back the items concerned first, each with its reason.',
            },
          },
        ),
    },
    {
      event: 'pass',
      from: ['underReview'],
      to: 'passed',
      words: { zh: '审核通过', en: 'Pass' },
      by: reviewers,
      notOwn: true,
      guard: openItemBars,
    },
    {
      event: 'startHrReview',
      from: ['passed'],
      to: 'hrReview',
      words: { zh: '开始人事复核', en: 'Start the HR review' },
      by: hr,
      notOwn: true,
    },
    {
      event: 'settle',
      from: ['hrReview'],
      to: 'settled',
      words: { zh: '结清', en: 'Settle' },
      by: hr,
      notOwn: true,
      // Receivers again: one of them may have given notice since.
      guard: (facts) => [...openItemBars(facts), ...receiverBars(facts)],
    },
    {
      event: 'closeWithOpenItems',
      from: ['listed', 'transferring', 'underReview', 'passed', 'hrReview'],
      to: 'closedWithOpenItems',
      words: { zh: '带未结项关闭', en: 'Close with open items' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason', 'itemIds'],
      guard: (facts) =>
        unless(facts.items.some(isOpen), {
          code: 'handover.nothingOpen',
          zh: '所有事项都已通过或免除，不需要带未结项关闭。',
          en: 'Every item is accepted or waived; there is nothing open to close with.',
          next: { zh: '请按正常步骤结清。', en: 'Settle the case in the normal way.' },
        }),
      confirm: (facts, decision) => {
        const named = new Set(decision.itemIds ?? []);
        const unnamed = facts.items.filter((item) => isOpen(item) && !named.has(item.id));
        return unnamed.length === 0
          ? []
          : [
              {
                kind: 'invalid',
                code: 'handover.unnamedItems',
                field: 'itemIds',
                about: about(unnamed),
                zh: `还有 ${unnamed.length} 个未结项没有逐一确认。`,
                en: `${count(unnamed.length)} still open and not named.`,
                next: { zh: '请逐一勾选每个未结项。', en: 'Tick every open item, one by one.' },
              },
            ];
      },
    },
    {
      event: 'withdraw',
      from: [
        'draft',
        'submitted',
        'accepted',
        'returned',
        'listed',
        'transferring',
        'underReview',
        'passed',
        'hrReview',
      ],
      to: 'withdrawn',
      words: { zh: '随离职撤回', en: 'Withdraw with the notice' },
      guard: (facts) =>
        unless(facts.legalState === 'withdrawn', {
          code: 'handover.noticeStands',
          zh: '离职通知还有效。',
          en: 'The notice still stands.',
          next: { zh: '请先由双方同意撤回离职。', en: 'Have both sides withdraw the notice first.' },
        }),
    },
  ],
});
