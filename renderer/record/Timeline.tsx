import type { ReactNode } from 'react';
import { instantText } from '../format/text.ts';
import type { Tone } from '../theme/tokens.ts';
import './record.css';

export interface TimelineEntry {
  readonly id: string | number;
  /** UTC milliseconds. */
  readonly at: number;
  /** Who did it. */
  readonly who: ReactNode;
  /** What happened, one sentence. */
  readonly what: ReactNode;
  /** The reason given, if any. */
  readonly why?: ReactNode;
  readonly tone?: Tone;
  /** Changed values, files, links. */
  readonly more?: ReactNode;
}

/** Everything that happened to one object, newest first: when, who, what, why. Days are headed once. */
export function Timeline({ entries, empty }: { entries: readonly TimelineEntry[]; empty: ReactNode }) {
  if (entries.length === 0) return <p className="sk-soft">{empty}</p>;
  const days = new Map<string, TimelineEntry[]>();
  for (const entry of [...entries].sort((a, b) => b.at - a.at)) {
    const day = instantText(entry.at).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return (
    <ol className="sk-timeline">
      {[...days].map(([day, list]) => (
        <li key={day}>
          <p className="sk-meta">{day}</p>
          <ol>
            {list.map((entry) => (
              <li key={entry.id} className="sk-event" data-tone={entry.tone ?? 'neutral'}>
                <span className="sk-event-at sk-meta">{instantText(entry.at).slice(11)}</span>
                <span className="sk-event-dot" aria-hidden="true" />
                <div>
                  <p>
                    <strong>{entry.who}</strong> {entry.what}
                  </p>
                  {entry.why ? <p className="sk-soft">{entry.why}</p> : null}
                  {entry.more}
                </div>
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}
