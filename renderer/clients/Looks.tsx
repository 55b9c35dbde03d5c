import { useTranslation } from 'react-i18next';
import type { client } from '../client/api.ts';
import { instantText } from '../format/text.ts';

type Entry = Awaited<ReturnType<typeof client.clients.timeline>>[number];

const shown = 6;

/** Who looked at the client, the latest first; somebody who had a number shown is marked. */
export function Looks({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const people = new Map<string, { times: number; last: number; revealed: boolean }>();
  for (const { actor, action, at } of entries) {
    if (action !== 'client.view' && action !== 'client.revealContact') continue;
    const before = people.get(actor) ?? { times: 0, last: 0, revealed: false };
    people.set(actor, {
      times: before.times + 1,
      last: Math.max(before.last, at),
      revealed: before.revealed || action === 'client.revealContact',
    });
  }
  if (people.size === 0) return <p className="sk-soft">{t('clients.looks.none')}</p>;
  return (
    <ul className="sk-looks">
      {[...people]
        .sort(([, a], [, b]) => b.last - a.last)
        .slice(0, shown)
        .map(([name, { times, last, revealed }]) => (
          <li key={name}>
            <strong>{name}</strong> <span className="sk-meta">{t('clients.looks.times', { count: times })}</span>{' '}
            <span className="sk-meta">{t('clients.looks.last', { at: instantText(last) })}</span>
            {revealed ? <span className="sk-due-text"> {t('clients.looks.revealed')}</span> : null}
          </li>
        ))}
    </ul>
  );
}
