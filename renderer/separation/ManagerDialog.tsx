import { useQuery } from '@tanstack/react-query';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { Choice } from '../record/Choice.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { useWords } from '../words/language.ts';
import { caseDecided } from './changed.ts';
import type { CaseDetail } from './states.ts';

/** Moves the approvals of a case to another manager: theirs is leaving, or it is their own case. */
export function ManagerDialog({ row, close }: { row: CaseDetail; close: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, isFetching } = useQuery(api.separation.receivers.queryOptions({ input: { caseId: row.id } }));
  return (
    <FormDialog title={t('separation.moveManager.title')} close={close}>
      <p className="sk-soft">{t('separation.moveManager.explain')}</p>
      <RecordForm<{ managerId: string }, CaseDetail>
        name={`separation.manager.${row.id}`}
        initial={{}}
        saveLabel={t('separation.moveManager.confirm')}
        save={(values) => client.separation.setManager({ caseId: row.id, version: row.version, ...values })}
        onSaved={async (answer) => {
          close();
          await caseDecided(answer);
        }}
      >
        <Form.Item
          name="managerId"
          label={t('separation.facts.manager')}
          rules={[{ required: true, message: t('separation.decide.noReceiver') }]}
        >
          <Choice
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            loading={isFetching}
            options={(data ?? []).map((each) => ({
              value: each.id,
              disabled: each.barredBy.length > 0,
              label: [each.name, each.position, each.barredBy[0] ? words(each.barredBy[0]) : ''].join('　'),
            }))}
          />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}
