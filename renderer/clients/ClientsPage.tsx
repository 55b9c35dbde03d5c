import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { EmptyState, Notice } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Highlight } from '../format/Highlight.tsx';
import { Money } from '../format/Money.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import { ListPage } from '../list/ListPage.tsx';
import type { Selection } from '../list/selection.ts';
import { type Sort, useListState } from '../list/useListState.ts';
import { AssignDialog } from './AssignDialog.tsx';
import { ClientPreview } from './ClientPreview.tsx';
import './clients.css';
import { ClientDot } from './status.tsx';

type Row = Awaited<ReturnType<typeof client.clients.list>>['rows'][number];
const chips = ['all', 'mine', 'owing', 'openOrders', 'dormant', 'noOwner'] as const;
const sorts = ['name', 'balance', 'openOrders', 'lastOrder', 'amount12m'] as const;
type Chip = (typeof chips)[number];

/** What one wants to see first under each filter. */
const firstSort: Readonly<Record<Chip, Sort>> = {
  all: { by: 'name', descending: false },
  mine: { by: 'amount12m', descending: true },
  owing: { by: 'balance', descending: true },
  openOrders: { by: 'openOrders', descending: true },
  dormant: { by: 'lastOrder', descending: true },
  noOwner: { by: 'amount12m', descending: true },
};

/** The clients of the branch, or one's own. */
export function ClientsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const ownOnly = may('client.view') === 'own';
  const state = useListState({ chip: 'all' });
  const mayCreate = may('client.create') !== undefined;
  const mayAssign = may('client.assign') !== undefined;
  const [moving, setMoving] = useState<readonly Row[]>();
  useHotkey('n', () => void navigate('/clients/new'), { enabled: mayCreate });

  const chip = chips.find((each) => each === state.chip) ?? 'all';
  // A search answers the nearest first until another order is asked for.
  const sort = state.sort ?? (state.text === '' ? firstSort[chip] : undefined);
  const by = sorts.find((each) => each === sort?.by);
  const input = {
    query: state.text,
    chip,
    descending: sort?.descending ?? false,
    ...(by === undefined ? {} : { sort: by }),
  };
  const { data: counts } = useQuery(api.clients.chipCounts.queryOptions());
  const { data: capped } = useQuery({
    ...api.clients.list.queryOptions({ input: { ...input, limit: 1 } }),
    enabled: state.text !== '',
    select: (page) => page.capped,
  });

  const columns: ListColumn<Row>[] = [
    {
      key: 'name',
      title: t('clients.columns.name'),
      track: 'minmax(220px, 2.4fr)',
      sortable: true,
      render: (row) => (
        <>
          <Highlight text={row.name} match={state.text} />
          {row.city && !row.name.includes(row.city.replace(/市$/, '')) ? (
            <span className="sk-meta"> {row.city}</span>
          ) : null}
        </>
      ),
    },
    {
      key: 'status',
      title: t('clients.columns.status'),
      track: '96px',
      spare: true,
      render: (row) => <ClientDot status={row.status} />,
    },
    {
      key: 'owner',
      title: t('clients.columns.owner'),
      track: 'minmax(124px, 0.8fr)',
      render: (row) => row.owner?.name ?? <span className="sk-soft">{t('clients.noOwner')}</span>,
    },
    {
      key: 'balance',
      title: t('clients.columns.balance'),
      track: '124px',
      align: 'end',
      sortable: true,
      render: (row) => (row.balance === 0 ? '—' : <Money fen={row.balance} whole />),
    },
    {
      key: 'overdue',
      title: t('clients.columns.overdue'),
      track: '116px',
      align: 'end',
      render: (row) =>
        row.overdue === 0 ? (
          '—'
        ) : (
          <span className="sk-overdue-text">
            <Money fen={row.overdue} whole />
          </span>
        ),
    },
    {
      key: 'openOrders',
      title: t('clients.columns.openOrders'),
      track: '104px',
      align: 'end',
      sortable: true,
      spare: true,
      render: (row) => <span className="sk-number">{row.openOrders || '—'}</span>,
    },
    {
      key: 'lastOrder',
      title: t('clients.columns.lastOrder'),
      track: '136px',
      sortable: true,
      render: (row) =>
        row.lastOrderDate === null ? (
          <span className="sk-soft">{t('clients.never')}</span>
        ) : (
          <BusinessDate date={row.lastOrderDate} near="never" />
        ),
    },
    {
      key: 'amount12m',
      title: t('clients.columns.amount12m'),
      track: '128px',
      align: 'end',
      sortable: true,
      spare: true,
      render: (row) => (row.amount12m === 0 ? '—' : <Money fen={row.amount12m} whole />),
    },
  ];

  const add = mayCreate ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/clients/new')}>
      {t('clients.new')} <kbd className="sk-key sk-key-on">N</kbd>
    </Button>
  ) : null;

  // Where there is no client yet, the list itself shows what to do first.
  const bare = !state.narrowed && counts?.all === 0;

  return (
    <>
      <ListPage
        title={t('clients.area')}
        state={state}
        searchHint={t('clients.searchHint')}
        filters={chips
          .filter((each) => !ownOnly || (each !== 'mine' && each !== 'noOwner'))
          .map((each) => ({
            key: each,
            label: t(`clients.chips.${each}`),
            count: counts?.[each],
            ...(each === 'dormant' || each === 'noOwner' ? { tone: 'due' as const } : {}),
          }))}
        actions={bare ? null : add}
      >
        {capped ? <Notice>{t('clients.capped')}</Notice> : null}
        <DataList<Row>
          label={t('clients.area')}
          source={{
            key: api.clients.list.key({ input }),
            load: ({ offset, limit, signal }) => client.clients.list({ ...input, offset, limit }, { signal }),
          }}
          columns={columns}
          rowId={(row) => row.id}
          open={(row) => void navigate(`/clients/${row.id}`)}
          preview={(row) => <ClientPreview clientId={row.id} />}
          {...(mayAssign
            ? {
                selectionBar: (selection: Selection<Row>) => (
                  <Button size="small" onClick={() => setMoving(selection.rows)}>
                    {t('clients.ownership.transfer')}
                  </Button>
                ),
              }
            : {})}
          sort={sort}
          onSort={state.setSort}
          empty={
            state.narrowed ? (
              <EmptyState what={t('clients.empty.none')} first={t('clients.empty.noneNext')} />
            ) : (
              <EmptyState
                what={t(ownOnly ? 'clients.empty.own' : 'clients.empty.what')}
                first={t(ownOnly ? 'clients.empty.ownNext' : 'clients.empty.first')}
                action={add}
              />
            )
          }
        />
      </ListPage>
      {moving ? <AssignDialog clients={moving} close={() => setMoving(undefined)} /> : null}
    </>
  );
}
