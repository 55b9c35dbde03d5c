import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import type { SystemState } from '../client/branch.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { instantText } from '../format/text.ts';
import { EntryPage } from './EntryPage.tsx';

type Damaged = Extract<SystemState, { phase: 'damaged' }>;

function Detail({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <details className="sk-detail-text">
      <summary>{t('access.damaged.detail')}</summary>
      <pre>{text}</pre>
    </details>
  );
}

/** The registry cannot be read: the way leads to the latest verified backup, never to deleting anything. */
export function DamagedPage({ detail, backup }: { detail: string; backup: Damaged['backup'] }) {
  const { t } = useTranslation();
  const [restore, state] = useAction(async () => {
    queries.setQueryData(api.system.state.queryKey(), await client.system.restoreLatestBackup());
  });
  return (
    <EntryPage title={t('access.damaged.title')} what={t('access.damaged.what')}>
      <div className="sk-entry-form">
        {backup ? (
          <>
            <p>{t('access.damaged.backup', { at: instantText(backup.takenAt), sequence: backup.auditSequence })}</p>
            <p className="sk-soft">{t('access.damaged.restoreWhat')}</p>
            <Refusals refusals={state.refusals} />
            <Button type="primary" size="large" block loading={state.running} onClick={() => void restore()}>
              {t('access.damaged.restore')}
            </Button>
          </>
        ) : (
          <p>{t('access.damaged.noBackup')}</p>
        )}
        <Detail text={detail} />
      </div>
    </EntryPage>
  );
}

/** Written by a newer version: nothing was touched, and nothing will be. */
export function FuturePage({ detail }: { detail: string }) {
  const { t } = useTranslation();
  return (
    <EntryPage title={t('access.future.title')} what={t('access.future.what')}>
      <div className="sk-entry-form">
        <p>{t('access.future.next')}</p>
        <Detail text={detail} />
      </div>
    </EntryPage>
  );
}
