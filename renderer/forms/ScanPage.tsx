import { useTranslation } from 'react-i18next';
import { BackButton } from '../record/BackButton.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import './forms.css';
import { ScanDrop } from './ScanDrop.tsx';
import { ScanTray } from './ScanTray.tsx';
import { putInTray, useScanTray } from './scanTray.ts';

/** Scans come in here: their codes say which form each page is and which case it belongs to. */
export function ScanPage() {
  const { t } = useTranslation();
  const scans = useScanTray();
  usePageTitle(t('forms.scan.title'));
  return (
    <article className="sk-detail">
      <header className="sk-detail-head">
        <BackButton />
        <div className="sk-detail-title">
          <h1>{t('forms.scan.title')}</h1>
        </div>
      </header>
      <div className="sk-scan-desk">
        <p className="sk-soft">{t('forms.scan.explain')}</p>
        <ScanDrop label={t('forms.scan.drop')} take={(files) => void putInTray(files)} />
        {scans.length > 0 ? <ScanTray /> : null}
      </div>
    </article>
  );
}
