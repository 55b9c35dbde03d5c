import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../format/BusinessDate.tsx';
import { RecordTable } from '../record/RecordTable.tsx';
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
    <RecordTable
      columns={(['title', 'number', 'state', 'completed'] as const).map((column) => t(`agreements.columns.${column}`))}
    >
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
    </RecordTable>
  );
}
