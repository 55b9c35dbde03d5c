import { PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { nonCompeteMachine } from '../../shared/domain/states/nonCompete.ts';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { RowLinksContext } from '../feedback/links.ts';
import { ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { FormPreview, type FormSubject } from '../forms/FormPreview.tsx';
import { useHotkey } from '../keys/useHotkey.ts';
import { AuditTimeline } from '../record/AuditTimeline.tsx';
import { DetailPage, type Fact } from '../record/DetailPage.tsx';
import { Panel } from '../record/Panel.tsx';
import { Findings } from '../separation/Findings.tsx';
import { ReasonDialog } from '../separation/ReasonDialog.tsx';
import { useWords } from '../words/language.ts';
import './aftercare.css';
import { Checks } from './Checks.tsx';
import { Schedule } from './Schedule.tsx';
import { aftercareChanged, type NonCompete, stateTones } from './states.ts';

type Choice = NonCompete['choices'][number];

/** One non-compete: what was agreed, what is paid month by month, what was found out, and what the law says about it. */
export function NonCompetePage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const links = useContext(RowLinksContext);
  const [preview, setPreview] = useState<FormSubject>();
  const [deciding, setDeciding] = useState<Choice>();
  const { data: row, error, refetch } = useQuery(api.aftercare.get.queryOptions({ input: { nonCompeteId: id } }));
  const { data: forms = [] } = useQuery({
    ...api.forms.ofCase.queryOptions({ input: { caseId: row?.caseId ?? '' } }),
    enabled: row !== undefined && may('form.view') !== undefined,
  });
  const choices =
    row?.choices.filter(({ event }) => may(rests(event) ? 'nonCompete.suspend' : 'nonCompete.release') !== undefined) ??
    [];
  const kind = row?.state === 'released' ? 'nonCompeteRelease' : 'nonCompeteStart';
  const mayPrint = may('form.print') !== undefined && row !== undefined && row.state !== 'pending';
  const print = () => setPreview({ issue: kind, subjectIds: [id] });
  useHotkey('Mod+P', print, { enabled: mayPrint && preview === undefined });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!row) return <LoadingLines lines={10} />;
  const employeePage = links.employee?.(row.employee.id);
  const agreementPage = links.agreement?.(row.agreementId);
  const casePage = links.separationCase?.(row.caseId);
  const owed = row.payments.reduce(
    (sum, payment) =>
      payment.standing === 'unpaid' || payment.standing === 'part'
        ? sum + payment.amount - (payment.paidAmount ?? 0)
        : sum,
    0,
  );
  const facts: Fact[] = [
    { label: t('aftercare.facts.position'), value: row.position || '—' },
    {
      label: t('aftercare.columns.term'),
      value: <span className="sk-number">{`${row.startDate} – ${row.endDate}`}</span>,
    },
    { label: t('aftercare.facts.payDay'), value: t('aftercare.facts.dayOfMonth', { day: row.payDay }) },
    { label: t('aftercare.columns.next'), value: <BusinessDate date={row.nextDue} due /> },
  ];
  const stake: Fact[] = [
    { label: t('aftercare.columns.monthly'), value: <Money fen={row.monthlyCompensation} /> },
    { label: t('aftercare.facts.paid'), value: `${row.paidMonths}/${row.payments.length}` },
    ...(owed > 0
      ? [{ label: t('aftercare.facts.owed'), value: <span className="sk-overdue-ink">{<Money fen={owed} />}</span> }]
      : []),
  ];
  const share = row.averageWage12m > 0 ? Math.floor((row.monthlyCompensation * 100) / row.averageWage12m) : undefined;
  return (
    <>
      <DetailPage
        kind={t('aftercare.area')}
        title={employeePage ? <Link to={employeePage}>{row.employee.name}</Link> : row.employee.name}
        status={<StatusTag tone={stateTones[row.state]}>{words(nonCompeteMachine.states[row.state])}</StatusTag>}
        facts={facts}
        stake={stake}
        back="/aftercare"
        actions={
          mayPrint ? (
            <Button icon={<PrinterOutlined aria-hidden="true" />} onClick={print}>
              {t(`forms.kind.${kind}`)} <kbd className="sk-key">Ctrl+P</kbd>
            </Button>
          ) : null
        }
        notices={
          row.stateReason ? (
            <Notice tone={row.state === 'pending' ? 'due' : 'neutral'}>
              {t(`aftercare.reason.${row.state}`, { reason: row.stateReason })}
            </Notice>
          ) : null
        }
        sections={[
          {
            key: 'schedule',
            label: t('aftercare.tab.schedule'),
            content: <Schedule row={row} />,
          },
          { key: 'checks', label: `${t('aftercare.tab.checks')} ${row.checks.length}`, content: <Checks row={row} /> },
          { key: 'timeline', label: t('aftercare.tab.timeline'), content: <History id={id} /> },
        ]}
        rail={
          <>
            {row.findings.length > 0 ? (
              <Panel title={t('separation.findings')}>
                <Findings findings={row.findings} />
              </Panel>
            ) : null}
            <Panel title={t('aftercare.agreed')}>
              <dl className="sk-agreed">
                <dt>{t('aftercare.facts.scope')}</dt>
                <dd>{row.scope}</dd>
                <dt>{t('aftercare.facts.area')}</dt>
                <dd>{row.area}</dd>
                <dt>{t('aftercare.facts.wage')}</dt>
                <dd>
                  {row.averageWage12m > 0 ? <Money fen={row.averageWage12m} /> : '—'}
                  {share === undefined ? null : (
                    <span className="sk-meta"> {t('aftercare.facts.share', { percent: share })}</span>
                  )}
                </dd>
                <dt>{t('aftercare.facts.agreement')}</dt>
                <dd>{agreementPage ? <Link to={agreementPage}>{row.agreementNumber}</Link> : row.agreementNumber}</dd>
                <dt>{t('aftercare.facts.case')}</dt>
                <dd>{casePage ? <Link to={casePage}>{row.caseNumber}</Link> : row.caseNumber}</dd>
              </dl>
            </Panel>
            {forms.some((form) => form.subjectId === row.id) ? (
              <Panel title={t('aftercare.papers')}>
                <ul className="sk-paper-list">
                  {forms
                    .filter((form) => form.subjectId === row.id)
                    .map((form) => (
                      <li key={form.id}>
                        <span>
                          {t(`forms.kind.${form.kind}`)}
                          <span className="sk-meta sk-number"> {form.number.slice(-16)}</span>
                        </span>
                        <button
                          type="button"
                          className="sk-plain"
                          onClick={() => setPreview({ formId: form.id, kind: form.kind })}
                        >
                          {t('aftercare.look')}
                        </button>
                      </li>
                    ))}
                </ul>
              </Panel>
            ) : null}
            {choices.length > 0 ? (
              <Panel title={t('aftercare.release.title')}>
                <div className="sk-rail-actions">
                  {choices.map((choice) => (
                    <ActionButton
                      key={choice.event}
                      size="small"
                      reasons="below"
                      barred={choice.barredBy}
                      run={() => setDeciding(choice)}
                    >
                      {words(choice.words)}
                    </ActionButton>
                  ))}
                </div>
              </Panel>
            ) : null}
          </>
        }
      />
      {preview ? <FormPreview subject={preview} close={() => setPreview(undefined)} /> : null}
      {deciding ? (
        <ReasonDialog
          name={`nonCompete.${deciding.event}.${row.id}`}
          title={`${words(deciding.words)} · ${row.employee.name}`}
          explain={t(`aftercare.release.${deciding.event}`)}
          confirm={words(deciding.words)}
          run={async (reason) => {
            const { event } = deciding;
            const decision = { nonCompeteId: row.id, version: row.version, reason };
            if (rests(event)) await client.aftercare.suspend({ ...decision, event });
            else await client.aftercare.release({ ...decision, event });
            await aftercareChanged();
          }}
          close={() => setDeciding(undefined)}
        >
          {deciding.event === 'release' ? <Findings findings={row.releaseFindings} /> : null}
        </ReasonDialog>
      ) : null}
    </>
  );
}

/** Whether it is about letting the obligation rest during a rehire. */
const rests = (event: Choice['event']): event is 'suspend' | 'resume' => event === 'suspend' || event === 'resume';

function History({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(api.aftercare.timeline.queryOptions({ input: { nonCompeteId: id } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines />;
  return (
    <Panel>
      <AuditTimeline
        entries={data.filter((entry) => !/\.(?:view|viewProof|list)$/.test(entry.action))}
        empty={t('separation.timeline.empty')}
      />
    </Panel>
  );
}
