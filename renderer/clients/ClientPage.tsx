import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api } from '../client/api.ts';
import { ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { wholeYuan } from '../format/text.ts';
import { AuditTimeline } from '../record/AuditTimeline.tsx';
import { DetailPage, type Fact } from '../record/DetailPage.tsx';
import { Panel } from '../record/Panel.tsx';
import { AssignDialog } from './AssignDialog.tsx';
import './clients.css';
import { Contacts } from './Contacts.tsx';
import { FollowUps } from './FollowUps.tsx';
import { Looks } from './Looks.tsx';
import { OrderDialog, Orders } from './Orders.tsx';
import { OrdersChart } from './OrdersChart.tsx';
import { OwnershipBand } from './OwnershipBand.tsx';
import { Receivables } from './Receivables.tsx';
import { type ClientDetail, ClientTag } from './status.tsx';

/** Everything about one client: who looks after it, what it orders and owes, what was said, who looked. */
export function ClientPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'assign' | 'order'>();
  const { data: detail, error, refetch } = useQuery(api.clients.get.queryOptions({ input: { clientId: id } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!detail) return <LoadingLines lines={10} />;
  const { stake, may } = detail;

  const facts: Fact[] = [
    { label: t('clients.facts.owner'), value: detail.owner?.name ?? t('clients.noOwner') },
    {
      label: t('clients.facts.helpers'),
      value: detail.helpers.map((each) => `${each.name} ${each.share}%`).join('、') || '—',
    },
    { label: t('clients.facts.creditDays'), value: t('clients.dayCount', { count: detail.creditDays }) },
    {
      label: t('clients.facts.city'),
      value: [detail.city, detail.industry].filter(Boolean).join(' · ') || '—',
    },
    { label: t('clients.facts.uscc'), value: <span className="sk-number">{detail.uscc ?? '—'}</span> },
  ];
  const stakes: Fact[] = [
    {
      label: t('clients.stake.balance'),
      value: (
        <>
          <Money fen={stake.balance} whole />
          {stake.overdue > 0 ? (
            <small className="sk-overdue-text">
              {' '}
              {t('clients.ofWhichOverdue', { amount: wholeYuan(stake.overdue) })}
            </small>
          ) : null}
          {stake.disputed > 0 ? (
            <small className="sk-due-text">
              {' '}
              {t('clients.ofWhichDisputed', { amount: wholeYuan(stake.disputed) })}
            </small>
          ) : null}
        </>
      ),
    },
    {
      label: t('clients.stake.openOrders'),
      value:
        stake.openOrders === 0 ? (
          '—'
        ) : (
          <>
            <Money fen={stake.openOrdersAmount} whole />{' '}
            <small>{t('clients.orderCount', { count: stake.openOrders })}</small>
          </>
        ),
    },
    { label: t('clients.stake.amount12m'), value: <Money fen={stake.amount12m} whole /> },
    {
      label: t('clients.stake.lastOrder'),
      value:
        stake.lastOrderDate === null ? t('clients.never') : <BusinessDate date={stake.lastOrderDate} near="never" />,
    },
  ];

  return (
    <>
      <DetailPage
        kind={t('clients.area')}
        title={detail.name}
        status={<ClientTag status={detail.status} />}
        facts={facts}
        stake={stakes}
        notices={
          detail.transferRequests.length > 0 ? (
            <Notice
              tone="due"
              action={
                <Button size="small" onClick={() => setOpen('assign')}>
                  {t('clients.ownership.transfer')}
                </Button>
              }
            >
              {t('clients.assign.requests', { requests: detail.transferRequests.join(' · ') })}
            </Notice>
          ) : null
        }
        actions={
          <>
            {may.assign ? (
              <Button onClick={() => setOpen('assign')}>
                {t(detail.owner ? 'clients.ownership.transfer' : 'clients.ownership.assign')}
              </Button>
            ) : null}
            {may.edit ? (
              <Button onClick={() => void navigate(`/clients/${id}/edit`)}>{t('clients.edit')}</Button>
            ) : null}
            {may.addOrder ? (
              <Button type="primary" onClick={() => setOpen('order')}>
                {t('clients.orders.add')}
              </Button>
            ) : null}
          </>
        }
        sections={[
          { key: 'overview', label: t('clients.tabs.overview'), content: <Overview detail={detail} /> },
          { key: 'orders', label: t('clients.tabs.orders'), content: <Orders detail={detail} /> },
          {
            key: 'followUps',
            label: t('clients.tabs.followUps'),
            content: (
              <Panel>
                <FollowUps detail={detail} limit={200} />
              </Panel>
            ),
          },
          ...(may.viewTimeline
            ? [{ key: 'timeline', label: t('clients.tabs.timeline'), content: <ClientTimeline clientId={id} /> }]
            : []),
        ]}
        rail={<Rail detail={detail} />}
      />
      {open === 'assign' ? (
        <AssignDialog
          clients={[{ ...detail, balance: stake.balance, openOrders: stake.openOrders }]}
          close={() => setOpen(undefined)}
        />
      ) : null}
      {open === 'order' ? <OrderDialog detail={detail} close={() => setOpen(undefined)} /> : null}
    </>
  );
}

function Overview({ detail }: { detail: ClientDetail }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(
    api.clients.ownershipHistory.queryOptions({ input: { clientId: detail.id } }),
  );
  return (
    <div className="sk-client-overview">
      <Panel title={t('clients.ownership.title')}>
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : data ? (
          <OwnershipBand history={data} />
        ) : (
          <LoadingLines lines={3} />
        )}
      </Panel>
      <Panel title={t('clients.chart.title')}>
        <OrdersChart clientId={detail.id} />
      </Panel>
      <Panel title={t('clients.receivables.title')}>
        <Receivables detail={detail} />
      </Panel>
      {detail.address || detail.note ? (
        <Panel title={t('clients.facts.address')}>
          <p>{detail.address ?? '—'}</p>
          {detail.note ? <p className="sk-client-note">{detail.note}</p> : null}
        </Panel>
      ) : null}
    </div>
  );
}

function Rail({ detail }: { detail: ClientDetail }) {
  const { t } = useTranslation();
  const { data: entries } = useQuery({
    ...api.clients.timeline.queryOptions({ input: { clientId: detail.id } }),
    enabled: detail.may.viewTimeline,
  });
  return (
    <>
      <Panel title={t('clients.contacts.title')}>
        <Contacts detail={detail} />
      </Panel>
      <Panel title={t('clients.followUps.title')}>
        <FollowUps detail={detail} limit={4} />
      </Panel>
      {entries ? (
        <Panel title={t('clients.looks.title')}>
          <Looks entries={entries} />
        </Panel>
      ) : null}
    </>
  );
}

function ClientTimeline({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(api.clients.timeline.queryOptions({ input: { clientId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines />;
  return (
    <Panel>
      <AuditTimeline entries={data} empty={t('clients.timelineEmpty')} />
    </Panel>
  );
}
