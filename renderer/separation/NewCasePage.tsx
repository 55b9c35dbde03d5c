import { useQuery } from '@tanstack/react-query';
import { App, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useMay, useMe } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { ColleagueSelect } from '../people/ColleagueSelect.tsx';
import { BackButton } from '../record/BackButton.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import { Panel } from '../record/Panel.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { caseChanged } from './changed.ts';
import './separation.css';
import type { CaseDetail, CaseRow } from './states.ts';

const kinds = ['resignation', 'dismissal', 'expiry', 'disappearance'] as const;

interface Values {
  readonly employeeId?: string;
  readonly kind: CaseRow['kind'];
  readonly noticeDate: string;
  readonly requestedEnd?: string;
  readonly reason?: string;
  readonly supervisorId?: string;
}

/** Gives notice: one's own, or HR for somebody. Shows the dates of the law and what would be handed over before it is done. */
export function NewCasePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const may = useMay();
  const { account } = useMe();
  const { message } = App.useApp();
  const today = useToday();
  const forOthers = may('separation.submit') === 'branch';
  const given = params.get('employee') ?? undefined;
  const me = account.employeeId ?? undefined;
  const initial: Partial<Values> = {
    kind: 'resignation',
    noticeDate: today,
    ...(forOthers ? (given ? { employeeId: given } : {}) : me ? { employeeId: me } : {}),
  };
  const [values, setValues] = useState<Partial<Values>>(initial);
  const title = t(forOthers ? 'separation.new.title' : 'separation.new.ownTitle');
  usePageTitle(title);
  const employeeId = forOthers ? values.employeeId : me;

  return (
    <article className="sk-detail">
      <header className="sk-detail-head">
        <BackButton />
        <div className="sk-detail-title">
          <span className="sk-meta">{t('separation.area')}</span>
          <h1>{title}</h1>
        </div>
      </header>
      <div className="sk-newcase">
        <RecordForm<Values, CaseDetail>
          name={`separation.new.${forOthers ? (given ?? '') : 'own'}`}
          initial={initial}
          saveLabel={t('separation.new.command')}
          onChange={setValues}
          save={(chosen) =>
            client.separation.submit({
              employeeId: (forOthers ? chosen.employeeId : me) ?? '',
              kind: forOthers ? chosen.kind : 'resignation',
              noticeDate: chosen.noticeDate,
              requestedEnd: chosen.requestedEnd ?? null,
              reason: chosen.reason?.trim() ?? '',
              supervisorId: chosen.supervisorId ?? null,
            })
          }
          onSaved={async (row) => {
            // The leaver's session has ended with the submission: this is the last that is said in it.
            if (!forOthers) message.info(t('separation.new.done', { number: row.number }), 12);
            void navigate(`/separation/${row.id}`, { replace: true });
            await caseChanged();
          }}
          aside={<Consequences values={{ ...values, employeeId }} />}
        >
          {forOthers ? null : <Notice tone="due">{t('separation.new.restricts')}</Notice>}
          {forOthers ? (
            <>
              <Form.Item
                name="employeeId"
                label={t('separation.columns.name')}
                rules={[{ required: true, message: t('separation.new.needsEmployee') }]}
              >
                <ColleagueSelect autoFocus={given === undefined} />
              </Form.Item>
              <Form.Item name="kind" label={t('separation.new.kind')} required>
                <Radio.Group options={kinds.map((kind) => ({ value: kind, label: t(`separation.kind.${kind}`) }))} />
              </Form.Item>
            </>
          ) : null}
          <div className="sk-fields">
            <Form.Item
              name="noticeDate"
              label={t('separation.facts.notice')}
              rules={[{ required: true, message: t('separation.new.needsDate') }]}
            >
              <BusinessDateInput max={today} />
            </Form.Item>
            <Form.Item name="requestedEnd" label={t('separation.legal.lastDay')} extra={t('separation.new.endHint')}>
              <BusinessDateInput {...(values.noticeDate ? { min: values.noticeDate } : {})} />
            </Form.Item>
          </div>
          <Form.Item name="reason" label={t('separation.new.reason')}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={400} showCount />
          </Form.Item>
          {forOthers ? (
            <Form.Item
              name="supervisorId"
              label={t('separation.facts.supervisor')}
              extra={t('separation.new.supervisorHint')}
            >
              <ColleagueSelect {...(employeeId ? { except: employeeId } : {})} />
            </Form.Item>
          ) : null}
        </RecordForm>
      </div>
    </article>
  );
}

/** The dates that follow from the notice, and what would have to be handed over. */
function Consequences({
  values,
}: {
  values: Omit<Partial<Values>, 'employeeId'> & { employeeId: string | undefined };
}) {
  const { t } = useTranslation();
  const { employeeId, kind = 'resignation', noticeDate, requestedEnd } = values;
  const ready = employeeId !== undefined && noticeDate !== undefined;
  const { data, error, isFetching } = useQuery({
    ...api.separation.dates.queryOptions({
      input: { employeeId: employeeId ?? '', kind, noticeDate: noticeDate ?? '', requestedEnd: requestedEnd ?? null },
    }),
    enabled: ready,
    placeholderData: (before) => (ready ? before : undefined),
  });
  return (
    <div className="sk-newcase-aside" aria-live="polite" aria-busy={isFetching || undefined}>
      {!ready ? (
        <p className="sk-soft">{t('separation.new.choose')}</p>
      ) : error ? (
        <ErrorState error={error} />
      ) : !data ? (
        <LoadingLines lines={6} />
      ) : (
        <>
          <Refusals refusals={data.barredBy} as="bar" />
          <Panel title={t('separation.new.dates')}>
            <dl className="sk-case-facts">
              <div>
                <dt>{t('separation.milestone.end')}</dt>
                <dd>
                  <BusinessDate date={requestedEnd ?? data.statutoryEnd} />
                </dd>
              </div>
              <div>
                <dt>{t('separation.columns.due')}</dt>
                <dd>
                  <BusinessDate date={data.handoverDue} />
                </dd>
              </div>
              <div>
                <dt>{t('separation.milestone.certificate')}</dt>
                <dd>
                  <BusinessDate date={requestedEnd ?? data.statutoryEnd} near="never" />
                </dd>
              </div>
              <div>
                <dt>{t('separation.milestone.transfer')}</dt>
                <dd>
                  <BusinessDate date={data.transferDue} near="never" />
                </dd>
              </div>
            </dl>
            {data.noticeDays > 0 ? (
              <p className="sk-meta">{t('separation.new.noticeDays', { count: data.noticeDays })}</p>
            ) : null}
          </Panel>
          <Panel title={t('separation.new.list')}>
            <dl className="sk-case-facts">
              <div>
                <dt>{t('separation.facts.clients')}</dt>
                <dd>{data.preview.clients}</dd>
              </div>
              <div>
                <dt>{t('separation.facts.openOrders')}</dt>
                <dd>{data.preview.openOrders}</dd>
              </div>
              <div>
                <dt>{t('separation.columns.receivable')}</dt>
                <dd>
                  <Money fen={data.preview.receivable} />
                </dd>
              </div>
              <div>
                <dt>{t('separation.itemKind.asset')}</dt>
                <dd>{data.preview.assets}</dd>
              </div>
            </dl>
          </Panel>
        </>
      )}
    </div>
  );
}
