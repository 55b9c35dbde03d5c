import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { useWords } from '../words/language.ts';
import './feedback.css';
import { useRowLink } from './links.ts';
import { mentions } from './mentions.ts';

const shown = 5;

type Rows = NonNullable<Refusal['about']>;

/** The name of a row, as a link where it has a page. */
function RowName({ row }: { row: Rows[number] }) {
  const to = useRowLink()(row.table, row.id);
  return to ? <Link to={to}>{row.label}</Link> : <span>{row.label}</span>;
}

/** The rows that stand in the way. */
function About({ about }: { about: Rows }) {
  const { t } = useTranslation();
  return (
    <span className="sk-about">
      {about.slice(0, shown).map((row) => (
        <RowName key={row.id} row={row} />
      ))}
      {about.length > shown ? <span>{t('parts.refusal.more', { count: about.length - shown })}</span> : null}
    </span>
  );
}

/** One refusal in a line: what, which rows, what to do next. A row that the sentence names is a link there, and not named again. */
export function RefusalLine({ refusal }: { refusal: Refusal }) {
  const words = useWords();
  const { pieces, others } = mentions(words(refusal), refusal.about ?? []);
  return (
    <>
      <span className="sk-refusal-what">
        {pieces.map((piece) => (typeof piece === 'string' ? piece : <RowName key={piece.id} row={piece} />))}
      </span>
      {others.length > 0 ? <About about={others} /> : null}
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
