import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { useWords } from '../words/language.ts';
import './feedback.css';
import { useRowLink } from './links.ts';

const shown = 5;

/** The rows that stand in the way, as links where they have a page. */
function About({ about }: { about: NonNullable<Refusal['about']> }) {
  const linkOf = useRowLink();
  const { t } = useTranslation();
  return (
    <span className="sk-about">
      {about.slice(0, shown).map((row) => {
        const to = linkOf(row.table, row.id);
        return to ? (
          <Link key={row.id} to={to}>
            {row.label}
          </Link>
        ) : (
          <span key={row.id}>{row.label}</span>
        );
      })}
      {about.length > shown ? <span>{t('parts.refusal.more', { count: about.length - shown })}</span> : null}
    </span>
  );
}

/** One refusal in a line: what, which rows, what to do next. */
export function RefusalLine({ refusal }: { refusal: Refusal }) {
  const words = useWords();
  return (
    <>
      <span className="sk-refusal-what">{words(refusal)}</span>
      {refusal.about && refusal.about.length > 0 ? <About about={refusal.about} /> : null}
      <span className="sk-refusal-next">{words(refusal.next)}</span>
    </>
  );
}

interface RefusalsProps {
  refusals: readonly Refusal[];
  /** `error`: something was tried and refused; `bar`: this is why it cannot be tried yet. */
  as?: 'error' | 'bar';
}

/** Why not, and what to do next; read out when it appears. Nothing at all for an empty list. */
export function Refusals({ refusals, as = 'error' }: RefusalsProps) {
  if (refusals.length === 0) return null;
  return (
    <div role={as === 'error' ? 'alert' : undefined}>
      <ul className="sk-refusals" data-as={as}>
        {refusals.map((refusal) => (
          <li key={`${refusal.code}:${refusal.field ?? ''}:${refusal.zh}`}>
            <RefusalLine refusal={refusal} />
          </li>
        ))}
      </ul>
    </div>
  );
}
