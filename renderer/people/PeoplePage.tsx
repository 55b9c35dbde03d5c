import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Highlight } from '../format/Highlight.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import { ListPage } from '../list/ListPage.tsx';
import { useListState } from '../list/useListState.ts';
import { PersonPreview } from './PersonPreview.tsx';
import { accountTones, StageDot } from './stage.tsx';

type Page = Awaited<ReturnType<typeof client.people.list>>;
type Row = Page['rows'][number];
const chips = ['all', 'onboarding', 'active', 'leaving', 'left', 'cancelled'] as const;
const sorts = ['name', 'startDate', 'clients', 'receivable', 'employeeNo'] as const;

/** Everybody of the branch: who stands where, and what depends on them. */
export function PeoplePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const state = useListState({ chip: 'all', sort: { by: 'startDate', descending: true } });
  const mayOnboard = may('employee.onboard') !== undefined;
  useHotkey('n', () => void navigate('/onboarding/new'), { enabled: mayOnboard });

  const input = {
    query: state.text,
    chip: chips.find((chip) => chip === state.chip) ?? 'all',
    sort: sorts.find((sort) => sort === state.sort?.by) ?? 'startDate',
    descending: state.sort?.descending ?? true,
  };
  const { data: counts } = useQuery({
    ...api.people.list.queryOptions({ input: { ...input, limit: 1 } }),
    select: (page) => page.counts,
    placeholderData: (before: Page | undefined) => before,
  });

  const columns: ListColumn<Row>[] = [
    {
      key: 'name',
      title: t('people.columns.name'),
      track: 'minmax(150px, 1.6fr)',
      sortable: true,
      render: (row) => (
        <>
          <Highlight text={row.name} match={state.text} /> <span className="sk-meta">{row.employeeNo}</span>
        </>
      ),
    },
    {
      key: 'position',
      title: t('people.columns.position'),
      track: 'minmax(110px, 1fr)',
      render: (row) => row.positionTitle,
    },
    { key: 'stage', title: t('people.columns.stage'), track: '104px', render: (row) => <StageDot stage={row.stage} /> },
    {
      key: 'startDate',
      title: t('people.columns.start'),
      track: '132px',
      sortable: true,
      render: (row) => <BusinessDate date={row.startDate} near="never" />,
    },
    {
      key: 'clients',
      title: t('people.columns.clients'),
      track: '76px',
      align: 'end',
      sortable: true,
      render: (row) => <span className="sk-number">{row.clients || '—'}</span>,
    },
    {
      key: 'openOrders',
      title: t('people.columns.openOrders'),
      track: '104px',
      align: 'end',
      render: (row) => <span className="sk-number">{row.openOrders || '—'}</span>,
    },
    {
      key: 'receivable',
      title: t('people.columns.receivable'),
      track: '124px',
      align: 'end',
      sortable: true,
      render: (row) => (row.receivable === 0 ? '—' : <Money fen={row.receivable} whole />),
    },
    {
      key: 'account',
      title: t('people.columns.account'),
      track: '108px',
      spare: true,
      render: (row) =>
        row.accountState === null ? (
          <span className="sk-soft">{t('people.accountState.none')}</span>
        ) : (
          <StatusDot tone={accountTones[row.accountState]}>{t(`people.accountState.${row.accountState}`)}</StatusDot>
        ),
    },
    {
      key: 'toSign',
      title: t('people.columns.toSign'),
      track: '84px',
      align: 'end',
      spare: true,
      render: (row) => <span className="sk-number">{row.agreementsOpen || '—'}</span>,
    },
  ];

  const add = mayOnboard ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/onboarding/new')}>
      {t('people.new')} <kbd className="sk-key sk-key-on">N</kbd>
    </Button>
  ) : null;
  // Where there is nobody yet, the list itself shows what to do first.
  const bare = !state.narrowed && counts?.all === 0;

  return (
    <ListPage
      title={t('people.area')}
      state={state}
      searchHint={t('people.searchHint')}
      filters={chips.map((chip) => ({ key: chip, label: t(`people.chips.${chip}`), count: counts?.[chip] }))}
      actions={bare ? null : add}
    >
      <DataList
        label={t('people.area')}
        source={{
          key: api.people.list.key({ input }),
          load: ({ offset, limit, signal }) => client.people.list({ ...input, offset, limit }, { signal }),
        }}
        columns={columns}
        rowId={(row) => row.employeeId}
        open={(row) => void navigate(`/people/${row.employeeId}`)}
        preview={(row) => <PersonPreview employeeId={row.employeeId} />}
        sort={state.sort}
        onSort={state.setSort}
        empty={
          state.narrowed ? (
            <EmptyState what={t('people.empty.none')} first={t('people.empty.noneNext')} />
          ) : (
            <EmptyState what={t('people.empty.what')} first={t('people.empty.first')} action={add} />
          )
        }
      />
    </ListPage>
  );
}
