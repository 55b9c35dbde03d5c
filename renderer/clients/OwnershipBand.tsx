import { useTranslation } from 'react-i18next';
import { daysBetween, isBusinessDate } from '../../shared/domain/businessDate.ts';
import type { client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';

export type Ownership = Awaited<ReturnType<typeof client.clients.ownershipHistory>>[number];

const hues = 5;
/** A segment narrower than this (per cent of the band) carries no name; the table below has them all. */
const roomForName = 9;
const narrowest = 0.6;

/** Who handled the client, as one band over the years: owners above, helpers below, the reason of each change in the table. */
export function OwnershipBand({ history }: { history: readonly Ownership[] }) {
  const { t } = useTranslation();
  const today = useToday();
  const first = history.reduce((earliest, span) => (span.from < earliest ? span.from : earliest), today as string);
  const people = [...new Set(history.map((span) => span.employee.id))];
  if (history.length === 0 || !isBusinessDate(first)) {
    return <p className="sk-soft">{t('clients.ownership.none')}</p>;
  }
  // The band ends with today: a client of one day has a whole band.
  const length = daysBetween(first, today) + 1;
  const place = (date: string): number =>
    isBusinessDate(date) ? Math.min(100, Math.max(0, (daysBetween(first, date) / length) * 100)) : 0;
  const share = (span: Ownership): string =>
    t('clients.ownership.share', { role: t(`clients.ownership.role.${span.role}`), share: span.share });
  const when = (span: Ownership): string =>
    span.to === null
      ? t('clients.ownership.since', { from: span.from })
      : t('clients.ownership.span', { from: span.from, to: span.to });
  const text = history.map((span) => `${span.employee.name} ${share(span)} ${when(span)}`).join('；');
  const rows = (['owner', 'helper'] as const)
    .map((role) => history.filter((span) => span.role === role))
    .filter((spans) => spans.length > 0);
  const years = yearsBetween(first, today);

  return (
    <>
      <div role="img" aria-label={t('clients.ownership.band', { text })} className="sk-band">
        {rows.map((spans) => (
          <div key={spans[0]?.role} className="sk-band-row" data-role={spans[0]?.role}>
            {spans.map((span) => {
              const width = Math.max(narrowest, (span.to === null ? 100 : place(span.to)) - place(span.from));
              const left = Math.min(place(span.from), 100 - width);
              const named = width > roomForName;
              return (
                <span
                  key={span.id}
                  className="sk-band-span"
                  data-hue={people.indexOf(span.employee.id) % hues}
                  data-ended={span.to !== null || undefined}
                  data-named={named || undefined}
                  style={{ insetInlineStart: `${left}%`, width: `${width}%` }}
                  title={`${span.employee.name} · ${share(span)} · ${when(span)} · ${span.reason}`}
                >
                  {named ? (
                    <>
                      {span.employee.name} <small>{span.share}%</small>
                    </>
                  ) : null}
                </span>
              );
            })}
          </div>
        ))}
        <div className="sk-band-years">
          {years.map((year) => (
            <span key={year} style={{ insetInlineStart: `${place(`${year}-01-01`)}%` }}>
              {year}
            </span>
          ))}
        </div>
      </div>
      <table className="sk-client-table">
        <thead>
          <tr>
            {(['when', 'who', 'share', 'why', 'decidedBy'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`clients.ownership.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...history].reverse().map((span) => (
            <tr key={span.id}>
              <td className="sk-number">{when(span)}</td>
              <td>
                <span className="sk-band-key" data-hue={people.indexOf(span.employee.id) % hues} aria-hidden="true" />
                {span.employee.name}
              </td>
              <td>{share(span)}</td>
              <td>{span.endReason ? `${span.reason} → ${span.endReason}` : span.reason}</td>
              <td>{span.decidedBy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function yearsBetween(first: string, last: string): number[] {
  const from = Number(first.slice(0, 4)) + 1;
  const to = Number(last.slice(0, 4));
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const step = Math.ceil(all.length / 12) || 1;
  return all.filter((_, index) => index % step === 0);
}
