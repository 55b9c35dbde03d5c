import { ArrowLeftOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useHotkey } from '../keys/useHotkey.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import './forms.css';
import { ScanDrop } from './ScanDrop.tsx';
import { ScanTray } from './ScanTray.tsx';
import { putInTray, useScanTray } from './scanTray.ts';

/** Scans come in here: their codes say which form each page is and which case it belongs to. */
export function ScanPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scans = useScanTray();
  usePageTitle(t('forms.scan.title'));
  useHotkey('Escape', () => void navigate(-1));
  return (
    <article className="sk-detail">
      <header className="sk-detail-head">
        <Button
          type="text"
          icon={<ArrowLeftOutlined aria-hidden="true" />}
          aria-label={t('parts.back')}
          title={`${t('parts.back')} (Esc)`}
          onClick={() => void navigate(-1)}
        />
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
