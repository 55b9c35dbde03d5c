import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { EmptyState } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput, MoneyInput } from '../record/inputs.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import type { Tone } from '../theme/tokens.ts';
import { clientsChanged } from './changed.ts';
import type { ClientDetail } from './status.tsx';

type Order = Awaited<ReturnType<typeof client.clients.orders>>['rows'][number];

const tones: Readonly<Record<Order['status'], Tone>> = {
  open: 'due',
  delivered: 'active',
  settled: 'finished',
  cancelled: 'neutral',
};

/** The client's orders, newest first. Space shows what can be done with the one marked. */
export function Orders({ detail }: { detail: ClientDetail }) {
  const { t } = useTranslation();
  const columns: ListColumn<Order>[] = [
    { key: 'number', title: t('clients.orders.columns.number'), track: '208px', render: (row) => row.number },
    {
      key: 'date',
      title: t('clients.orders.columns.date'),
      track: '132px',
      render: (row) => <BusinessDate date={row.date} near="never" />,
    },
    {
      key: 'title',
      title: t('clients.orders.columns.title'),
      track: 'minmax(90px, 2fr)',
      render: (row) => row.title ?? '—',
    },
    {
      key: 'amount',
      title: t('clients.orders.columns.amount'),
      track: '120px',
      align: 'end',
      render: (row) => <Money fen={row.amount} />,
    },
    {
      key: 'status',
      title: t('clients.orders.columns.status'),
      track: '92px',
      spare: true,
      render: (row) => <StatusDot tone={tones[row.status]}>{t(`clients.orders.status.${row.status}`)}</StatusDot>,
    },
    {
      key: 'employee',
      title: t('clients.orders.columns.employee'),
      track: '100px',
      render: (row) => row.employee.name,
    },
  ];
  return (
    <div className="sk-client-orders">
      <DataList
        label={t('clients.tabs.orders')}
        source={{
          key: api.clients.orders.key({ input: { clientId: detail.id } }),
          load: ({ offset, limit, signal }) =>
            client.clients.orders({ clientId: detail.id, offset, limit }, { signal }),
        }}
        columns={columns}
        rowId={(row) => row.id}
        preview={(row) => <OrderPreview order={row} mayClose={detail.may.addOrder} />}
        empty={<EmptyState what={t('clients.orders.empty')} first={t('clients.orders.emptyNext')} />}
        compact
      />
    </div>
  );
}

function OrderPreview({ order, mayClose }: { order: Order; mayClose: boolean }) {
  const { t, i18n } = useTranslation();
  // Systems that orders come from are called by their own names.
  const source = (name: string): string => {
    const key = `clients.orders.source.${name}`;
    return i18n.exists(key) ? String(i18n.t(key as 'clients.orders.source.manual')) : name;
  };
  const [cancelling, setCancelling] = useState(false);
  return (
    <>
      <h2>{order.number}</h2>
      <dl className="sk-client-preview">
        <div>
          <dt>{t('clients.orders.columns.amount')}</dt>
          <dd>
            <Money fen={order.amount} />
          </dd>
        </div>
        <div>
          <dt>{t('clients.orders.columns.status')}</dt>
          <dd>
            <StatusDot tone={tones[order.status]}>{t(`clients.orders.status.${order.status}`)}</StatusDot>
          </dd>
        </div>
        <div>
          <dt>{t('clients.orders.columns.title')}</dt>
          <dd>{order.title ?? '—'}</dd>
        </div>
        <div>
          <dt>{t('clients.orders.columns.employee')}</dt>
          <dd>{order.employee.name}</dd>
        </div>
        <div>
          <dt>{t('clients.orders.columns.source')}</dt>
          <dd>{source(order.source)}</dd>
        </div>
      </dl>
      {mayClose && order.status === 'open' ? (
        <div className="sk-row-actions">
          <ActionButton
            size="small"
            reasons="below"
            run={async () => {
              await client.clients.closeOrder({ orderId: order.id, version: order.version, to: 'delivered' });
              await clientsChanged();
            }}
          >
            {t('clients.orders.deliver')}
          </ActionButton>
          <Button size="small" danger onClick={() => setCancelling(true)}>
            {t('clients.orders.cancel')}
          </Button>
        </div>
      ) : null}
      {cancelling ? <CancelDialog order={order} close={() => setCancelling(false)} /> : null}
    </>
  );
}

function CancelDialog({ order, close }: { order: Order; close: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog title={t('clients.orders.cancel')} close={close}>
      <RecordForm<{ readonly reason: string }>
        name={`order.cancel.${order.id}`}
        initial={{}}
        saveLabel={t('clients.orders.cancel')}
        save={({ reason }) =>
          client.clients.closeOrder({ orderId: order.id, version: order.version, to: 'cancelled', reason })
        }
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <Form.Item name="reason" label={t('clients.orders.cancelReason')} rules={[{ required: true, min: 2 }]}>
          <Input maxLength={200} />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}

interface OrderValues {
  readonly number?: string;
  readonly date: string;
  readonly amount: number;
  readonly title?: string;
}

/** A new order; its receivable follows from the credit days. */
export function OrderDialog({ detail, close }: { detail: ClientDetail; close: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  return (
    <FormDialog title={t('clients.orders.add')} close={close}>
      <p className="sk-soft">{t('clients.orders.dueOn', { days: detail.creditDays })}</p>
      <RecordForm<OrderValues>
        name={`client.order.${detail.id}`}
        initial={{ date: today }}
        save={({ number, ...values }) =>
          client.clients.addOrder({ ...values, clientId: detail.id, ...(number ? { number } : {}) })
        }
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <div className="sk-fields">
          <Form.Item name="date" label={t('clients.orders.date')} rules={[{ required: true }]}>
            <BusinessDateInput max={today} />
          </Form.Item>
          <Form.Item name="amount" label={t('clients.orders.amount')} rules={[{ required: true }]}>
            <MoneyInput />
          </Form.Item>
          <div data-wide="">
            <Form.Item name="title" label={t('clients.orders.title')}>
              <Input maxLength={200} />
            </Form.Item>
          </div>
          <div data-wide="">
            <Form.Item name="number" label={t('clients.orders.number')}>
              <Input maxLength={60} placeholder={t('clients.orders.numberHint')} />
            </Form.Item>
          </div>
        </div>
      </RecordForm>
    </FormDialog>
  );
}
