import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useToday } from '../client/branch.ts';
import { StatusDot } from '../format/StatusDot.tsx';
import { instantText } from '../format/text.ts';
import type { Tone } from '../theme/tokens.ts';
import { useSyncState } from './useSyncState.ts';

/** Up to when headquarters has everything, always to be seen; the way to the page. */
export function SyncBar() {
  const { t } = useTranslation();
  const today = useToday();
  const { data: state, error } = useSyncState();
  if (!state && !error) return null;
  let tone: Tone = 'neutral';
  let text: string;
  if (!state) text = t('sync.bar.failed');
  else if (state.problems.length > 0) {
    tone = 'overdue';
    text = t('sync.bar.problems', { count: state.problems.length });
  } else if (state.enrolment === 'enrolled') {
    tone = state.receivedUntil === null ? 'due' : 'finished';
    text =
      state.receivedUntil === null
        ? t('sync.neverReceived')
        : t('sync.received', { until: sinceMidnight(state.receivedUntil, today) });
  } else {
    tone = state.enrolment === 'requested' ? 'due' : 'neutral';
    text = t(`sync.bar.${state.enrolment}`);
  }
  return (
    <Link to="/sync" className="sk-sync-bar" title={text}>
      <StatusDot tone={tone}>{text}</StatusDot>
    </Link>
  );
}

/** Of today only the time: `08:41`. */
function sinceMidnight(at: number, today: string): string {
  const text = instantText(at);
  return text.startsWith(today) ? text.slice(11) : text;
}
