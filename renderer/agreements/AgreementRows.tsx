import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../format/BusinessDate.tsx';
import { Panel } from '../record/Panel.tsx';
import { AgreementDot } from './state.tsx';

interface AgreementRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly completedAt: number | null;
}

/** The agreements of one person, newest first. */
export function AgreementRows({ agreements }: { agreements: readonly AgreementRow[] }) {
  const { t } = useTranslation();
  return (
    <Panel flush>
      <table className="sk-table">
        <thead>
          <tr>
            <th scope="col">{t('agreements.columns.title')}</th>
            <th scope="col">{t('agreements.columns.number')}</th>
            <th scope="col">{t('agreements.columns.state')}</th>
            <th scope="col">{t('agreements.columns.completed')}</th>
          </tr>
        </thead>
        <tbody>
          {agreements.map((each) => (
            <tr key={each.id}>
              <td>
                <Link to={`/agreements/${each.id}`}>{each.title}</Link>
              </td>
              <td className="sk-number">{each.number}</td>
              <td>
                <AgreementDot state={each.state} />
              </td>
              <td>
                <Instant at={each.completedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
