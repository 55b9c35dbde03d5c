import { KeyOutlined, LockOutlined, LogoutOutlined, QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { dateWords } from '../../shared/domain/dateWords.ts';
import { roleWords } from '../../shared/domain/permissions.ts';
import { useLock } from '../access/LockContext.ts';
import { useMe } from '../access/session.ts';
import { useBranch, useToday } from '../client/branch.ts';
import { useWords } from '../words/language.ts';
import { DropMenu } from './DropMenu.tsx';
import { useFeatures } from './FeaturesContext.ts';
import { SampleMark } from './SampleMark.tsx';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

/** Search, where and when one is, how the sync stands, and who is signed in. */
export function TopBar({ search, help }: { search: () => void; help: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const branch = useBranch();
  const today = useToday();
  const bars = useFeatures().flatMap((feature) => (feature.bar ? [{ id: feature.id, Bar: feature.bar }] : []));
  return (
    <header className="sk-bar-top">
      <button type="button" className="sk-search-open" onClick={search} aria-keyshortcuts="Control+K">
        <SearchOutlined aria-hidden="true" />
        <span>{t('shell.search.open')}</span>
        <kbd className="sk-key">Ctrl K</kbd>
      </button>
      <SampleMark />
      <div className="sk-bar-facts">
        {bars.map(({ id, Bar }) => (
          <Bar key={id} />
        ))}
        <span className="sk-bar-branch" title={`${branch.companyName} · ${branch.name}`}>
          {branch.name}
        </span>
        <span className="sk-number">{words(dateWords(today))}</span>
      </div>
      <div className="sk-bar-tools">
        <LanguageSwitch />
        <ThemeSwitch />
        <Button
          type="text"
          icon={<QuestionCircleOutlined />}
          aria-label={t('shell.shortcuts.open')}
          title={`${t('shell.shortcuts.open')} (?)`}
          onClick={help}
        />
        <PersonMenu />
      </div>
    </header>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { account } = useMe();
  const { lock, signOut } = useLock();
  return (
    <>
      <DropMenu
        menu={{
          items: [
            { key: 'role', type: 'group', label: `${account.loginName} · ${words(roleWords[account.role])}` },
            {
              key: 'password',
              icon: <KeyOutlined />,
              label: t('shell.person.password'),
              onClick: () => void navigate('/password'),
            },
            { key: 'out', icon: <LogoutOutlined />, label: t('shell.person.signOut'), onClick: signOut },
          ],
        }}
      >
        <Button type="text" aria-label={t('shell.person.menu', { name: account.displayName })}>
          {account.displayName}
        </Button>
      </DropMenu>
      <Button
        type="text"
        icon={<LockOutlined />}
        aria-label={t('shell.lock')}
        title={`${t('shell.lock')} (Ctrl+Alt+L)`}
        onClick={lock}
      />
    </>
  );
}
