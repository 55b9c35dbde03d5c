import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalsOf } from '../client/refusals.ts';
import './feedback.css';
import { Refusals } from './Refusals.tsx';

interface EmptyStateProps {
  /** What this place is for. */
  what: ReactNode;
  /** What to do first. */
  first?: ReactNode;
  /** The button that does it. */
  action?: ReactNode;
  title?: ReactNode;
}

/** A place with nothing in it yet: what it is, what to do first. A ruled ledger page, not a cartoon. */
export function EmptyState({ title, what, first, action }: EmptyStateProps) {
  return (
    <section className="sk-empty">
      <div className="sk-empty-lines" aria-hidden="true" />
      {title ? <h2>{title}</h2> : null}
      <p>{what}</p>
      {first ? <p className="sk-soft">{first}</p> : null}
      {action ? <div className="sk-empty-action">{action}</div> : null}
    </section>
  );
}

/** Kinds of refusal that stay what they are, however often one asks. */
const settled = ['forbidden', 'notFound'] as const;

/** A place that could not be loaded: why, and a way to try again where that can help. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const refusals = refusalsOf(error);
  const answer = settled.find((kind) => refusals.some((refusal) => refusal.kind === kind));
  return (
    <section className="sk-empty sk-error">
      <h2>{t(`parts.error.${answer ?? 'title'}`)}</h2>
      <Refusals refusals={refusals} />
      {retry && answer === undefined ? (
        <div className="sk-empty-action">
          <Button onClick={retry}>{t('parts.error.retry')}</Button>
        </div>
      ) : null}
    </section>
  );
}

/** Grey bars where text will stand. Shows only after a moment, so that fast answers do not flash. */
export function LoadingLines({ lines = 6 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className="sk-loading" role="status" aria-label={t('parts.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity
        <span key={index} className="sk-bar" style={{ width: `${92 - ((index * 17) % 45)}%` }} />
      ))}
    </div>
  );
}

/** A band across a page that tells something lasting: a restored draft, a frozen account. */
export function Notice({
  tone = 'neutral',
  children,
  action,
}: {
  tone?: 'neutral' | 'due' | 'overdue' | 'frozen' | 'finished';
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="sk-notice" data-tone={tone} role="status">
      <div>{children}</div>
      {action}
    </div>
  );
}
