import { useTranslation } from 'react-i18next';
import type { client } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { Panel } from '../record/Panel.tsx';
import { Pairs } from '../record/RecordTable.tsx';

type Reading = Awaited<ReturnType<typeof client.agreements.get>>['reading'];

/** What was put before the signer, for how long, and which clauses were acknowledged when. */
export function ReadingView({ reading }: { reading: Reading }) {
  const { t } = useTranslation();
  if (reading === null) return <EmptyState what={t('agreements.reading.none')} />;
  return (
    <Panel>
      <Pairs
        pairs={[
          [t('agreements.reading.presented'), <Instant key="presented" at={reading.presentedAt} />],
          [t('agreements.reading.finished'), <Instant key="finished" at={reading.finishedAt} />],
          [t('agreements.ceremony.steps.identity'), t(`agreements.reading.identity.${reading.identity}`)],
          [t('agreements.reading.witness'), reading.witness ?? t('agreements.reading.alone')],
          ...reading.pages.map(
            (milliseconds, index) =>
              [
                t('agreements.reading.page', { page: index + 1 }),
                t('agreements.reading.seconds', { seconds: (milliseconds / 1000).toFixed(1) }),
              ] as const,
          ),
          ...reading.clauses.map((clause) => [clause.title, <Instant key={clause.id} at={clause.at} />] as const),
          [
            t('agreements.reading.shown'),
            <span key="shown" className="sk-hash">
              {reading.documentHash}
            </span>,
          ],
        ]}
      />
    </Panel>
  );
}
