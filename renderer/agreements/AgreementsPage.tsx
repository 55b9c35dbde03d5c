import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { Highlight } from '../format/Highlight.tsx';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import { ListPage } from '../list/ListPage.tsx';
import { useListState } from '../list/useListState.ts';
import { CompletedAt } from './CompletedAt.tsx';
import { SealDialog } from './SealDialog.tsx';
import { AgreementDot } from './state.tsx';

type Page = Awaited<ReturnType<typeof client.agreements.list>>;
type Row = Page['rows'][number];
const chips = ['all', 'open', 'completed', 'refused', 'superseded'] as const;

/** Every agreement of the branch, those to be signed one press away. */
export function AgreementsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const [seal, setSeal] = useState(false);
  const state = useListState({ chip: 'all' });
  const input = { query: state.text, chip: chips.find((chip) => chip === state.chip) ?? 'all' };
  const { data: counts } = useQuery({
    ...api.agreements.list.queryOptions({ input: { ...input, limit: 1 } }),
    select: (page) => page.counts,
    placeholderData: (before: Page | undefined) => before,
  });
  const columns: ListColumn<Row>[] = [
    {
      key: 'employee',
      title: t('agreements.columns.employee'),
      track: 'minmax(140px, 1.2fr)',
      render: (row) => (
        <>
          <Highlight text={row.employeeName} match={state.text} /> <span className="sk-meta">{row.employeeNo}</span>
        </>
      ),
    },
    { key: 'title', title: t('agreements.columns.title'), track: 'minmax(150px, 1.4fr)', render: (row) => row.title },
    {
      key: 'state',
      title: t('agreements.columns.state'),
      track: '116px',
      render: (row) => <AgreementDot state={row.state} />,
    },
    {
      key: 'method',
      title: t('agreements.columns.method'),
      track: '96px',
      spare: true,
      render: (row) => t(`agreements.method.${row.method}`),
    },
    {
      key: 'position',
      title: t('agreements.columns.position'),
      track: 'minmax(110px, 1fr)',
      spare: true,
      render: (row) => row.positionTitle,
    },
    {
      key: 'number',
      title: t('agreements.columns.number'),
      track: '168px',
      render: (row) => <span className="sk-number">{row.number}</span>,
    },
    {
      key: 'completed',
      title: t('agreements.columns.completed'),
      track: '148px',
      render: (row) => <CompletedAt at={row.completedAt} method={row.method} />,
    },
  ];
  return (
    <>
      <ListPage
        title={t('agreements.area')}
        state={state}
        searchHint={t('agreements.searchHint')}
        filters={chips.map((chip) => ({ key: chip, label: t(`agreements.chips.${chip}`), count: counts?.[chip] }))}
        actions={
          may('agreement.seal') ? <Button onClick={() => setSeal(true)}>{t('agreements.seal.open')}</Button> : null
        }
      >
        <DataList
          label={t('agreements.area')}
          source={{
            key: api.agreements.list.key({ input }),
            load: ({ offset, limit, signal }) => client.agreements.list({ ...input, offset, limit }, { signal }),
          }}
          columns={columns}
          rowId={(row) => row.id}
          open={(row) => void navigate(`/agreements/${row.id}`)}
          empty={
            state.narrowed ? (
              <EmptyState what={t('agreements.empty.none')} first={t('agreements.empty.noneNext')} />
            ) : (
              <EmptyState what={t('agreements.empty.what')} first={t('agreements.empty.first')} />
            )
          }
        />
      </ListPage>
      {seal ? <SealDialog close={() => setSeal(false)} /> : null}
    </>
  );
}
