import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../shared/domain/money.ts';
import { client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput, MoneyInput } from '../record/inputs.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { clientsChanged } from './changed.ts';
import type { Receivable } from './Receivables.tsx';

interface Values {
  readonly amount: number;
  readonly date: string;
  readonly method?: string;
}

/** Money that came in on one receivable, whole or in part. */
export function PaymentDialog({ receivable, close }: { receivable: Receivable; close: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  return (
    <FormDialog title={t('clients.payment.title')} close={close}>
      <p className="sk-soft">
        {t('clients.payment.of', {
          number: receivable.orderNumber ?? t('clients.receivables.noOrder'),
          balance: formatMoney(receivable.balance),
        })}
      </p>
      <RecordForm<Values>
        name={`client.payment.${receivable.id}`}
        initial={{ amount: receivable.balance, date: today }}
        saveLabel={t('clients.payment.confirm')}
        save={(values) =>
          client.clients.recordPayment({ ...values, receivableId: receivable.id, version: receivable.version })
        }
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <Form.Item name="amount" label={t('clients.payment.amount')} rules={[{ required: true }]}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="date" label={t('clients.payment.date')} rules={[{ required: true }]}>
          <BusinessDateInput max={today} />
        </Form.Item>
        <Form.Item name="method" label={t('clients.payment.method')}>
          <Input maxLength={60} placeholder={t('clients.payment.methodHint')} />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}
