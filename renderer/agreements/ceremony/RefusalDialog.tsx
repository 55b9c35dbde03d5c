import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { ColleagueSelect } from '../../people/ColleagueSelect.tsx';
import { FormDialog } from '../../record/FormDialog.tsx';
import { RecordForm } from '../../record/RecordForm.tsx';
import type { Agreement } from './SigningPage.tsx';

interface Values {
  reason: string;
  witnessId: string;
}

/** Refusing is a path of its own: the reason in the signer's words, before a witness. */
export function RefusalDialog({
  agreement,
  close,
  onRefused,
}: {
  agreement: Agreement;
  close: () => void;
  onRefused: (agreement: Agreement) => void;
}) {
  const { t } = useTranslation();
  const { id, version } = agreement;
  return (
    <FormDialog title={t('agreements.ceremony.refused.title')} close={close}>
      <p className="sk-soft">{t('agreements.ceremony.refused.explain')}</p>
      <RecordForm<Values, Agreement>
        name={`agreement.refuse.${id}`}
        initial={{}}
        saveLabel={t('agreements.ceremony.refused.run')}
        save={({ reason, witnessId }) => client.agreements.refuse({ agreementId: id, version, reason, witnessId })}
        onSaved={onRefused}
      >
        <Form.Item
          name="reason"
          label={t('agreements.ceremony.refused.reason')}
          required
          rules={[{ required: true, min: 2 }]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 5 }} maxLength={400} />
        </Form.Item>
        <Form.Item
          name="witnessId"
          label={t('agreements.ceremony.refused.witness')}
          required
          rules={[{ required: true }]}
        >
          <ColleagueSelect except={agreement.employeeId} />
        </Form.Item>
      </RecordForm>
    </FormDialog>
  );
}
