import { useTranslation } from 'react-i18next';
import { legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { useWords } from '../words/language.ts';
import type { CaseRow } from './states.ts';
import { TrackBars } from './TrackBars.tsx';
import { WaitingLine } from './Waiting.tsx';

/** What one wants to know of a case without opening it. */
export function CasePreview({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const words = useWords();
  const { totals } = row;
  const facts = [
    [
      t('separation.facts.number'),
      <span key="n" className="sk-number">
        {row.number}
      </span>,
    ],
    [t('separation.columns.waiting'), <WaitingLine key="w" row={row} />],
    [t('separation.facts.legal'), words(legalTrackMachine.states[row.legalState])],
    [t('separation.facts.notice'), <BusinessDate key="d" date={row.noticeDate} />],
    [t('separation.columns.due'), <BusinessDate key="u" date={row.handoverDue} due={row.waiting !== null} />],
    [t('separation.facts.clients'), totals.clients],
    [t('separation.columns.receivable'), <Money key="r" fen={totals.receivable} />],
    [t('separation.columns.disputed'), <Money key="x" fen={totals.disputed} />],
    [t('separation.facts.openOrders'), totals.openOrders],
    [t('separation.facts.orderAmount'), <Money key="o" fen={totals.openOrdersAmount} />],
  ] as const;
  return (
    <>
      <h2>{row.employee.name}</h2>
      <TrackBars row={row} />
      <dl className="sk-case-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
