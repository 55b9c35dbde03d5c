import { PlusOutlined, ScanOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
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
import { useWords } from '../words/language.ts';
import { CasePreview } from './CasePreview.tsx';
import './separation.css';
import type { CaseRow } from './states.ts';
import { TrackBars, toneOfHandover } from './TrackBars.tsx';
import { WaitingLine } from './Waiting.tsx';

type Page = Awaited<ReturnType<typeof client.separation.list>>;
const chips = ['all', 'mine', 'toReview', 'overdue', 'settled'] as const;
const counted = (count: number): string => count.toLocaleString('en');

/** Everybody who is leaving: the three tracks of each case, what is at stake, and who has to act. */
export function SeparationPage() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const may = useMay();
  const state = useListState({ chip: 'all' });
  const maySubmit = may('separation.submit') !== undefined;
  useHotkey('n', () => void navigate('/separation/new'), { enabled: maySubmit });

  const input = { text: state.text, chip: chips.find((chip) => chip === state.chip) ?? 'all' };
  const { data: counts } = useQuery({
    ...api.separation.list.queryOptions({ input: { ...input, limit: 1 } }),
    select: (page) => page.chips,
    placeholderData: (before: Page | undefined) => before,
  });

  const columns: ListColumn<CaseRow>[] = [
    {
      key: 'name',
      title: t('separation.columns.name'),
      track: 'minmax(130px, 1.2fr)',
      render: (row) => (
        <>
          <strong>
            <Highlight text={row.employee.name} match={state.text} />
          </strong>{' '}
          <span className="sk-meta">{t(`separation.kind.${row.kind}`)}</span>
        </>
      ),
    },
    {
      key: 'tracks',
      title: t('separation.columns.tracks'),
      track: '146px',
      render: (row) => <TrackBars row={row} />,
    },
    {
      key: 'state',
      title: t('separation.columns.state'),
      track: '122px',
      render: (row) => (
        <StatusDot tone={toneOfHandover(row)}>{words(handoverMachine.states[row.handoverState])}</StatusDot>
      ),
    },
    {
      key: 'waiting',
      title: t('separation.columns.waiting'),
      track: 'minmax(150px, 1.6fr)',
      render: (row) => <WaitingLine row={row} />,
    },
    {
      key: 'due',
      title: t('separation.columns.due'),
      track: '142px',
      render: (row) => <BusinessDate date={row.handoverDue} near="only" due={row.waiting !== null} />,
    },
    {
      key: 'progress',
      title: t('separation.columns.progress'),
      track: '76px',
      align: 'end',
      spare: true,
      render: (row) => (
        <span className="sk-number">
          {row.totals.items === 0 ? '—' : `${counted(row.totals.accepted)}/${counted(row.totals.items)}`}
        </span>
      ),
    },
    {
      key: 'clients',
      title: t('separation.columns.clients'),
      track: '72px',
      align: 'end',
      spare: true,
      render: (row) => (
        <span className="sk-number">{row.totals.clients === 0 ? '—' : counted(row.totals.clients)}</span>
      ),
    },
    {
      key: 'receivable',
      title: t('separation.columns.receivable'),
      track: '112px',
      align: 'end',
      render: (row) => (row.totals.receivable === 0 ? '—' : <Money fen={row.totals.receivable} whole />),
    },
    {
      key: 'disputed',
      title: t('separation.columns.disputed'),
      track: '108px',
      align: 'end',
      spare: true,
      render: (row) =>
        row.totals.disputed === 0 ? (
          <span className="sk-soft">—</span>
        ) : (
          <span className="sk-due-ink">
            <Money fen={row.totals.disputed} whole />
          </span>
        ),
    },
  ];

  // Where there is no case yet, the list itself shows what to do first.
  const bare = !state.narrowed && counts?.all === 0;
  const add = maySubmit ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => void navigate('/separation/new')}>
      {t('separation.new.command')} <kbd className="sk-key sk-key-on">N</kbd>
    </Button>
  ) : null;

  return (
    <ListPage
      title={t('separation.area')}
      state={state}
      searchHint={t('separation.searchHint')}
      filters={chips.map((chip) => ({
        key: chip,
        label: t(`separation.chip.${chip}`),
        count: counts?.[chip],
        ...(chip === 'overdue' && counts?.overdue ? { tone: 'overdue' as const } : {}),
      }))}
      actions={
        <>
          {may('form.view') ? (
            <Button icon={<ScanOutlined aria-hidden="true" />} onClick={() => void navigate('/separation/scan')}>
              {t('forms.scan.title')}
            </Button>
          ) : null}
          {bare ? null : add}
        </>
      }
    >
      <DataList
        label={t('separation.area')}
        source={{
          key: api.separation.list.key({ input }),
          load: ({ offset, limit, signal }) => client.separation.list({ ...input, offset, limit }, { signal }),
        }}
        columns={columns}
        rowId={(row) => row.id}
        open={(row) => void navigate(`/separation/${row.id}`)}
        preview={(row) => <CasePreview row={row} />}
        empty={
          state.narrowed ? (
            <EmptyState what={t('parts.list.nothing')} first={t('parts.list.nothingNext')} />
          ) : (
            <EmptyState what={t('separation.empty.what')} first={t('separation.empty.first')} action={add} />
          )
        }
      />
    </ListPage>
  );
}
