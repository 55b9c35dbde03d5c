import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type BusinessDate as Day, daysBetween } from '../../shared/domain/businessDate.ts';
import { useRowLink } from '../feedback/links.ts';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { stateOf } from '../format/stateWords.ts';
import { useWords } from '../words/language.ts';
import type { Today } from './TaskList.tsx';

type Case = Today['cases'][number];

/** A case as three thin bars over each other: the law's clock, what is handed over, the account. */
export function CaseTracks({ row, today }: { row: Case; today: Day }) {
  const { t } = useTranslation();
  const words = useWords();
  const linkOf = useRowLink();
  const ended = row.legalState !== 'noticed';
  const whole = Math.max(1, daysBetween(row.notice as Day, row.end as Day));
  const passed = ended ? 1 : Math.min(1, Math.max(0, daysBetween(row.notice as Day, today) / whole));
  const handed = row.items === 0 ? 0 : row.done / row.items;
  const late = row.due < today;
  const account = row.accountState;
  const tracks = [
    {
      name: t('workbench.track.legal'),
      share: passed,
      waiting: 0,
      tone: ended ? 'finished' : row.end < today ? 'overdue' : 'active',
      word: ended ? words(stateOf('legal', row.legalState).words) : t('workbench.until', { day: row.end }),
    },
    {
      name: t('workbench.track.handover'),
      share: handed,
      waiting: row.items === 0 ? 0 : row.handedOver / row.items,
      tone: late ? 'overdue' : 'active',
      word:
        row.items === 0
          ? words(stateOf('handover', row.handoverState).words)
          : t('workbench.handed', { done: row.done, items: row.items }),
    },
    {
      name: t('workbench.track.account'),
      share: account === null ? 0 : 1,
      waiting: 0,
      tone: account === null ? 'active' : stateOf('account', account).tone,
      word: account === null ? t('workbench.noAccount') : words(stateOf('account', account).words),
    },
  ] as const;
  return (
    <Link to={linkOf('separationCase', row.id) ?? '/separation'} className="sk-case" title={row.number}>
      <span className="sk-case-head">
        <strong>{row.name}</strong>
        {row.clients > 0 || row.amount > 0 ? (
          <span className="sk-meta">
            {t('workbench.clients', { count: row.clients })} · <Money fen={row.amount} whole />
          </span>
        ) : null}
        <span className="sk-case-due">
          <BusinessDate date={row.due} near="only" due />
        </span>
      </span>
      <span className="sk-tracks">
        {tracks.map((track) => (
          <span key={track.name} className="sk-track" data-tone={track.tone}>
            <span className="sk-meta">{track.name}</span>
            <span className="sk-track-bar" aria-hidden="true">
              <span style={{ width: `${track.share * 100}%` }} />
              {track.waiting > 0 ? <span data-waiting style={{ width: `${track.waiting * 100}%` }} /> : null}
            </span>
            <span className="sk-track-word">{track.word}</span>
          </span>
        ))}
      </span>
    </Link>
  );
}
