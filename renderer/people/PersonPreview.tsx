import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import './people.css';
import { StageTag } from './stage.tsx';

/** Five more facts about somebody, beside the list. */
export function PersonPreview({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const { data: person, error, refetch } = useQuery(api.people.get.queryOptions({ input: { employeeId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!person) return <LoadingLines />;
  const [present] = person.employments;
  const facts = [
    [t('people.facts.position'), present?.positionTitle],
    [t('people.facts.start'), <BusinessDate key="start" date={present?.startDate ?? null} near="never" />],
    [t('people.facts.manager'), present?.managerName ?? '—'],
    [t('people.facts.phone'), person.phone ?? '—'],
    [t('people.stake.clients'), person.atStake.clients],
    [t('people.stake.receivable'), <Money key="receivable" fen={person.atStake.receivable} />],
    [t('people.tabs.agreements'), person.agreements.filter((each) => each.state === 'completed').length],
    [t('people.tabs.assets'), person.assets.length],
  ] as const;
  return (
    <>
      <h2>
        {person.name} {present ? <StageTag stage={present.stage} /> : null}
      </h2>
      <dl className="sk-preview-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
