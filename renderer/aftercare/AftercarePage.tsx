import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { nonCompeteMachine } from '../../shared/domain/states/nonCompete.ts';
import { api, client } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Highlight } from '../format/Highlight.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import { ListPage } from '../list/ListPage.tsx';
import { useListState } from '../list/useListState.ts';
import { useWords } from '../words/language.ts';
import { AwaitedTerms } from './AwaitedTerms.tsx';
import './aftercare.css';
import { ScheduleStrip } from './ScheduleStrip.tsx';
import { type NonCompeteRow, stateTones } from './states.ts';

type Page = Awaited<ReturnType<typeof client.aftercare.nonCompetes>>;
const chips = ['all', 'running', 'unpaid', 'ended'] as const;

/** Everybody bound by a non-compete: until when, what is paid, what falls due. */
export function AftercarePage() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const state = useListState({ chip: 'all' });
  const input = { text: state.text, chip: chips.find((chip) => chip === state.chip) ?? 'all' };
  const { data: counts } = useQuery({
    ...api.aftercare.nonCompetes.queryOptions({ input: { ...input, limit: 1 } }),
    select: (page) => page.chips,
    placeholderData: (before: Page | undefined) => before,
  });
  const columns: ListColumn<NonCompeteRow>[] = [
    {
      key: 'name',
      title: t('aftercare.columns.name'),
      track: 'minmax(120px, 1fr)',
      render: (row) => (
        <strong>
          <Highlight text={row.employee.name} match={state.text} />
        </strong>
      ),
    },
    {
      key: 'state',
      title: t('aftercare.columns.state'),
      track: '104px',
      render: (row) => <StatusDot tone={stateTones[row.state]}>{words(nonCompeteMachine.states[row.state])}</StatusDot>,
    },
    {
      key: 'term',
      title: t('aftercare.columns.term'),
      track: '206px',
      render: (row) => (
        <span className="sk-number">
          {row.startDate} – {row.endDate}
        </span>
      ),
    },
    {
      key: 'schedule',
      title: t('aftercare.columns.schedule'),
      track: 'minmax(200px, 1.4fr)',
      spare: true,
      render: (row) => <ScheduleStrip months={row.months} />,
    },
    {
      key: 'monthly',
      title: t('aftercare.columns.monthly'),
      track: '122px',
      align: 'end',
      render: (row) => <Money fen={row.monthlyCompensation} />,
    },
    {
      key: 'unpaid',
      title: t('aftercare.columns.unpaid'),
      track: '104px',
      align: 'end',
      render: (row) =>
        row.unpaidMonths === 0 ? (
          <span className="sk-soft">—</span>
        ) : (
          <span className="sk-overdue-ink">{t('aftercare.months', { count: row.unpaidMonths })}</span>
        ),
    },
    {
      key: 'next',
      title: t('aftercare.columns.next'),
      track: '132px',
      render: (row) => <BusinessDate date={row.nextDue} near="only" due />,
    },
  ];
  return (
    <ListPage
      title={t('aftercare.area')}
      state={state}
      searchHint={t('aftercare.searchHint')}
      filters={chips.map((chip) => ({
        key: chip,
        label: t(`aftercare.chip.${chip}`),
        count: counts?.[chip],
        ...(chip === 'unpaid' ? { tone: 'overdue' as const } : {}),
      }))}
    >
      <AwaitedTerms />
      <DataList
        label={t('aftercare.area')}
        source={{
          key: api.aftercare.nonCompetes.key({ input }),
          load: ({ offset, limit, signal }) => client.aftercare.nonCompetes({ ...input, offset, limit }, { signal }),
        }}
        columns={columns}
        rowId={(row) => row.id}
        open={(row) => void navigate(`/aftercare/${row.id}`)}
        empty={
          state.narrowed ? (
            <EmptyState what={t('parts.list.nothing')} first={t('parts.list.nothingNext')} />
          ) : (
            <EmptyState what={t('aftercare.empty.what')} first={t('aftercare.empty.first')} />
          )
        }
      />
    </ListPage>
  );
}
