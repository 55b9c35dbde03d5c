import './format.css';
import { daysBetween, isBusinessDate } from '../../shared/domain/businessDate.ts';
import { dateWords, relativeDay, relativeDue } from '../../shared/domain/dateWords.ts';
import { useToday } from '../client/branch.ts';
import { useWords } from '../words/language.ts';
import { instantText } from './text.ts';

const nearLimit = 14;

interface BusinessDateProps {
  /** `YYYY-MM-DD`; a dash when there is none. */
  date: string | null;
  /** `both`: date and, within two weeks, how near it is; `only`: in narrow columns, the distance when near. */
  near?: 'both' | 'only' | 'never';
  /** A date something is due on: past ones are overdue (逾期 2 天), not just past. */
  due?: boolean;
}

/** `2026-11-23 周一`, and for near dates also how near: `3 天后`. */
export function BusinessDate({ date, near = 'both', due = false }: BusinessDateProps) {
  const words = useWords();
  const today = useToday();
  if (!date || !isBusinessDate(date)) return <span className="sk-soft">{date || '—'}</span>;
  const full = words(dateWords(date));
  const far = daysBetween(today, date);
  const tells = near !== 'never' && (Math.abs(far) <= nearLimit || (due && far < 0));
  const distance = tells ? words((due ? relativeDue : relativeDay)(date, today)) : undefined;
  const tone = due ? (far < 0 ? 'overdue' : far <= 3 ? 'due' : undefined) : undefined;
  return (
    <time dateTime={date} title={full} className="sk-number">
      {near === 'only' && distance ? null : full}
      {distance ? (
        <span className={near === 'only' ? undefined : 'sk-near'} data-tone={tone}>
          {distance}
        </span>
      ) : null}
    </time>
  );
}

/** A moment in Asia/Shanghai: `2026-11-23 10:32`. */
export function Instant({ at }: { at: number | null }) {
  if (at === null) return <span className="sk-soft">—</span>;
  return (
    <time dateTime={new Date(at).toISOString()} className="sk-number">
      {instantText(at)}
    </time>
  );
}
