import { useTranslation } from 'react-i18next';
import './aftercare.css';
import type { Standing } from './states.ts';

/** The months of an obligation as small squares: paid, unpaid, to come. */
export function ScheduleStrip({ months }: { months: readonly Standing[] }) {
  const { t } = useTranslation();
  const paid = months.filter((month) => month === 'paid').length;
  const unpaid = months.filter((month) => month === 'unpaid' || month === 'part').length;
  const said = t('aftercare.strip', { all: months.length, paid, unpaid });
  return (
    <span className="sk-strip" role="img" aria-label={said} title={said}>
      {months.map((month, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a month is its place in the schedule
        <span key={index} data-standing={month} />
      ))}
    </span>
  );
}
