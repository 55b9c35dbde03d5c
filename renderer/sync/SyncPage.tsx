import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { useToday } from '../client/branch.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { instantText } from '../format/text.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { ChangeSetTable } from './ChangeSetTable.tsx';
import { EnrolmentPanel } from './EnrolmentPanel.tsx';
import { Problems } from './Problems.tsx';
import { Road } from './Road.tsx';
import type { SyncState } from './road.ts';
import { SendPanel } from './SendPanel.tsx';
import { useSyncState } from './useSyncState.ts';

/** The road of a change to headquarters: how far it has come, what holds it up, and what moves it on. */
export function SyncPage() {
  const { t } = useTranslation();
  usePageTitle(t('sync.area'));
  const query = useSyncState();
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <LoadingLines lines={10} />;
  return <Desk state={query.data} />;
}

function Desk({ state }: { state: SyncState }) {
  const { t } = useTranslation();
  const may = useMay();
  const runs = may('sync.run') !== undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard, also without a button on it
    <section className="sk-sync" tabIndex={0} aria-label={t('sync.area')}>
      <header className="sk-sync-head">
        <h1>{t('sync.area')}</h1>
        <p className="sk-soft">
          <Standing state={state} />
        </p>
      </header>
      <Road state={state} runs={runs} />
      <div className="sk-sync-columns">
        <div className="sk-sync-main">
          {runs ? <SendPanel state={state} /> : null}
          <ChangeSetTable state={state} runs={runs} />
        </div>
        <div className="sk-sync-side">
          <Problems state={state} />
          <EnrolmentPanel state={state} />
        </div>
      </div>
    </section>
  );
}

function Standing({ state }: { state: SyncState }) {
  const { t } = useTranslation();
  const today = useToday();
  if (state.enrolment !== 'enrolled') return t(`sync.alone.${state.enrolment}`);
  if (state.receivedUntil === null) return t('sync.neverReceived');
  const until = instantText(state.receivedUntil);
  return t('sync.received', { until: until.startsWith(today) ? until.slice(11) : until });
}
