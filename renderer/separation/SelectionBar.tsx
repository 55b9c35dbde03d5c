import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { Money } from '../format/Money.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { useWords } from '../words/language.ts';
import { ItemDecision } from './ItemDecision.tsx';
import type { CaseDetail, Item, ItemChoice } from './states.ts';

/** What can be done with some items: asked of the rules each time the choice changes. */
export function useItemChoices(caseId: string, itemIds: readonly string[]) {
  const asked = useDeferredValue(itemIds);
  return useQuery({
    ...api.separation.itemChoices.queryOptions({ input: { caseId, itemIds: [...asked].sort() } }),
    enabled: asked.length > 0,
    gcTime: 0,
    placeholderData: (before: ItemChoice[] | undefined) => before,
  });
}

/** Whether a reason only says that the item is at another state: that is to be seen in its line. */
export const isPlain = (refusal: { readonly code: string }): boolean => refusal.code.endsWith('.notFromHere');

/** Batch work: what can be done with the items ticked, with how many of them, and why not with the others. */
export function SelectionBar({ row, items, clear }: { row: CaseDetail; items: readonly Item[]; clear: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [deciding, setDeciding] = useState<ItemChoice>();
  // Wherever the focus is: what was ticked goes first, the page only after it.
  useHotkey('Escape', clear);
  const { data: choices = [] } = useItemChoices(
    row.id,
    items.map((item) => item.id),
  );
  const amount = items.reduce((sum, item) => sum + item.amount, 0);
  const possible = choices.filter((choice) => choice.itemIds.length > 0);
  const reasons = new Map<string, { why: string; steps: string[] }>();
  for (const choice of choices.filter((each) => each.itemIds.length === 0)) {
    // That an accepted item cannot be accepted again, its own column says.
    const why = choice.barredBy.find((refusal) => !isPlain(refusal));
    if (!why) continue;
    const known = reasons.get(why.zh) ?? { why: words(why), steps: [] };
    reasons.set(why.zh, { ...known, steps: [...known.steps, words(choice.words)] });
  }
  const count = t('parts.list.selected', { count: items.length });
  return (
    <>
      <div className="sk-items-bar" role="toolbar" aria-label={count}>
        <div className="sk-items-count">
          <strong>{count}</strong>
          {amount === 0 ? null : (
            <span className="sk-meta">
              <Money fen={amount} whole />
            </span>
          )}
        </div>
        {possible.map((choice) => (
          <Button
            key={choice.event}
            type={choice.event === 'accept' || choice.event === 'handOver' ? 'primary' : 'default'}
            onClick={() => setDeciding(choice)}
          >
            {words(choice.words)} {choice.itemIds.length}
          </Button>
        ))}
        {reasons.size > 0 ? (
          <ul className="sk-items-barred sk-meta">
            {[...reasons.values()].map(({ why, steps }) => (
              <li key={why} title={why}>
                {t('separation.decide.cannot', { steps: steps.join(t('separation.decide.and')), why })}
              </li>
            ))}
          </ul>
        ) : null}
        <button type="button" className="sk-plain" onClick={clear}>
          {t('parts.list.clearSelection')}
        </button>
      </div>
      {deciding ? (
        <ItemDecision row={row} choice={deciding} items={items} onDone={clear} close={() => setDeciding(undefined)} />
      ) : null}
    </>
  );
}
