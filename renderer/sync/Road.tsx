import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { instantText } from '../format/text.ts';
import { isWaiting, nextStep, type SyncState, standsAt } from './road.ts';

/** The stations of a change from this computer to the receipt, with counts and the oldest that waits; below, the next step. */
export function Road({ state, runs }: { state: SyncState; runs: boolean }) {
  const { t } = useTranslation();
  const step = nextStep(state, Date.now());
  const at = standsAt[step];
  const { waiting } = state;
  const oldest = (instant: number | null) =>
    instant === null ? null : t('sync.road.oldest', { at: instantText(instant) });
  return (
    <section className="sk-panel sk-road" aria-label={t('sync.road.title')}>
      <ol>
        <Station
          name={t('sync.road.here')}
          holds={isWaiting(state)}
          marked={at === 'here'}
          figure={isWaiting(state) ? t('sync.road.changes', { count: waiting.transactions }) : undefined}
          otherwise={t('sync.road.nothing.here')}
          facts={isWaiting(state) ? [t('sync.road.details', waiting), oldest(waiting.oldestAt)] : []}
        />
        <Station
          name={t('sync.road.sealed')}
          holds={state.sealed > 0}
          marked={at === 'sealed'}
          figure={state.sealed > 0 ? t('sync.road.sets', { count: state.sealed }) : undefined}
          otherwise={t('sync.road.nothing.sealed')}
          facts={[oldest(state.oldestSealedAt)]}
        />
        <Station
          name={t('sync.road.sent')}
          holds={state.sent > 0}
          marked={at === 'sent'}
          late={step === 'stuck'}
          figure={state.sent > 0 ? t('sync.road.sets', { count: state.sent }) : undefined}
          otherwise={t('sync.road.nothing.sent')}
          facts={[oldest(state.oldestSentAt)]}
        />
        <Station
          name={t('sync.road.received')}
          holds={state.receipted > 0}
          arrived
          figure={state.receipted > 0 ? t('sync.road.sets', { count: state.receipted }) : undefined}
          otherwise={t('sync.road.none')}
          facts={[state.receivedUntil === null ? null : t('sync.road.until', { at: instantText(state.receivedUntil) })]}
        />
        <Station
          name={t('sync.road.receipt')}
          holds={state.lastReceiptAt !== null}
          arrived
          figure={
            state.lastReceiptAt === null ? undefined : t('sync.road.last', { at: instantText(state.lastReceiptAt) })
          }
          otherwise={t('sync.road.none')}
          facts={[]}
        />
      </ol>
      <p className="sk-road-next" role="status">
        <strong>{t('sync.next.title')}</strong>
        <span>
          {step === 'stuck' ? t('sync.next.stuck', { sequence: state.firstOpen ?? 1 }) : t(`sync.next.${step}`)}
          {state.enrolment === 'sample' ? ` ${t('sync.next.sample')}` : ''}
          {runs ? '' : ` ${t('sync.next.others')}`}
        </span>
      </p>
    </section>
  );
}

function Station({
  name,
  figure,
  otherwise,
  facts,
  holds,
  marked = false,
  late = false,
  arrived = false,
}: {
  name: string;
  /** How much stands here; nothing: `otherwise` is said. */
  figure: string | undefined;
  otherwise: string;
  facts: readonly (string | null)[];
  holds: boolean;
  /** The next step starts here. */
  marked?: boolean;
  late?: boolean;
  /** At headquarters: what is here is safe. */
  arrived?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const tone = late ? 'overdue' : marked ? 'due' : holds ? (arrived ? 'finished' : 'active') : 'neutral';
  return (
    <li data-tone={tone}>
      <span className="sk-road-dot" aria-hidden="true" />
      <h2>
        {name}
        {marked ? <span className="sk-road-mark">{t('sync.road.mark')}</span> : null}
      </h2>
      {figure ? <strong className="sk-number">{figure}</strong> : <span className="sk-soft">{otherwise}</span>}
      {facts
        .filter((fact) => fact !== null)
        .map((fact) => (
          <span key={fact} className="sk-meta">
            {fact}
          </span>
        ))}
    </li>
  );
}
