import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../access/session.ts';
import { api } from '../client/api.ts';
import { StatusDot } from '../format/StatusDot.tsx';
import { instantText } from '../format/text.ts';
import type { Tone } from '../theme/tokens.ts';

const minute = 60_000;
/** Changes may wait so long before the bar says so: they leave this computer when somebody carries them. */
const patience = 24 * 60 * minute;

/** How the road to headquarters stands, always in sight. A sample branch has none. */
export function SyncBar() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery({
    ...api.sync.state.queryOptions(),
    enabled: may('sync.view') !== undefined,
    refetchInterval: minute,
    staleTime: minute / 2,
  });
  const state = query.data;
  if (!state || state.enrolment === 'sample') return null;
  const oldest = Math.min(
    state.waiting.oldestAt ?? Number.POSITIVE_INFINITY,
    state.oldestSealedAt ?? Number.POSITIVE_INFINITY,
  );
  const says = (tone: Tone, words: string) => (
    <Link to="/sync" className="sk-bar-sync" title={words}>
      <StatusDot tone={tone}>{words}</StatusDot>
    </Link>
  );
  if (state.enrolment !== 'enrolled') {
    return says('neutral', t(state.enrolment === 'requested' ? 'shell.sync.requested' : 'shell.sync.notEnrolled'));
  }
  if (state.problems.length > 0) return says('overdue', t('shell.sync.problem', { count: state.problems.length }));
  if (oldest < Date.now() - patience) {
    return says('due', t('shell.sync.waiting', { count: state.waiting.transactions + state.sealed }));
  }
  if (state.receivedUntil === null) return says('active', t('shell.sync.nothingYet'));
  return says('finished', t('shell.sync.upToDate', { at: instantText(state.receivedUntil) }));
}
