import { useTranslation } from 'react-i18next';
import { accountMachine } from '../../shared/domain/states/account.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import type { Tone } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';
import './separation.css';
import { type CaseRow, handoverTones } from './states.ts';

const handoverOrder: readonly CaseRow['handoverState'][] = [
  'submitted',
  'listed',
  'transferring',
  'underReview',
  'passed',
  'hrReview',
  'settled',
];

/** Per cent of the road that a handover has gone: its steps, and within the transfer and the review its items. */
export function handoverShare({ handoverState, totals }: Pick<CaseRow, 'handoverState' | 'totals'>): number {
  if (handoverState === 'closedWithOpenItems') return 100;
  const step = handoverOrder.indexOf(handoverState === 'accepted' ? 'listed' : handoverState);
  if (step < 0) return 0;
  const within = totals.items === 0 ? 0 : totals.accepted / totals.items;
  const steps = handoverOrder.length - 1;
  const inItems = handoverState === 'transferring' || handoverState === 'underReview';
  return Math.round(((step + (inItems ? within : 0)) / steps) * 100);
}

const accountShares: Readonly<Record<NonNullable<CaseRow['accountState']>, { share: number; tone: Tone }>> = {
  active: { share: 0, tone: 'neutral' },
  restricted: { share: 34, tone: 'due' },
  frozen: { share: 67, tone: 'frozen' },
  closed: { share: 100, tone: 'finished' },
};

/** A case as three thin bars over each other: 法定, 交接, 账号. */
export function TrackBars({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const words = useWords();
  const { legalState, handoverState, accountState, totals } = row;
  const legal = { noticed: 34, ended: 67, certificateIssued: 100, withdrawn: 0 }[legalState];
  const account = accountState === null ? undefined : accountShares[accountState];
  const tracks = [
    {
      key: 'legal',
      share: legal,
      tone: legal === 100 ? 'finished' : 'active',
      word: words(legalTrackMachine.states[legalState]),
    },
    {
      key: 'handover',
      share: handoverShare(row),
      tone: row.overdue ? 'overdue' : handoverState === 'settled' ? 'finished' : 'active',
      word: `${words(handoverMachine.states[handoverState])} ${totals.accepted}/${totals.items}`,
    },
    {
      key: 'account',
      share: account?.share ?? 0,
      tone: account?.tone ?? 'neutral',
      word: accountState === null ? t('separation.noAccount') : words(accountMachine.states[accountState]),
    },
  ] as const;
  const said = tracks.map(({ key, word }) => t('separation.trackIs', { track: t(`separation.track.${key}`), word }));
  return (
    <span className="sk-trackbars" role="img" aria-label={said.join(', ')} title={said.join('\n')}>
      {tracks.map(({ key, share, tone }) => (
        <span key={key} data-tone={tone}>
          <span style={{ width: `${share}%` }} />
        </span>
      ))}
    </span>
  );
}

export const toneOfHandover = (row: Pick<CaseRow, 'handoverState' | 'overdue'>): Tone =>
  row.overdue ? 'overdue' : handoverTones[row.handoverState];
