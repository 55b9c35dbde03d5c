import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { Choice } from '../record/Choice.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { clientsChanged } from './changed.ts';
import type { ClientDetail } from './status.tsx';

const kinds = ['visit', 'call', 'message', 'meeting', 'other'] as const;

/** What was said to the client and promised, newest first. */
export function FollowUps({ detail, limit }: { detail: ClientDetail; limit: number }) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const { data, error, refetch } = useQuery(
    api.clients.followUps.queryOptions({ input: { clientId: detail.id, limit } }),
  );
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={3} />;
  return (
    <>
      {data.rows.length === 0 ? <p className="sk-soft">{t('clients.followUps.empty')}</p> : null}
      <ol className="sk-follow-ups">
        {data.rows.map((row) => (
          <li key={row.id}>
            <p className="sk-meta">
              <BusinessDate date={row.date} near="never" /> {t(`clients.followUps.kind.${row.kind}`)} ·{' '}
              {row.employee.name}
            </p>
            <p className="sk-follow-up-note">{row.note}</p>
            {row.promise && row.promisedDate ? (
              <div className="sk-promise">
                {row.doneAt === null ? (
                  <>
                    <BusinessDate date={row.promisedDate} near="only" due /> {row.promise}
                    {detail.may.followUp ? (
                      <ActionButton
                        size="small"
                        run={async () => {
                          await client.clients.completeFollowUp({ followUpId: row.id, version: row.version });
                          await clientsChanged();
                        }}
                      >
                        {t('clients.followUps.complete')}
                      </ActionButton>
                    ) : null}
                  </>
                ) : (
                  <StatusDot tone="finished">
                    {row.promise} · {t('clients.followUps.done')}
                  </StatusDot>
                )}
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      {detail.may.followUp ? (
        <Button size="small" onClick={() => setWriting(true)}>
          {t('clients.followUps.add')}
        </Button>
      ) : null}
      {writing ? <FollowUpDialog clientId={detail.id} close={() => setWriting(false)} /> : null}
    </>
  );
}

interface Values {
  readonly date: string;
  readonly kind: (typeof kinds)[number];
  readonly note: string;
  readonly promise?: string;
  readonly promisedDate?: string;
}

/** One visit, call or message, and what was promised in it. */
function FollowUpDialog({ clientId, close }: { clientId: string; close: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  return (
    <FormDialog title={t('clients.followUps.add')} close={close}>
      <RecordForm<Values>
        name={`client.followUp.${clientId}`}
        initial={{ date: today, kind: 'call' }}
        save={(values) => client.clients.addFollowUp({ ...values, clientId })}
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <div className="sk-fields">
          <Form.Item name="date" label={t('clients.followUps.date')} rules={[{ required: true }]}>
            <BusinessDateInput max={today} />
          </Form.Item>
          <Form.Item name="kind" label={t('clients.followUps.how')} rules={[{ required: true }]}>
            <Choice options={kinds.map((kind) => ({ value: kind, label: t(`clients.followUps.kind.${kind}`) }))} />
          </Form.Item>
          <div data-wide="">
            <Form.Item name="note" label={t('clients.followUps.note')} rules={[{ required: true }]}>
              <Input.TextArea rows={3} maxLength={4000} />
            </Form.Item>
          </div>
          <Form.Item name="promise" label={t('clients.followUps.promise')}>
            <Input maxLength={200} placeholder={t('clients.followUps.promiseHint')} />
          </Form.Item>
          <Form.Item name="promisedDate" label={t('clients.followUps.promisedDate')}>
            <BusinessDateInput min={today} />
          </Form.Item>
        </div>
      </RecordForm>
    </FormDialog>
  );
}
