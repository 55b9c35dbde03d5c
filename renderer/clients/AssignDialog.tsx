import { useQuery } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { Money } from '../format/Money.tsx';
import { Choice } from '../record/Choice.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { clientsChanged } from './changed.ts';

interface Values {
  readonly toEmployeeId: string;
  readonly on: string;
  readonly reason: string;
}

/** Names an owner for one or several clients, with what goes along. All of them move or none. */
export function AssignDialog({
  clients,
  close,
}: {
  clients: readonly {
    id: string;
    version: number;
    balance: number;
    openOrders: number;
    owner: { id: string } | null;
  }[];
  close: () => void;
}) {
  const { t } = useTranslation();
  const today = useToday();
  const { data: receivers, isFetching } = useQuery(api.clients.receivers.queryOptions());
  const [first] = clients;
  const onlyOwner = clients.length === 1 ? first?.owner?.id : undefined;
  const balance = clients.reduce((sum, each) => sum + each.balance, 0);
  const orders = clients.reduce((sum, each) => sum + each.openOrders, 0);
  const [before, after] = t('clients.assign.effect', { balance: '\u0000', orders }).split('\u0000');
  return (
    <FormDialog title={t('clients.assign.title', { count: clients.length })} close={close}>
      <p className="sk-soft">
        {before}
        <Money fen={balance} />
        {after}
      </p>
      <RecordForm<Values>
        name={`client.assign.${clients.length === 1 ? first?.id : 'several'}`}
        initial={{ on: today }}
        saveLabel={t('clients.assign.confirm')}
        save={(values) =>
          client.clients.assignOwner({
            ...values,
            clients: clients.map(({ id, version }) => ({ clientId: id, version })),
          })
        }
        onSaved={async () => {
          await clientsChanged();
          close();
        }}
      >
        <Form.Item name="toEmployeeId" label={t('clients.assign.to')} rules={[{ required: true }]}>
          <Choice
            showSearch={{ optionFilterProp: 'label' }}
            loading={isFetching}
            options={(receivers ?? [])
              .filter((each) => each.id !== onlyOwner)
              .map((each) => ({
                value: each.id,
                label: t('clients.assign.choose', { name: each.name, count: each.clients }),
              }))}
          />
        </Form.Item>
        <Form.Item name="on" label={t('clients.assign.on')} rules={[{ required: true }]}>
          <BusinessDateInput max={today} />
        </Form.Item>
        <Form.Item name="reason" label={t('clients.assign.why')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}
