import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { NoConnection } from '../client/connection.ts';
import { EntryPage } from './EntryPage.tsx';

/** This window has no connection: the link was used, is missing, or the program does not answer. */
export function LinkPage({ why }: { why: NoConnection }) {
  const { t } = useTranslation();
  return (
    <EntryPage title={t(`access.link.${why}.title`)} what={t(`access.link.${why}.what`)}>
      <div className="sk-entry-form">
        <p>{t(`access.link.${why}.next`)}</p>
        <Button size="large" block onClick={() => window.location.reload()}>
          {t('access.link.retry')}
        </Button>
      </div>
    </EntryPage>
  );
}
