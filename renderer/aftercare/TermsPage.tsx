import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber } from 'antd';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { addDays, storedDate } from '../../shared/domain/businessDate.ts';
import { legalRules } from '../../shared/domain/legal.ts';
import { scheduleFromPaper } from '../../shared/domain/paperTerms.ts';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { RowLinksContext } from '../feedback/links.ts';
import { EmptyState, ErrorState, LoadingLines } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { DetailPage } from '../record/DetailPage.tsx';
import { BusinessDateInput, MoneyInput } from '../record/inputs.tsx';
import { Panel } from '../record/Panel.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { ReasonDialog } from '../separation/ReasonDialog.tsx';
import { type AwaitedTerms, aftercareChanged, type NonCompeteRow } from './states.ts';

interface Values {
  readonly startDate: string;
  readonly termMonths: number;
  readonly monthlyCompensation: number;
  readonly payDay: number;
  readonly scope: string;
  readonly area: string;
}

/** A non-compete that lies there on paper: whoever has it in hand enters its terms, and the schedule begins. */
export function TermsPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(api.aftercare.awaitingTerms.queryOptions());
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={8} />;
  const row = data.find(({ agreementId }) => agreementId === id);
  return row ? (
    <Terms row={row} />
  ) : (
    <EmptyState what={t('aftercare.terms.done')} action={<Link to="/aftercare">{t('aftercare.terms.toList')}</Link>} />
  );
}

function Terms({ row }: { row: AwaitedTerms }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const links = useContext(RowLinksContext);
  const [declining, setDeclining] = useState(false);
  const agreementPage = links.agreement?.(row.agreementId);
  const casePage = links.separationCase?.(row.caseId);
  const longest = legalRules.limits.nonCompeteMonths;
  const needed = [{ required: true, message: t('aftercare.terms.needed') }];
  const { known } = row;
  const initial: Partial<Values> = {
    startDate: addDays(storedDate(row.endedOn), 1),
    ...(known.termMonths === null ? {} : { termMonths: known.termMonths }),
    ...(known.monthlyCompensation === null ? {} : { monthlyCompensation: known.monthlyCompensation }),
    ...(known.payDay === null ? {} : { payDay: known.payDay }),
    scope: known.scope,
    area: known.area,
  };
  return (
    <>
      <DetailPage
        kind={t('aftercare.area')}
        title={row.employee.name}
        status={<StatusTag tone="due">{t('aftercare.terms.state')}</StatusTag>}
        facts={[
          { label: t('aftercare.facts.position'), value: row.position || '—' },
          { label: t('aftercare.terms.endedOn'), value: <BusinessDate date={row.endedOn} near="never" /> },
          {
            label: t('aftercare.facts.wage'),
            value: row.averageWage12m > 0 ? <Money fen={row.averageWage12m} /> : '—',
          },
        ]}
        back="/aftercare"
        rail={
          <Panel title={t('aftercare.terms.paper')}>
            <p className="sk-soft">{t('aftercare.terms.explain')}</p>
            <dl className="sk-agreed">
              <dt>{t('aftercare.facts.agreement')}</dt>
              <dd>{agreementPage ? <Link to={agreementPage}>{row.agreementNumber}</Link> : row.agreementNumber}</dd>
              <dt>{t('aftercare.facts.case')}</dt>
              <dd>{casePage ? <Link to={casePage}>{row.caseNumber}</Link> : row.caseNumber}</dd>
            </dl>
            {may('nonCompete.release') === undefined ? null : (
              <Button size="small" onClick={() => setDeclining(true)}>
                {t('aftercare.terms.decline')}
              </Button>
            )}
          </Panel>
        }
      >
        {may('nonCompete.start') === undefined ? (
          <EmptyState what={t('aftercare.terms.others')} first={t('aftercare.terms.othersNext')} />
        ) : (
          <RecordForm<Values, NonCompeteRow>
            name={`nonCompete.terms.${row.agreementId}`}
            initial={initial}
            saveLabel={t('aftercare.terms.save')}
            check={(values) => refusalsOf(values, row)}
            save={(values) => client.aftercare.enterTerms({ agreementId: row.agreementId, ...values })}
            onSaved={async (begun) => {
              await aftercareChanged();
              void navigate(`/aftercare/${begun.id}`, { replace: true });
            }}
          >
            <div className="sk-fields">
              <Form.Item name="startDate" label={t('aftercare.terms.start')} rules={needed}>
                <BusinessDateInput />
              </Form.Item>
              <Form.Item
                name="termMonths"
                label={t('aftercare.terms.months')}
                extra={t('aftercare.terms.monthsHint', { most: longest })}
                rules={needed}
              >
                <InputNumber min={1} max={120} precision={0} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name="monthlyCompensation" label={t('aftercare.columns.monthly')} rules={needed}>
                <MoneyInput />
              </Form.Item>
              <Form.Item
                name="payDay"
                label={t('aftercare.facts.payDay')}
                extra={t('aftercare.terms.payDayHint')}
                rules={needed}
              >
                <InputNumber min={1} max={31} precision={0} style={{ width: '100%' }} />
              </Form.Item>
            </div>
            <Form.Item name="scope" label={t('aftercare.facts.scope')} rules={needed}>
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} />
            </Form.Item>
            <Form.Item name="area" label={t('aftercare.facts.area')} rules={needed}>
              <Input maxLength={200} />
            </Form.Item>
          </RecordForm>
        )}
      </DetailPage>
      {declining ? (
        <ReasonDialog
          name={`nonCompete.declineTerms.${row.agreementId}`}
          title={`${t('aftercare.terms.decline')} · ${row.employee.name}`}
          explain={t('aftercare.release.decline')}
          confirm={t('aftercare.terms.decline')}
          run={async (reason) => {
            await client.aftercare.declineTerms({ agreementId: row.agreementId, reason });
            await aftercareChanged();
            void navigate('/aftercare', { replace: true });
          }}
          close={() => setDeclining(false)}
        />
      ) : null}
    </>
  );
}

/** What the law says of the figures as they stand; nothing while one is missing. */
function refusalsOf({ startDate, termMonths, monthlyCompensation, payDay }: Partial<Values>, row: AwaitedTerms) {
  if (!startDate || !termMonths || !monthlyCompensation || !payDay) return [];
  const terms = { startDate: storedDate(startDate), termMonths, monthlyCompensation, payDay };
  const schedule = scheduleFromPaper(terms, storedDate(row.endedOn));
  return schedule.ok ? [] : schedule.refusals;
}
