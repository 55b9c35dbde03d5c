import { Button, Form, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useAction } from '../../feedback/useAction.ts';
import { ColleagueSelect } from '../../people/ColleagueSelect.tsx';
import { Dialog } from '../../shell/Dialog.tsx';
import type { Agreement } from './SigningPage.tsx';

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
  const id = useId();
  const [form] = Form.useForm<{ reason: string; witnessId: string }>();
  const [refuse, { running, refusals }] = useAction(async () => {
    const { reason, witnessId } = await form.validateFields();
    const { version } = agreement;
    onRefused(await client.agreements.refuse({ agreementId: agreement.id, version, reason, witnessId }));
  });
  return (
    <Dialog label={t('agreements.ceremony.refused.title')} close={close} className="sk-ask">
      <h2>{t('agreements.ceremony.refused.title')}</h2>
      <p className="sk-soft">{t('agreements.ceremony.refused.explain')}</p>
      <Form form={form} name={`refuse${id}`} layout="vertical" component="div" requiredMark={false}>
        <Form.Item name="reason" label={t('agreements.ceremony.refused.reason')} rules={[{ required: true, min: 2 }]}>
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 5 }} maxLength={400} />
        </Form.Item>
        <Form.Item name="witnessId" label={t('agreements.ceremony.refused.witness')} rules={[{ required: true }]}>
          <ColleagueSelect except={agreement.employeeId} />
        </Form.Item>
      </Form>
      <Refusals refusals={refusals} />
      <div className="sk-ask-foot">
        <Button onClick={close}>{t('parts.cancel')}</Button>
        <Button danger loading={running} onClick={() => void refuse()}>
          {t('agreements.ceremony.refused.run')}
        </Button>
      </div>
    </Dialog>
  );
}
