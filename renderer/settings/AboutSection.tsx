import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { useBranch } from '../client/branch.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import mark from '../shell/mark.svg';
import { Section } from './Section.tsx';

/** What this is, and what it runs on: the first thing that whoever helps from afar asks. */
export function AboutSection() {
  const { t } = useTranslation();
  const branch = useBranch();
  const query = useQuery(api.system.about.queryOptions());
  return (
    <Section title={t('settings.about.title')}>
      {query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingLines />
      ) : (
        <div className="sk-panel sk-about-product">
          <p className="sk-about-mark">
            <img src={mark} alt="" width={40} height={40} />
            <span>
              <strong>
                {t('shell.product')} {query.data.version}
              </strong>
              <span className="sk-soft">{t('access.slogan')}</span>
            </span>
          </p>
          <dl className="sk-setting-pairs">
            {(
              [
                ['branch', `${branch.companyName} · ${branch.name} · ${branch.code}`],
                ['schema', String(query.data.schema)],
                ['storage', `SQLite ${query.data.sqlite}, ${query.data.cipher}`],
                ['node', query.data.node],
              ] as const
            ).map(([key, value]) => (
              <div key={key}>
                <dt>{t(`settings.about.${key}`)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <p className="sk-meta">{t('settings.about.law')}</p>
        </div>
      )}
    </Section>
  );
}
