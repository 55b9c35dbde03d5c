import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Client } from '../../shared/contract/index.ts';
import { roleWords } from '../../shared/domain/permissions.ts';
import { useMay } from '../access/session.ts';
import { api } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { Highlight } from '../format/Highlight.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { stateOf } from '../format/stateWords.ts';
import { useHotkey } from '../keys/useHotkey.ts';
import { DataList } from '../list/DataList.tsx';
import { ListPage } from '../list/ListPage.tsx';
import { useListState } from '../list/useListState.ts';
import { useWords } from '../words/language.ts';

export type Account = Awaited<ReturnType<Client['access']['accounts']>>[number];

const states = ['active', 'restricted', 'frozen', 'closed'] as const;

/** The accounts of the branch: who may enter, as what, and how each account stands. */
export function AccountsSection() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const may = useMay();
  const state = useListState();
  const query = useQuery(api.access.accounts.queryOptions());
  const all = query.data ?? [];
  const create = may('account.create') !== undefined;
  const open = () => void navigate('/settings/accounts/new');
  useHotkey('n', open, { enabled: create });
  const wanted = state.text.normalize('NFKC').trim().toLowerCase();
  const rows = all.filter(
    (row) =>
      (state.chip === '' || row.state === state.chip) &&
      (row.displayName.toLowerCase().includes(wanted) ||
        row.loginName.toLowerCase().includes(wanted) ||
        words(roleWords[row.role]).toLowerCase().includes(wanted)),
  );
  return (
    <ListPage
      title={t('settings.accounts.title')}
      state={state}
      searchHint={t('settings.accounts.searchHint')}
      filters={[
        { key: '', label: t('settings.accounts.all'), count: query.data?.length },
        ...states.map((key) => ({
          key,
          label: words(stateOf('account', key).words),
          count: query.data && all.filter((row) => row.state === key).length,
          ...(key === 'frozen' ? { tone: 'frozen' as const } : {}),
        })),
      ]}
      actions={
        create ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={open}>
            {t('settings.accounts.new')}
            <kbd className="sk-key sk-key-on">N</kbd>
          </Button>
        ) : null
      }
    >
      <DataList<Account>
        label={t('settings.accounts.title')}
        source={{
          key: ['settings.accounts', state.text, state.chip, query.dataUpdatedAt],
          load: async ({ offset, limit }) => {
            if (query.error) throw query.error;
            return { rows: rows.slice(offset, offset + limit), total: rows.length };
          },
        }}
        columns={[
          {
            key: 'name',
            title: t('settings.accounts.name'),
            track: 'minmax(120px, 1.3fr)',
            render: (row) => (
              <>
                <Highlight text={row.displayName} match={state.text} />{' '}
                <span className="sk-meta">
                  <Highlight text={row.loginName} match={state.text} />
                </span>
              </>
            ),
          },
          {
            key: 'role',
            title: t('settings.accounts.role'),
            track: 'minmax(84px, 0.7fr)',
            render: (row) => words(roleWords[row.role]),
          },
          {
            key: 'state',
            title: t('settings.accounts.state'),
            track: 'minmax(78px, 0.6fr)',
            render: (row) => {
              const { words: name, tone } = stateOf('account', row.state);
              return <StatusDot tone={tone}>{words(name)}</StatusDot>;
            },
          },
          {
            key: 'why',
            title: t('settings.accounts.why'),
            track: 'minmax(120px, 1.7fr)',
            render: (row) =>
              row.stateReason ? (
                <span title={row.stateReason}>
                  {row.stateReason} <span className="sk-meta">{row.stateBy}</span>
                </span>
              ) : (
                <span className="sk-soft">—</span>
              ),
          },
          {
            key: 'lastSignIn',
            title: t('settings.accounts.lastSignIn'),
            track: '138px',
            render: (row) =>
              row.lastSignInAt === null ? (
                <span className="sk-soft">{t('settings.accounts.never')}</span>
              ) : (
                <Instant at={row.lastSignInAt} />
              ),
          },
        ]}
        rowId={(row) => row.id}
        open={(row) => void navigate(`/settings/accounts/${row.id}`)}
        empty={<EmptyState what={t('parts.list.nothing')} first={t('parts.list.nothingNext')} />}
      />
    </ListPage>
  );
}
