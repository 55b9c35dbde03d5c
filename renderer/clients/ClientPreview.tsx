import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { ClientTag } from './status.tsx';

/** A few more facts about a client, beside the list. */
export function ClientPreview({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(api.clients.get.queryOptions({ input: { clientId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines />;
  const { stake } = data;
  const facts = [
    [t('clients.facts.owner'), data.owner?.name ?? t('clients.noOwner')],
    [t('clients.facts.helpers'), data.helpers.map((each) => each.name).join('、') || '—'],
    [t('clients.facts.creditDays'), t('clients.dayCount', { count: data.creditDays })],
    [t('clients.stake.balance'), <Money key="balance" fen={stake.balance} />],
    [t('clients.columns.overdue'), <Money key="overdue" fen={stake.overdue} />],
    [t('clients.stake.openOrders'), <Money key="open" fen={stake.openOrdersAmount} />],
    [t('clients.stake.amount12m'), <Money key="amount" fen={stake.amount12m} />],
    [t('clients.facts.lastFollowUp'), <BusinessDate key="follow" date={stake.lastFollowUp} near="never" />],
    [t('clients.facts.address'), data.address ?? '—'],
  ] as const;
  return (
    <>
      <h2>
        {data.name} <ClientTag status={data.status} />
      </h2>
      <dl className="sk-client-preview">
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
