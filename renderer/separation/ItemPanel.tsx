import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { useRowLink } from '../feedback/links.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate, Instant } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { Timeline } from '../record/Timeline.tsx';
import { useWords } from '../words/language.ts';
import { ItemState, LetterDot } from './HandoverLine.tsx';
import { ItemDecision } from './ItemDecision.tsx';
import { isPlain, useItemChoices } from './SelectionBar.tsx';
import type { CaseDetail, Item, ItemChoice, Letter } from './states.ts';

interface ItemPanelProps {
  row: CaseDetail;
  item: Item;
  letter: Letter | undefined;
  recordLetter: (letterId: string) => void;
  close: () => void;
}

/** One item: what it was when the list was made, how it stands, what was decided about it, what can be done now. */
export function ItemPanel({ row, item, letter, recordLetter, close }: ItemPanelProps) {
  const { t } = useTranslation();
  const words = useWords();
  const linkOf = useRowLink();
  const [deciding, setDeciding] = useState<ItemChoice>();
  useHotkey('Escape', close);
  const { data: choices } = useItemChoices(row.id, [item.id]);
  const { data, error } = useQuery(api.separation.item.queryOptions({ input: { caseId: row.id, itemId: item.id } }));
  const clientPage = item.clientId === null ? undefined : linkOf('client', item.clientId);
  const facts: [string, ReactNode][] = [
    ...snapshotFacts(item, (key) => t(`separation.fact.${key}`)),
    [t('separation.columns.receiver'), item.receiver?.name ?? t('separation.list.none')],
    ...(item.evidence ? [[t('separation.columns.evidence'), item.evidence] as [string, ReactNode]] : []),
    ...(item.state === 'waived' && item.note ? [[t('separation.fact.waived'), item.note] as [string, ReactNode]] : []),
  ];
  return (
    <section className="sk-panel sk-item-panel" aria-label={item.title}>
      <header>
        <h2>
          <span className="sk-meta">{t(`separation.itemKind.${item.kind}`)}</span> <ItemState item={item} />
        </h2>
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined aria-hidden="true" />}
          aria-label={t('parts.close')}
          onClick={close}
        />
      </header>
      <div className="sk-panel-body">
        <h3 className="sk-item-title">
          {item.kind === 'client' && clientPage ? <Link to={clientPage}>{item.title}</Link> : item.title}
        </h3>
        {item.kind !== 'client' && item.clientName ? (
          <p>{clientPage ? <Link to={clientPage}>{item.clientName}</Link> : item.clientName}</p>
        ) : null}
        {item.state === 'returned' && item.returnReason ? (
          <p className="sk-item-returned">{t('separation.returnedFor', { reason: item.returnReason })}</p>
        ) : null}
        <dl className="sk-case-facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {item.kind === 'client' && letter ? (
          <div className="sk-item-letter">
            <LetterDot letter={letter} />
            <button type="button" className="sk-plain" onClick={() => recordLetter(letter.id)}>
              {t(letter.state === 'printed' ? 'separation.letterDialog.title' : 'separation.letterDialog.look')}
            </button>
          </div>
        ) : null}
        <div className="sk-item-actions">
          {choices
            ?.filter((choice) => choice.itemIds.length > 0 || !choice.barredBy.every(isPlain))
            .map((choice) => (
              <ActionButton
                key={choice.event}
                size="small"
                reasons="below"
                kind={choice.event === 'accept' || choice.event === 'handOver' ? 'primary' : 'default'}
                barred={choice.itemIds.length > 0 ? [] : choice.barredBy.map(({ about: _, ...refusal }) => refusal)}
                run={() => setDeciding(choice)}
              >
                {words(choice.words)}
              </ActionButton>
            ))}
        </div>
        <h3>{t('separation.history')}</h3>
        {error ? (
          <ErrorState error={error} />
        ) : data ? (
          <Timeline
            empty={t('separation.historyEmpty')}
            entries={data.history.map((each) => ({
              id: each.id,
              at: each.at,
              who: each.approver,
              what: t('separation.verdictOn', {
                verdict: t(`separation.verdict.${each.verdict}`),
                number: each.attempt,
              }),
              ...(each.reason ? { why: each.reason } : {}),
              tone: each.verdict === 'returned' ? 'overdue' : each.verdict === 'accepted' ? 'finished' : 'neutral',
            }))}
          />
        ) : (
          <LoadingLines lines={2} />
        )}
      </div>
      {deciding ? (
        <ItemDecision row={row} choice={deciding} items={[item]} close={() => setDeciding(undefined)} />
      ) : null}
    </section>
  );
}

type FactKey =
  | 'role'
  | 'receivable'
  | 'overdue'
  | 'disputed'
  | 'openOrders'
  | 'last12Months'
  | 'lastOrderOn'
  | 'orderDate'
  | 'amount'
  | 'balance'
  | 'due'
  | 'note'
  | 'promised'
  | 'serial'
  | 'condition'
  | 'decided';

/** The facts that the list kept when it was made, by kind. */
function snapshotFacts(item: Item, label: (key: FactKey) => string): [string, ReactNode][] {
  const { snapshot } = item;
  const money = (value: unknown) => <Money fen={typeof value === 'number' ? value : 0} />;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : '—');
  const date = (value: unknown, due = false) => (
    <BusinessDate date={typeof value === 'string' ? value : null} due={due} />
  );
  const facts: Readonly<Record<Item['kind'], readonly [FactKey, ReactNode][]>> = {
    client: [
      ['receivable', money(snapshot.receivable)],
      ['overdue', money(snapshot.overdue)],
      ['disputed', money(snapshot.disputed)],
      ['openOrders', money(snapshot.openOrderAmount)],
      ['last12Months', money(snapshot.last12Months)],
      ['lastOrderOn', date(snapshot.lastOrderOn)],
    ],
    order: [
      ['orderDate', date(snapshot.date)],
      ['amount', money(snapshot.amount)],
    ],
    receivable: [
      ['due', date(snapshot.dueDate, true)],
      ['balance', money(snapshot.balance)],
      ['amount', money(snapshot.amount)],
      ...(snapshot.disputed === true ? [['note', text(snapshot.note)] as [FactKey, ReactNode]] : []),
    ],
    followUp: [['promised', date(snapshot.promisedDate, true)]],
    asset: [
      ['serial', text(snapshot.serial)],
      ['condition', text(snapshot.condition)],
    ],
    data: [],
  };
  const decided: [FactKey, ReactNode][] =
    item.decidedAt === null
      ? []
      : [
          [
            'decided',
            <span key="d">
              {item.decidedBy} <Instant at={item.decidedAt} />
            </span>,
          ],
        ];
  return [...facts[item.kind], ...decided].map(([key, value]) => [label(key), value]);
}
