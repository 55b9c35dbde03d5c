import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { ScanViewer } from '../forms/ScanViewer.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput, MoneyInput } from '../record/inputs.tsx';
import { Panel } from '../record/Panel.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { ProofField } from './ProofField.tsx';
import { aftercareChanged, type NonCompete, type Payment, standingTones } from './states.ts';

/** Month by month: when it is due, what was paid, with which proof. */
export function Schedule({ row }: { row: NonCompete }) {
  const { t } = useTranslation();
  const may = useMay();
  const [paying, setPaying] = useState<Payment>();
  const [proof, setProof] = useState<Payment>();
  const pays = may('nonCompete.pay') !== undefined && row.state !== 'pending';
  // What was owed before a release stays owed; what comes after it does not.
  const first = row.payments.find(
    (payment) =>
      payment.standing !== 'paid' &&
      payment.standing !== 'resting' &&
      (row.state === 'running' || payment.standing !== 'later'),
  );
  return (
    <Panel flush>
      <table className="sk-ledger sk-schedule">
        <thead>
          <tr>
            <th scope="col">{t('aftercare.pay.month')}</th>
            <th scope="col">{t('aftercare.pay.due')}</th>
            <th scope="col">{t('aftercare.pay.amount')}</th>
            <th scope="col">{t('aftercare.pay.standing')}</th>
            <th scope="col">{t('aftercare.pay.paidOn')}</th>
            <th scope="col">{t('aftercare.pay.paid')}</th>
            <th scope="col">{t('aftercare.pay.proof')}</th>
            <th scope="col">
              <span className="sk-hidden">{t('aftercare.pay.record')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {row.payments.map((payment) => (
            <tr key={payment.id} data-standing={payment.standing}>
              <th scope="row" className="sk-number">
                {payment.month}
              </th>
              <td>
                <BusinessDate date={payment.dueDate} near={payment.standing === 'paid' ? 'never' : 'both'} due />
              </td>
              <td>
                <Money fen={payment.amount} />
              </td>
              <td>
                <StatusDot tone={standingTones[payment.standing]}>
                  {t(`aftercare.standing.${payment.standing}`)}
                </StatusDot>
              </td>
              <td>{payment.paidOn ? <BusinessDate date={payment.paidOn} near="never" /> : '—'}</td>
              <td>{payment.paidAmount === null ? '—' : <Money fen={payment.paidAmount} />}</td>
              <td>
                {payment.proofHash ? (
                  <button type="button" className="sk-plain" onClick={() => setProof(payment)}>
                    {t('aftercare.look')}
                  </button>
                ) : payment.paidAmount === null ? (
                  '—'
                ) : (
                  <span className="sk-due-ink">{t('aftercare.pay.noProof')}</span>
                )}
              </td>
              <td>
                {!pays ||
                payment.standing === 'resting' ||
                (payment.standing === 'later' && payment !== first) ? null : payment.standing === 'paid' ? (
                  <button type="button" className="sk-plain" onClick={() => setPaying(payment)}>
                    {t('aftercare.pay.correct')}
                  </button>
                ) : (
                  <Button
                    size="small"
                    type={payment === first && payment.standing !== 'later' ? 'primary' : 'default'}
                    onClick={() => setPaying(payment)}
                  >
                    {t('aftercare.pay.record')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {paying ? <PaymentDialog payment={paying} close={() => setPaying(undefined)} /> : null}
      {proof?.proofHash ? (
        <ScanViewer
          title={t('aftercare.pay.proofOf', { month: proof.month })}
          name={`proof ${proof.proofHash}`}
          load={() => client.aftercare.proof({ nonCompeteId: row.id, hash: proof.proofHash ?? '' })}
          close={() => setProof(undefined)}
        />
      ) : null}
    </Panel>
  );
}

function PaymentDialog({ payment, close }: { payment: Payment; close: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  const [proof, setProof] = useState<File>();
  return (
    <FormDialog title={t('aftercare.pay.title', { month: payment.month })} close={close}>
      <p className="sk-soft">
        {t('aftercare.pay.explain')} <Money fen={payment.amount} strong />
      </p>
      <RecordForm<{ paidOn: string; paidAmount: number }>
        name={`nonCompete.pay.${payment.id}`}
        initial={{
          paidOn: payment.paidOn ?? today,
          paidAmount: payment.standing === 'paid' ? (payment.paidAmount ?? payment.amount) : payment.amount,
        }}
        saveLabel={t('aftercare.pay.record')}
        save={(values) =>
          client.aftercare.recordPayment({
            paymentId: payment.id,
            version: payment.version,
            ...values,
            proof: proof ?? null,
          })
        }
        onSaved={async () => {
          close();
          await aftercareChanged();
        }}
      >
        <div className="sk-fields">
          <Form.Item
            name="paidOn"
            label={t('aftercare.pay.paidOn')}
            rules={[{ required: true, message: t('separation.new.needsDate') }]}
          >
            <BusinessDateInput max={today} />
          </Form.Item>
          <Form.Item
            name="paidAmount"
            label={t('aftercare.pay.paidInAll')}
            extra={t('aftercare.pay.paidHint')}
            rules={[{ required: true, message: t('aftercare.pay.needsAmount') }]}
          >
            <MoneyInput />
          </Form.Item>
        </div>
        <ProofField file={proof} choose={setProof} label={t('aftercare.pay.drop')} />
      </RecordForm>
    </FormDialog>
  );
}
