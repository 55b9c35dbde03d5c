import { Checkbox, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { FormPreview } from '../forms/FormPreview.tsx';
import { ConfirmDialog } from '../record/ConfirmDialog.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import { Panel } from '../record/Panel.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { useWords } from '../words/language.ts';
import { caseDecided } from './changed.ts';
import { Findings } from './Findings.tsx';
import { ReasonDialog, ReasonField } from './ReasonDialog.tsx';
import type { CaseDetail } from './states.ts';

type Asking = 'end' | 'certificate' | 'print' | 'transfer' | 'agreeEnd' | 'withdraw';

/** The legal track: its dates, what is done and what is due, and what the law says about it. Nothing bars it but the calendar. */
export function LegalPanel({ row, certificatePrinted }: { row: CaseDetail; certificatePrinted: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const today = useToday();
  const [asking, setAsking] = useState<Asking>();
  const [consent, setConsent] = useState({ employee: false, employer: false });
  const close = () => setAsking(undefined);
  const target = { caseId: row.id, version: row.version };
  const { separation } = client;
  const decides = may('separation.legal') !== undefined;
  const choice = (event: string) => row.legalChoices.find((each) => each.event === event);
  const [end, certificate, withdraw] = [choice('end'), choice('issueCertificate'), choice('withdraw')];
  const date = (key: CaseDetail['milestones'][number]['key']) => row.milestones.find((mark) => mark.key === key);
  const facts = (['notice', 'end', 'certificate', 'transfer'] as const).flatMap((key) => date(key) ?? []);
  const mayTransfer = row.endedOn !== null && row.transferredOn === null;
  return (
    <Panel title={t('separation.legal.title')}>
      <dl className="sk-case-facts">
        {facts.map((mark) => (
          <div key={mark.key}>
            <dt>{t(`separation.milestone.${mark.key}`)}</dt>
            <dd data-state={mark.state}>
              <BusinessDate
                date={mark.on}
                near={mark.state === 'done' ? 'never' : 'both'}
                due={mark.state !== 'done'}
              />
              {mark.state === 'done' ? <span className="sk-meta"> {t('separation.lane.done')}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
      <Findings findings={row.legalNotes} />
      {decides ? (
        <div className="sk-rail-actions">
          {end ? (
            <ActionButton
              size="small"
              reasons="below"
              kind="primary"
              barred={end.barredBy}
              run={() => setAsking('end')}
            >
              {words(end.words)}
            </ActionButton>
          ) : null}
          {certificate ? (
            <ActionButton
              size="small"
              reasons="below"
              kind="primary"
              barred={certificate.barredBy}
              run={() => setAsking(certificatePrinted ? 'certificate' : 'print')}
            >
              {certificatePrinted ? t('separation.legal.issued') : t('separation.legal.printCertificate')}
            </ActionButton>
          ) : null}
          {mayTransfer ? (
            <ActionButton size="small" reasons="below" run={() => setAsking('transfer')}>
              {t('separation.legal.transfer')}
            </ActionButton>
          ) : null}
          {row.legalState === 'noticed' ? (
            <ActionButton size="small" reasons="below" run={() => setAsking('agreeEnd')}>
              {t('separation.legal.agreeEnd')}
            </ActionButton>
          ) : null}
          {withdraw ? (
            <ActionButton size="small" reasons="below" barred={withdraw.barredBy} run={() => setAsking('withdraw')}>
              {words(withdraw.words)}
            </ActionButton>
          ) : null}
        </div>
      ) : null}
      {asking === 'end' ? (
        <ConfirmDialog
          title={t('separation.legal.endTitle', { name: row.employee.name })}
          confirm={t('separation.legal.endConfirm')}
          run={() => separation.end(target).then(caseDecided)}
          close={close}
        >
          <p className="sk-soft">{t('separation.legal.endExplain', { date: row.end })}</p>
        </ConfirmDialog>
      ) : asking === 'print' ? (
        <FormPreview subject={{ issue: 'leaveCertificate', subjectIds: [row.id] }} close={close} />
      ) : asking === 'certificate' ? (
        <ConfirmDialog
          title={t('separation.legal.issued')}
          confirm={t('separation.legal.issuedConfirm')}
          run={() => separation.issueCertificate(target).then(caseDecided)}
          close={close}
        >
          <p className="sk-soft">{t('separation.legal.issuedExplain')}</p>
        </ConfirmDialog>
      ) : asking === 'transfer' ? (
        <FormDialog title={t('separation.legal.transfer')} close={close}>
          <p className="sk-soft">{t('separation.legal.transferExplain', { date: row.transferDue })}</p>
          <RecordForm<{ transferredOn: string }, CaseDetail>
            name={`separation.transfer.${row.id}`}
            initial={{ transferredOn: today }}
            saveLabel={t('separation.legal.transferConfirm')}
            save={(values) => separation.recordTransfer({ ...target, ...values })}
            onSaved={async (answer) => {
              close();
              await caseDecided(answer);
            }}
          >
            <Form.Item
              name="transferredOn"
              label={t('separation.legal.transferredOn')}
              rules={[{ required: true, message: t('separation.new.needsDate') }]}
            >
              <BusinessDateInput max={today} />
            </Form.Item>
          </RecordForm>
        </FormDialog>
      ) : asking === 'agreeEnd' ? (
        <FormDialog title={t('separation.legal.agreeEnd')} close={close}>
          <p className="sk-soft">{t('separation.legal.agreeEndExplain', { date: row.statutoryEnd })}</p>
          <RecordForm<{ end: string; reason: string }, CaseDetail>
            name={`separation.agreeEnd.${row.id}`}
            initial={{ end: row.end }}
            saveLabel={t('separation.legal.agreeEndConfirm')}
            save={(values) => separation.agreeEnd({ ...target, end: values.end, reason: values.reason.trim() })}
            onSaved={async (answer) => {
              close();
              await caseDecided(answer);
            }}
          >
            <Form.Item
              name="end"
              label={t('separation.legal.lastDay')}
              rules={[{ required: true, message: t('separation.new.needsDate') }]}
            >
              <BusinessDateInput min={row.noticeDate} />
            </Form.Item>
            <ReasonField />
          </RecordForm>
        </FormDialog>
      ) : asking === 'withdraw' ? (
        <ReasonDialog
          name={`separation.withdraw.${row.id}`}
          title={t('separation.withdraw.title')}
          explain={t('separation.withdraw.explain')}
          confirm={t('separation.withdraw.confirm')}
          run={(reason) =>
            separation
              .withdraw({ ...target, reason, employeeAgrees: consent.employee, employerAgrees: consent.employer })
              .then(caseDecided)
          }
          close={close}
        >
          <div className="sk-consents">
            {(['employee', 'employer'] as const).map((side) => (
              <Checkbox
                key={side}
                checked={consent[side]}
                onChange={(event) => setConsent((before) => ({ ...before, [side]: event.target.checked }))}
              >
                {t(`separation.withdraw.${side}`)}
              </Checkbox>
            ))}
          </div>
        </ReasonDialog>
      ) : null}
    </Panel>
  );
}
