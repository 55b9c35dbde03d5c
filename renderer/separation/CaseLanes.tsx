import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import { dateWords, relativeDay } from '../../shared/domain/dateWords.ts';
import { accountMachine } from '../../shared/domain/states/account.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { legalTrackMachine } from '../../shared/domain/states/legalTrack.ts';
import { useToday } from '../client/branch.ts';
import { StatusDot } from '../format/StatusDot.tsx';
import type { Tone } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';
import { laneMap, type Mark } from './lanes.ts';
import './separation.css';
import { type CaseDetail, isOver, legalTones } from './states.ts';
import { toneOfHandover } from './TrackBars.tsx';

const accountTones: Readonly<Record<NonNullable<CaseDetail['accountState']>, Tone>> = {
  active: 'finished',
  restricted: 'due',
  frozen: 'frozen',
  closed: 'neutral',
};
const markTones: Readonly<Record<Mark['state'], Tone>> = { done: 'finished', due: 'active', overdue: 'overdue' };

/** Width of a text in 12 px, roughly: Han characters are square, others about half of that. */
const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/[⺀-鿿＀-￯]/u.test(letter) ? 12 : 6.8), 0);

/** The three lanes of a case over one axis of days: what the law asks, what is handed over, what the account may do. */
export function CaseLanes({ row }: { row: CaseDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const today = useToday();
  const field = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    if (!field.current) return;
    const watcher = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width || 1000));
    watcher.observe(field.current);
    return () => watcher.disconnect();
  }, []);
  const overdueOrDue = new Set(row.milestones.filter((mark) => mark.state !== 'done').map((mark) => mark.key));
  const label = (keys: Mark['keys']): string =>
    keys
      .map((key) =>
        t(key === 'settled' && overdueOrDue.has(key) ? 'separation.milestone.settleBy' : `separation.milestone.${key}`),
      )
      .join(' · ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language, which t stands for
  const map = useMemo(
    () =>
      laneMap(
        { milestones: row.milestones, accountSpans: row.accountSpans, over: isOver(row.handoverState) },
        today,
        width,
        (keys, on) => textWidth(`${label(keys)} ${on.slice(5)}`) + 20,
      ),
    [row, today, width, t],
  );
  const said = (mark: Mark): string =>
    `${label(mark.keys)} ${words(dateWords(mark.on))}, ${mark.state === 'done' ? t('separation.lane.done') : words(relativeDay(mark.on, today))}`;

  const lane = (name: ReactNode, marks: readonly Mark[]) => {
    const first = marks[0]?.at ?? 0;
    const last = marks.at(-1)?.at ?? 0;
    const done = Math.max(first, ...marks.filter((mark) => mark.state === 'done').map((mark) => mark.at));
    const late = marks.some((mark) => mark.state === 'overdue');
    return (
      <>
        <div className="sk-lane-name">{name}</div>
        <div className="sk-lane">
          <span className="sk-lane-line" style={{ left: `${first}%`, width: `${last - first}%` }} />
          <span className="sk-lane-line" data-done="" style={{ left: `${first}%`, width: `${done - first}%` }} />
          {late && map.today !== undefined ? (
            <span
              className="sk-lane-line"
              data-late=""
              style={{
                left: `${Math.min(...marks.filter((mark) => mark.state === 'overdue').map((mark) => mark.at))}%`,
                right: `${100 - map.today}%`,
              }}
            />
          ) : null}
          <ol>
            {marks.map((mark) => (
              <li
                key={mark.on}
                className="sk-lane-mark"
                data-tone={markTones[mark.state]}
                data-state={mark.state}
                style={{ left: `${mark.at}%` }}
                title={said(mark)}
              >
                <span className="sk-lane-label" data-place={mark.place} data-side={mark.side}>
                  {label(mark.keys)} <span className="sk-number">{mark.on.slice(5)}</span>
                  <span className="sk-hidden">{said(mark)}</span>
                </span>
              </li>
            ))}
          </ol>
        </div>
      </>
    );
  };

  return (
    <section className="sk-lanes" aria-label={t('separation.lane.title')}>
      <div className="sk-lane-name" />
      <div ref={field} className="sk-lane-axis" aria-hidden="true">
        {map.ticks.map((tick) => (
          <span key={tick.label} style={{ left: `${tick.at}%` }}>
            {tick.label}
          </span>
        ))}
        {map.today === undefined ? null : (
          <span className="sk-lane-today" style={{ left: `${map.today}%` }}>
            {t('separation.lane.today')}
          </span>
        )}
      </div>
      {lane(
        <>
          {t('separation.track.legal')}
          <StatusDot tone={legalTones[row.legalState]}>{words(legalTrackMachine.states[row.legalState])}</StatusDot>
        </>,
        map.legal,
      )}
      {lane(
        <>
          {t('separation.track.handover')}
          <StatusDot tone={toneOfHandover(row)}>{words(handoverMachine.states[row.handoverState])}</StatusDot>
        </>,
        map.handover,
      )}
      <div className="sk-lane-name">
        {t('separation.track.account')}
        {row.accountState === null ? (
          <span className="sk-soft">{t('separation.noAccount')}</span>
        ) : (
          <StatusDot tone={accountTones[row.accountState]}>{words(accountMachine.states[row.accountState])}</StatusDot>
        )}
      </div>
      <div className="sk-lane">
        <ol>
          {map.bands.map(({ state, from, to, span }) => {
            const text = words(accountMachine.states[state]);
            const wide = ((to - from) / 100) * width;
            return (
              <li
                key={`${state} ${span.from}`}
                className="sk-lane-band"
                data-tone={accountTones[state]}
                style={{ left: `${from}%`, width: `${to - from}%` }}
                title={`${text} ${span.from}${span.why ? ` · ${span.why}` : ''}${span.by ? ` · ${span.by}` : ''}`}
              >
                <span className={wide > textWidth(text) + 10 ? undefined : 'sk-hidden'}>
                  {text}
                  <span className="sk-hidden">{words(dateWords(span.from as BusinessDate))}</span>
                </span>
                {wide > textWidth(`${text} ${span.why}`) + 40 && span.why ? (
                  <span className="sk-lane-why">{span.why}</span>
                ) : null}
              </li>
            );
          })}
        </ol>
      </div>
      {map.today === undefined ? null : (
        <span className="sk-lane-now" aria-hidden="true">
          <span style={{ left: `${map.today}%` }} />
        </span>
      )}
    </section>
  );
}
