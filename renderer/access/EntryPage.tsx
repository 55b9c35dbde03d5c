import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '../shell/mark.svg';
import { SampleMark } from '../shell/SampleMark.tsx';
import { LanguageSwitch, ThemeSwitch } from '../shell/switches.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import './access.css';

/** Page before the application: the mark, one sheet, language and appearance. */
export function EntryPage({
  title,
  what,
  children,
  wide = false,
}: {
  title?: ReactNode;
  what?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  const { t } = useTranslation();
  usePageTitle(typeof title === 'string' ? title : undefined);
  return (
    <div className="sk-entry">
      <header className="sk-entry-head">
        <img src={mark} alt="" width={28} height={28} />
        <strong>{t('shell.product')}</strong>
        <span className="sk-soft">{t('access.slogan')}</span>
        <span className="sk-entry-tools">
          <SampleMark />
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <main className="sk-entry-main">
        <div className="sk-entry-sheet" data-wide={wide || undefined}>
          {title ? <h1>{title}</h1> : null}
          {what ? <p className="sk-soft sk-entry-what">{what}</p> : null}
          {children}
        </div>
      </main>
    </div>
  );
}
