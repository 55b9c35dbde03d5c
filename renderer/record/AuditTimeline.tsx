import { useTranslation } from 'react-i18next';
import type { Client } from '../../shared/contract/index.ts';
import type { Tone } from '../theme/tokens.ts';
import { Timeline } from './Timeline.tsx';

type Entry = Awaited<ReturnType<Client['people']['timeline']>>[number];

/** Events that are worth a colour: somebody refused, something was closed or failed. */
const tones: Readonly<Record<string, Tone>> = {
  'agreement.refuse': 'overdue',
  'signer.pinRefused': 'due',
  'signer.revoke': 'due',
  'account.frozen': 'frozen',
  'session.refused': 'due',
  'agreement.counterSign': 'finished',
  'onboarding.activate': 'finished',
  'separation.sendBack': 'overdue',
  'separation.returnItems': 'overdue',
  'separation.closeWithOpenItems': 'overdue',
  'separation.acceptItems': 'finished',
  'separation.pass': 'finished',
  'separation.settle': 'finished',
  'letter.signed': 'finished',
  'letter.refused': 'overdue',
  'letter.unreachable': 'due',
  'compensation.pay': 'finished',
};

/** The audit entries of an object as a timeline: what was done in words, why, and the values it left. */
export function AuditTimeline({ entries, empty }: { entries: readonly Entry[]; empty: string }) {
  const { t, i18n } = useTranslation();
  const what = (action: string): string => {
    const key = `actions.${action}`;
    // Actions of modules that brought no words of their own are named as they are.
    return i18n.exists(key) ? String(i18n.t(key as 'actions.employee.view')) : t('actions.unknown', { action });
  };
  return (
    <Timeline
      empty={empty}
      entries={entries.map((entry) => ({
        id: entry.sequence,
        at: entry.at,
        who: entry.actor,
        what: what(entry.action),
        ...(entry.why ? { why: entry.why } : {}),
        ...(tones[entry.action] ? { tone: tones[entry.action] } : {}),
      }))}
    />
  );
}
