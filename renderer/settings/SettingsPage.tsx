import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '../access/session.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { AboutSection } from './AboutSection.tsx';
import { AccountsSection } from './AccountsSection.tsx';
import { AppearanceSection } from './AppearanceSection.tsx';
import { AuditSection } from './AuditSection.tsx';
import { BackupsSection } from './BackupsSection.tsx';
import { BranchSection } from './BranchSection.tsx';
import { ShortcutsSection } from './ShortcutsSection.tsx';
import './settings.css';

const sections = [
  { key: 'accounts', needs: 'account.view', Section: AccountsSection },
  { key: 'branch', needs: undefined, Section: BranchSection },
  { key: 'audit', needs: 'audit.view', Section: AuditSection },
  { key: 'backups', needs: 'backup.view', Section: BackupsSection },
  { key: 'appearance', needs: undefined, Section: AppearanceSection },
  { key: 'shortcuts', needs: undefined, Section: ShortcutsSection },
  { key: 'about', needs: undefined, Section: AboutSection },
] as const satisfies readonly { key: string; needs: string | undefined; Section: ComponentType }[];

/** Settings: what this person may see of them at the left, the chosen one at the right. */
export function SettingsPage() {
  const { t } = useTranslation();
  usePageTitle(t('settings.area'));
  const may = useMay();
  const { section } = useParams();
  const mine = sections.filter(({ needs }) => needs === undefined || may(needs) !== undefined);
  const chosen = mine.find(({ key }) => key === section) ?? mine[0];
  return (
    <div className="sk-settings">
      <nav className="sk-settings-nav" aria-label={t('settings.area')}>
        <p className="sk-settings-title">{t('settings.area')}</p>
        <ul>
          {mine.map(({ key }) => (
            <li key={key}>
              <Link to={`/settings/${key}`} aria-current={key === chosen?.key ? 'page' : undefined}>
                {t(`settings.${key}.title`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="sk-settings-pane">{chosen ? <chosen.Section /> : null}</div>
    </div>
  );
}
