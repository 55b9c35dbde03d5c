import type { z } from 'zod';
import type { itemChoice } from '../../shared/contract/separation.ts';
import { handoverItemLabel } from '../../shared/domain/handoverList.ts';
import type { Refusal, Words } from '../../shared/domain/refusal.ts';
import {
  type HandoverItemEvent,
  type HandoverItemFacts,
  handoverItemMachine,
} from '../../shared/domain/states/handoverItem.ts';
import type { Actor as Decider } from '../../shared/domain/states/machine.ts';
import type { ItemRow } from './store.ts';

export type ItemChoice = z.infer<typeof itemChoice>;

const steps: readonly {
  readonly event: Exclude<ItemChoice['event'], 'assign'>;
  readonly words: Words;
  readonly needs: readonly string[];
  readonly eventOf: (item: ItemRow) => HandoverItemEvent;
}[] = [
  {
    event: 'handOver',
    words: { zh: '移交', en: 'Hand over' },
    needs: ['evidence'],
    eventOf: (item) => (item.state === 'returned' ? 'resubmit' : 'handOver'),
  },
  { event: 'accept', words: { zh: '通过', en: 'Accept' }, needs: [], eventOf: () => 'accept' },
  { event: 'sendBack', words: { zh: '退回', en: 'Send back' }, needs: ['reason'], eventOf: () => 'sendBack' },
  { event: 'waive', words: { zh: '免除', en: 'Waive' }, needs: ['reason'], eventOf: () => 'waive' },
];

/** The reasons of many items, each said once, with the items that it concerns. */
function gathered(refusals: ReadonlyMap<ItemRow, readonly Refusal[]>): Refusal[] {
  const said = new Map<string, { refusal: Refusal; items: ItemRow[] }>();
  for (const [item, reasons] of refusals) {
    for (const refusal of reasons) {
      const key = `${refusal.code} ${refusal.zh}`;
      const known = said.get(key);
      if (known) known.items.push(item);
      else said.set(key, { refusal, items: [item] });
    }
  }
  return [...said.values()].map(({ refusal, items }) => ({
    ...refusal,
    about: items.map((item) => ({ table: 'handoverItem', id: item.id, label: handoverItemLabel(item) })),
  }));
}

/** Whether somebody could ever take a step in this case; what is never theirs is not offered at all. */
const isTheirs = (step: (typeof steps)[number], decider: Decider, leaverId: string): boolean =>
  handoverItemMachine.transitions.some(
    ({ event, by, notOwn }) =>
      (event === step.event || (step.event === 'handOver' && event === 'resubmit')) &&
      (by === undefined || by.includes(decider.role)) &&
      !(notOwn && decider.employeeId === leaverId),
  );

/**
 * What somebody can do with these items now: the effect of a batch before it is done.
 * @param assignBars why the receiver of an item cannot be named now; undefined where that is never theirs
 */
export function itemChoicesOf(
  items: readonly ItemRow[],
  { decider, leaverId }: { decider: Decider; leaverId: string },
  facts: (item: ItemRow) => HandoverItemFacts,
  assignBars: ((item: ItemRow) => readonly Refusal[]) | undefined,
): ItemChoice[] {
  const choice = (
    event: ItemChoice['event'],
    words: Words,
    needs: readonly string[],
    bars: (item: ItemRow) => readonly Refusal[],
  ): ItemChoice => {
    const possible: string[] = [];
    const refused = new Map<ItemRow, readonly Refusal[]>();
    for (const item of items) {
      const reasons = bars(item);
      if (reasons.length === 0) possible.push(item.id);
      else refused.set(item, reasons);
    }
    return { event, words, needs, itemIds: possible, barredBy: gathered(refused) };
  };
  const known = new Map(items.map((item) => [item, facts(item)]));
  return [
    ...(assignBars ? [choice('assign', { zh: '指定接收人', en: 'Name the receiver' }, ['receiver'], assignBars)] : []),
    ...steps
      .filter((step) => isTheirs(step, decider, leaverId))
      .map(({ event, words, needs, eventOf }) =>
        choice(event, words, needs, (item) => {
          const given = known.get(item);
          // The dialogue asks for the reason: its absence does not bar the step.
          const next = given && handoverItemMachine.next(item.state, eventOf(item), given, { reason: '-' });
          return next === undefined || next.ok ? [] : next.refusals;
        }),
      ),
  ];
}
