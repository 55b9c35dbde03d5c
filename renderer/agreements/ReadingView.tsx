import { useTranslation } from 'react-i18next';
import type { client } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { Panel } from '../record/Panel.tsx';

type Reading = Awaited<ReturnType<typeof client.agreements.get>>['reading'];

/** What was put before the signer, for how long, and which clauses were acknowledged when. */
export function ReadingView({ reading }: { reading: Reading }) {
  const { t } = useTranslation();
  if (reading === null) return <EmptyState what={t('agreements.reading.none')} />;
  return (
    <Panel>
      <dl className="sk-pairs">
        <dt>{t('agreements.reading.presented')}</dt>
        <dd>
          <Instant at={reading.presentedAt} />
        </dd>
        <dt>{t('agreements.reading.finished')}</dt>
        <dd>
          <Instant at={reading.finishedAt} />
        </dd>
        <dt>{t('agreements.ceremony.steps.identity')}</dt>
        <dd>{t(`agreements.reading.identity.${reading.identity}`)}</dd>
        <dt>{t('agreements.reading.witness')}</dt>
        <dd>{reading.witness ?? t('agreements.reading.alone')}</dd>
        {reading.pages.map((milliseconds, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pages are known by their number
          <div key={index}>
            <dt>{t('agreements.reading.page', { page: index + 1 })}</dt>
            <dd className="sk-number">
              {t('agreements.reading.seconds', { seconds: (milliseconds / 1000).toFixed(1) })}
            </dd>
          </div>
        ))}
        {reading.clauses.map((clause) => (
          <div key={clause.id}>
            <dt>{clause.title}</dt>
            <dd>
              <Instant at={clause.at} />
            </dd>
          </div>
        ))}
        <dt>{t('agreements.reading.shown')}</dt>
        <dd className="sk-hash">{reading.documentHash}</dd>
      </dl>
    </Panel>
  );
}
