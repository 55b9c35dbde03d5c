import { type Fen, formatMoney } from '../money.ts';
import { type DecisionFacts, defineMachine, unless } from './machine.ts';

export type ClientStatus = 'prospect' | 'active' | 'dormant' | 'lost' | 'retired';

export type ClientEvent = 'win' | 'markDormant' | 'reactivate' | 'markLost' | 'retire' | 'restore';

export interface ClientFacts extends DecisionFacts {
  readonly orders: number;
  readonly openOrders: number;
  /** Fen still owed by the client. */
  readonly receivable: Fen;
  /** No order for as long as the policy calls dormant. */
  readonly isDormant: boolean;
}

const isActive = (facts: ClientFacts): boolean => facts.orders > 0 && !facts.isDormant;

/** Where a client stands. Nothing is deleted: what is no longer wanted is retired, and can be brought back. */
export const clientMachine = defineMachine<ClientStatus, ClientEvent, ClientFacts>({
  name: 'client',
  states: {
    prospect: { zh: '潜在', en: 'Prospect' },
    active: { zh: '合作中', en: 'Active' },
    dormant: { zh: '休眠', en: 'Dormant' },
    lost: { zh: '流失', en: 'Lost' },
    retired: { zh: '停用', en: 'Retired' },
  },
  initial: 'prospect',
  settled: ['active', 'lost', 'retired'],
  transitions: [
    {
      event: 'win',
      from: ['prospect'],
      to: 'active',
      words: { zh: '转为合作', en: 'Win' },
      guard: (facts) =>
        unless(facts.orders > 0, {
          code: 'client.noOrder',
          zh: '客户还没有订单。',
          en: 'The client has no order yet.',
          next: { zh: '录入第一张订单后自动转为合作。', en: 'The first order makes the client active.' },
        }),
    },
    {
      event: 'markDormant',
      from: ['active'],
      to: 'dormant',
      words: { zh: '转为休眠', en: 'Mark dormant' },
      guard: (facts) =>
        unless(facts.isDormant, {
          code: 'client.notDormant',
          zh: '客户近期还有订单。',
          en: 'The client has ordered recently.',
          next: { zh: '不再合作的，请登记流失并写明原因。', en: 'If the client has left, mark it lost with a reason.' },
        }),
    },
    {
      event: 'reactivate',
      from: ['dormant', 'lost'],
      to: 'active',
      words: { zh: '恢复合作', en: 'Reactivate' },
      guard: (facts) =>
        unless(isActive(facts), {
          code: 'client.noRecentOrder',
          zh: '客户没有新的订单。',
          en: 'The client has no recent order.',
          next: { zh: '录入新订单后自动恢复。', en: 'A new order reactivates the client.' },
        }),
    },
    {
      event: 'markLost',
      from: ['prospect', 'active', 'dormant'],
      to: 'lost',
      words: { zh: '登记流失', en: 'Mark lost' },
      needs: ['reason'],
    },
    {
      event: 'retire',
      from: ['prospect', 'active', 'dormant', 'lost'],
      to: 'retired',
      words: { zh: '停用', en: 'Retire' },
      by: ['salesManager', 'hrAdmin', 'headquarters'],
      needs: ['reason'],
      guard: (facts) => [
        ...unless(facts.openOrders === 0, {
          code: 'client.openOrders',
          zh: `客户还有 ${facts.openOrders} 张未完成订单。`,
          en: `The client has ${facts.openOrders} open ${facts.openOrders === 1 ? 'order' : 'orders'}.`,
          next: { zh: '请先完成或取消订单。', en: 'Complete or cancel them first.' },
        }),
        ...unless(facts.receivable === 0, {
          code: 'client.receivable',
          zh: `客户还有应收余额 ${formatMoney(facts.receivable)}。`,
          en: `The client still owes ${formatMoney(facts.receivable)}.`,
          next: { zh: '请先收款或核销。', en: 'Collect it or write it off first.' },
        }),
      ],
    },
    {
      event: 'restore',
      from: ['retired'],
      to: 'dormant',
      words: { zh: '恢复', en: 'Restore' },
      by: ['salesManager', 'hrAdmin', 'headquarters'],
      needs: ['reason'],
    },
  ],
});
