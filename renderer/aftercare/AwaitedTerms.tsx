import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../client/api.ts';
import { Notice } from '../feedback/states.tsx';
import { termsPath } from './states.ts';

/** Non-competes on paper that nobody is paid for until somebody has read them: above the list, each with its page. */
export function AwaitedTerms() {
  const { t } = useTranslation();
  const { data = [] } = useQuery(api.aftercare.awaitingTerms.queryOptions());
  if (data.length === 0) return null;
  return (
    <Notice tone="due">
      {t('aftercare.terms.waiting', { count: data.length })}
      <ul className="sk-awaited">
        {data.map(({ agreementId, employee, endedOn }) => (
          <li key={agreementId}>
            <Link to={termsPath(agreementId)}>{employee.name}</Link>{' '}
            <span className="sk-meta">{t('aftercare.terms.since', { date: endedOn })}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
