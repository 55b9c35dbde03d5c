import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { clientsChanged } from './changed.ts';
import type { Receivable } from './Receivables.tsx';

/** Marks a receivable as disputed, with what is disputed; or ends the dispute, with why. */
export function DisputeDialog({ receivable, close }: { receivable: Receivable; close: () => void }) {
  const { t } = useTranslation();
  const title = t(receivable.disputed ? 'clients.dispute.endTitle' : 'clients.dispute.title');
  return (
    <FormDialog title={title} close={close}>
      <p className="sk-soft">{t('clients.dispute.explain')}</p>
      <RecordForm<{ readonly note: string }>
        name={`client.dispute.${receivable.id}`}
        initial={{}}
        saveLabel={title}
        save={({ note }) =>
          client.clients.disputeReceivable({
            ...{ receivableId: receivable.id, version: receivable.version, disputed: !receivable.disputed },
            note,
          })
        }
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <Form.Item
          name="note"
          label={t(receivable.disputed ? 'clients.dispute.endWhy' : 'clients.dispute.why')}
          rules={[{ required: true, min: 2 }]}
        >
          <Input maxLength={400} />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}
