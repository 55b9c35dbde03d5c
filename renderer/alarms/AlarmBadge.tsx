import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';

/** How many alarms wait to be judged, beside the area's name. */
export function AlarmBadge() {
  const { t } = useTranslation();
  const open = useQuery(api.workbench.alarms.queryOptions({ input: { state: 'open' }, staleTime: 60_000 }));
  const count = open.data?.length ?? 0;
  if (count === 0) return null;
  return (
    <span className="sk-badge" title={t('alarms.open', { count })}>
      {count}
    </span>
  );
}
