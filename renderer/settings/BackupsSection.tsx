import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { useBranch } from '../client/branch.ts';
import { queries } from '../client/queries.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { EmptyState, ErrorState, LoadingLines } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { RenewRecoveryCode } from './RenewRecoveryCode.tsx';
import { Section } from './Section.tsx';

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Verified copies on this computer, and one more at once. */
export function BackupsSection() {
  const { t } = useTranslation();
  const may = useMay();
  const branch = useBranch();
  const { message } = App.useApp();
  const query = useQuery(api.system.backups.queryOptions());
  const take = async () => {
    await client.system.takeBackup();
    await queries.invalidateQueries({ queryKey: api.system.backups.key() });
    void message.success(t('settings.backups.taken'));
  };
  const button = may('backup.take') ? (
    <ActionButton kind="primary" run={take}>
      {t('settings.backups.take')}
    </ActionButton>
  ) : null;
  return (
    <Section title={t('settings.backups.title')} what={t('settings.backups.what')} actions={button}>
      {query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingLines />
      ) : query.data.backups.length === 0 ? (
        <EmptyState what={t('settings.backups.none')} first={t('settings.backups.noneNext')} />
      ) : (
        <>
          <table className="sk-panel sk-table">
            <thead>
              <tr>
                <th scope="col">{t('settings.backups.takenAt')}</th>
                <th scope="col" className="sk-end">
                  {t('settings.backups.upTo')}
                </th>
                <th scope="col" className="sk-end">
                  {t('settings.backups.size')}
                </th>
                <th scope="col">{t('settings.backups.file')}</th>
              </tr>
            </thead>
            <tbody>
              {query.data.backups.map((backup) => (
                <tr key={backup.name}>
                  <td>
                    <Instant at={backup.takenAt} />
                  </td>
                  <td className="sk-end">{backup.auditSequence.toLocaleString('en')}</td>
                  <td className="sk-end">{megabytes(backup.bytes)}</td>
                  <td className="sk-soft">{backup.name}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="sk-meta sk-setting-path">
            {t('settings.backups.folder')} <code>{query.data.folder}</code>
          </p>
        </>
      )}
      {may('backup.recoveryCode') && !branch.sample ? <RenewRecoveryCode /> : null}
    </Section>
  );
}
