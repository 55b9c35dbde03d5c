import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, client } from '../client/api.ts';
import { useRowLink } from '../feedback/links.ts';
import { EmptyState } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { DataList, type ListColumn } from '../list/DataList.tsx';

type Row = Awaited<ReturnType<typeof client.people.clients>>['rows'][number];

/** The clients at stake when this person leaves, the most money first. */
export function PersonClients({ employeeId, name }: { employeeId: string; name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const linkOf = useRowLink();
  const columns: ListColumn<Row>[] = [
    {
      key: 'name',
      title: t('people.clients.columns.name'),
      track: 'minmax(200px, 2fr)',
      render: (row) => row.name,
    },
    {
      key: 'role',
      title: t('people.clients.columns.role'),
      track: '124px',
      render: (row) => (
        <>
          {t(`people.clients.role.${row.role}`)} <span className="sk-meta">{row.share}%</span>
        </>
      ),
    },
    {
      key: 'since',
      title: t('people.clients.columns.since'),
      track: '132px',
      render: (row) => <BusinessDate date={row.since} near="never" />,
    },
    {
      key: 'openOrders',
      title: t('people.clients.columns.openOrders'),
      track: '104px',
      align: 'end',
      render: (row) => <span className="sk-number">{row.openOrders || '—'}</span>,
    },
    {
      key: 'receivable',
      title: t('people.clients.columns.receivable'),
      track: '132px',
      align: 'end',
      render: (row) => (row.receivable === 0 ? '—' : <Money fen={row.receivable} whole />),
    },
    {
      key: 'turnover',
      title: t('people.clients.columns.turnover'),
      track: '132px',
      align: 'end',
      render: (row) => <Money fen={row.turnover12m} whole />,
    },
  ];
  return (
    <div className="sk-person-clients">
      <DataList
        label={`${name} ${t('people.tabs.clients')}`}
        source={{
          key: api.people.clients.key({ input: { employeeId } }),
          load: ({ offset, limit, signal }) => client.people.clients({ employeeId, offset, limit }, { signal }),
        }}
        columns={columns}
        rowId={(row) => row.clientId}
        open={(row) => {
          const to = linkOf('client', row.clientId);
          if (to) void navigate(to);
        }}
        empty={<EmptyState what={t('people.clients.empty')} first={t('people.clients.emptyNext')} />}
        compact
      />
    </div>
  );
}
