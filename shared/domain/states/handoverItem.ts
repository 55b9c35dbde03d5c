import { done, type Refusal, type Result } from '../refusal.ts';
import type { HandoverState } from './handoverTrack.ts';
import { type ActorRole, bar, type Decision, type DecisionFacts, defineMachine, unless } from './machine.ts';

export type HandoverItemKind = 'client' | 'order' | 'receivable' | 'followUp' | 'asset' | 'data';
export type HandoverItemState = 'open' | 'handedOver' | 'returned' | 'accepted' | 'waived';
export type HandoverItemEvent = 'handOver' | 'resubmit' | 'accept' | 'sendBack' | 'waive';
export type LetterState = 'draft' | 'printed' | 'signed' | 'refused' | 'unreachable';

/** `subjectId` is the leaver. */
export interface HandoverItemFacts extends DecisionFacts {
  readonly kind: HandoverItemKind;
  readonly caseState: HandoverState;
  readonly receiverId: string | null;
  /** Why the named receiver cannot receive; empty when they can. */
  readonly receiverRefusals: readonly Refusal[];
  /** The policy asks for the client's signature on a confirmation letter. Only for clients. */
  readonly letterRequired: boolean;
  /** Null while there is no letter. */
  readonly letterState: LetterState | null;
  readonly disputed: boolean;
  /** What the dispute is about, recorded with the receivable. */
  readonly disputeNote: string | null;
}

const reviewers: readonly ActorRole[] = ['salesManager', 'hrAdmin'];

const during = (facts: HandoverItemFacts, ...states: readonly HandoverState[]): readonly Refusal[] =>
  unless(states.includes(facts.caseState), {
    code: 'handoverItem.caseState',
    zh: '交接现在不在这一步。',
    en: 'The handover is not at this step.',
    next: { zh: '请先推进交接流程。', en: 'Move the handover on first.' },
  });

const receiverBars = (facts: HandoverItemFacts): readonly Refusal[] =>
  facts.receiverId === null
    ? bar({
        code: 'handoverItem.noReceiver',
        field: 'receiverId',
        zh: '还没有接收人。',
        en: 'There is no receiver yet.',
        next: { zh: '请指定一位接收人。', en: 'Name a receiver.' },
      })
    : facts.receiverRefusals;

const unanswered = (facts: HandoverItemFacts): boolean =>
  facts.letterState === 'refused' || facts.letterState === 'unreachable';

function evidenceBars(facts: HandoverItemFacts): readonly Refusal[] {
  const letterMissing = facts.kind === 'client' && facts.letterRequired && facts.letterState !== 'signed';
  return [
    ...unless(!letterMissing, {
      code: 'handoverItem.noLetter',
      zh: unanswered(facts)
        ? `客户${facts.letterState === 'refused' ? '拒签' : '联系不上'}，不能按已确认通过。`
        : '还没有客户签署的交接确认函。',
      en: unanswered(facts)
        ? `The client ${facts.letterState === 'refused' ? 'refused to sign' : 'could not be reached'}: this cannot pass as confirmed.`
        : 'There is no confirmation letter signed by the client.',
      next: unanswered(facts)
        ? { zh: '请由经理写明原因后免除。', en: 'A manager can waive it with a reason.' }
        : {
            zh: '请扫描签署件，或登记客户拒签、联系不上。',
            en: 'Scan the signed letter, or record that the client refused or cannot be reached.',
          },
    }),
    ...unless(!facts.disputed || (facts.disputeNote ?? '').trim() !== '', {
      code: 'handoverItem.disputeNote',
      field: 'note',
      zh: '这笔应收有争议，还没有写明争议内容。',
      en: 'This receivable is disputed, but the dispute is not described.',
      next: {
        zh: '请写明争议的金额和理由，随应收一起移交。',
        en: 'Describe amount and reason; the dispute moves with it.',
      },
    }),
  ];
}

/**
 * One item of a handover. An item waived is never one signed: refusal and unreachable clients are recorded as such and a
 * manager decides, with a reason.
 */
export const handoverItemMachine = defineMachine<HandoverItemState, HandoverItemEvent, HandoverItemFacts>({
  name: 'handoverItem',
  states: {
    open: { zh: '待移交', en: 'Open' },
    handedOver: { zh: '已移交', en: 'Handed over' },
    returned: { zh: '已退回', en: 'Returned' },
    accepted: { zh: '已通过', en: 'Accepted' },
    waived: { zh: '已免除', en: 'Waived' },
  },
  initial: 'open',
  settled: ['accepted', 'waived'],
  transitions: [
    {
      event: 'handOver',
      from: ['open'],
      to: 'handedOver',
      words: { zh: '移交', en: 'Hand over' },
      guard: (facts) => [...during(facts, 'transferring'), ...receiverBars(facts)],
    },
    {
      event: 'resubmit',
      from: ['returned'],
      to: 'handedOver',
      words: { zh: '补正后重新移交', en: 'Hand over again' },
      guard: (facts) => [...during(facts, 'transferring'), ...receiverBars(facts)],
    },
    {
      event: 'accept',
      from: ['handedOver'],
      to: 'accepted',
      words: { zh: '通过', en: 'Accept' },
      by: reviewers,
      notOwn: true,
      guard: (facts) => [
        ...during(facts, 'transferring', 'underReview'),
        ...receiverBars(facts),
        ...evidenceBars(facts),
      ],
    },
    {
      event: 'sendBack',
      from: ['handedOver'],
      to: 'returned',
      words: { zh: '退回', en: 'Send back' },
      by: reviewers,
      notOwn: true,
      needs: ['reason'],
      guard: (facts) => during(facts, 'transferring', 'underReview'),
    },
    {
      event: 'sendBack',
      from: ['accepted'],
      to: 'returned',
      words: { zh: '退回', en: 'Send back' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      needs: ['reason'],
      guard: (facts) => during(facts, 'passed', 'hrReview'),
    },
    {
      event: 'waive',
      from: ['open', 'handedOver', 'returned'],
      to: 'waived',
      words: { zh: '免除', en: 'Waive' },
      by: reviewers,
      notOwn: true,
      needs: ['reason'],
      guard: (facts) => [
        ...during(facts, 'transferring', 'underReview'),
        // What is waived is the client's signature, not the receiver: somebody looks after the client all the same.
        ...receiverBars(facts),
        ...unless(facts.kind !== 'client' || !facts.letterRequired || unanswered(facts), {
          code: 'handoverItem.letterOutstanding',
          zh: '还没有登记客户拒签或联系不上。',
          en: 'It is not on record that the client refused or could not be reached.',
          next: { zh: '请先登记交接确认函的结果。', en: 'Record the outcome of the confirmation letter first.' },
        }),
      ],
    },
  ],
});

/** What of an item changes with its state. `attempt` counts submissions from 1. */
export interface HandoverItemProgress {
  readonly state: HandoverItemState;
  readonly attempt: number;
  readonly returnReason: string | null;
}

/** The item after an event: a return keeps its reason beside the item, a resubmission gets the next number. */
export function advanceItem(
  item: HandoverItemProgress,
  event: HandoverItemEvent,
  facts: HandoverItemFacts,
  decision: Decision = {},
): Result<HandoverItemProgress> {
  const state = handoverItemMachine.next(item.state, event, facts, decision);
  if (!state.ok) return state;
  return done({
    state: state.value,
    attempt: event === 'resubmit' ? item.attempt + 1 : item.attempt,
    returnReason: event === 'sendBack' ? (decision.reason ?? '').trim() : item.returnReason,
  });
}
