import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type client } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { wholeYuan } from '../format/text.ts';
import { DisputeDialog } from './DisputeDialog.tsx';
import { PaymentDialog } from './PaymentDialog.tsx';
import type { ClientDetail } from './status.tsx';

export type Receivable = Awaited<ReturnType<typeof client.clients.receivables>>['rows'][number];

/** What is owed: by age as one bar, and each item with what can be done about it. */
export function Receivables({ detail }: { detail: ClientDetail }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ what: 'pay' | 'dispute'; row: Receivable }>();
  const { data, error, refetch } = useQuery(api.clients.receivables.queryOptions({ input: { clientId: detail.id } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={4} />;
  if (data.rows.length === 0) return <p className="sk-soft">{t('clients.receivables.none')}</p>;
  const total = data.ages.reduce((sum, each) => sum + each.amount, 0);
  const standing = data.ages.filter((each) => each.amount > 0);
  const text = standing
    .map((each) => `${t(`clients.receivables.ages.${each.age}`)} ${wholeYuan(each.amount)}`)
    .join('，');
  const { recordPayment, dispute } = detail.may;
  const close = () => setAsked(undefined);

  return (
    <>
      <div role="img" aria-label={t('clients.receivables.bars', { text })} className="sk-ages">
        {standing.map((each) => (
          <span key={each.age} data-age={each.age} style={{ flexGrow: Math.max(each.amount / total, 0.01) }} />
        ))}
      </div>
      <ul className="sk-ages-key">
        {standing.map((each) => (
          <li key={each.age}>
            <span className="sk-ages-dot" data-age={each.age} aria-hidden="true" />
            {t(`clients.receivables.ages.${each.age}`)} <Money fen={each.amount} whole strong />{' '}
            <span className="sk-meta">{t('clients.receivables.rows', { count: each.count })}</span>
          </li>
        ))}
      </ul>
      <table className="sk-client-table">
        <thead>
          <tr>
            <th scope="col">{t('clients.receivables.columns.order')}</th>
            <th scope="col">{t('clients.receivables.columns.due')}</th>
            <th scope="col" data-align="end">
              {t('clients.receivables.columns.amount')}
            </th>
            <th scope="col" data-align="end">
              {t('clients.receivables.columns.balance')}
            </th>
            <th scope="col">{t('clients.receivables.columns.state')}</th>
            {recordPayment || dispute ? <th scope="col">{t('clients.receivables.columns.act')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.id}>
              <td>{row.orderNumber ?? t('clients.receivables.noOrder')}</td>
              <td>
                <BusinessDate date={row.dueDate} due />
              </td>
              <td data-align="end">
                <Money fen={row.amount} />
              </td>
              <td data-align="end">
                <Money fen={row.balance} strong />
              </td>
              <td>
                {row.disputed ? <StatusDot tone="due">{t('clients.receivables.disputed')}</StatusDot> : null}{' '}
                <span className="sk-meta">{row.note}</span>
              </td>
              {recordPayment || dispute ? (
                <td>
                  <div className="sk-row-actions">
                    {recordPayment ? (
                      <Button size="small" onClick={() => setAsked({ what: 'pay', row })}>
                        {t('clients.receivables.pay')}
                      </Button>
                    ) : null}
                    {dispute ? (
                      <Button size="small" type="text" onClick={() => setAsked({ what: 'dispute', row })}>
                        {t(row.disputed ? 'clients.receivables.endDispute' : 'clients.receivables.dispute')}
                      </Button>
                    ) : null}
                  </div>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {asked?.what === 'pay' ? <PaymentDialog receivable={asked.row} close={close} /> : null}
      {asked?.what === 'dispute' ? <DisputeDialog receivable={asked.row} close={close} /> : null}
    </>
  );
}
