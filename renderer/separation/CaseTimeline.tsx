import { useQuery } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { AuditTimeline } from '../record/AuditTimeline.tsx';
import { isLook } from '../record/looks.ts';
import { Panel } from '../record/Panel.tsx';

/** Everything that happened in a case, with who and why; that somebody looked at it only when asked for. */
export function CaseTimeline({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const [withLooks, setWithLooks] = useState(false);
  const { data, error, refetch } = useQuery(api.separation.timeline.queryOptions({ input: { caseId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={8} />;
  return (
    <Panel
      title={t('separation.tab.timeline')}
      extra={
        <Checkbox checked={withLooks} onChange={(event) => setWithLooks(event.target.checked)}>
          {t('separation.timeline.looks', { count: data.filter((entry) => isLook(entry.action)).length })}
        </Checkbox>
      }
    >
      <AuditTimeline
        entries={data.filter((entry) => withLooks || !isLook(entry.action))}
        empty={t('separation.timeline.empty')}
      />
    </Panel>
  );
}
