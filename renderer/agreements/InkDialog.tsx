import { Button, Form } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assertScanFile } from '../../shared/domain/scanFile.ts';
import { client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import type { Planned } from './PlannedAgreement.tsx';

/** Files the scan of a paper that both sides signed in ink. */
export function InkDialog({
  employmentId,
  kind,
  agreementId,
  close,
  onFiled,
}: {
  employmentId: string;
  kind: Planned['kind'];
  agreementId: string;
  close: () => void;
  onFiled: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const today = useToday();
  const fileId = useId();
  const [file, setFile] = useState<File>();
  const [signedOn, setSignedOn] = useState<string | undefined>(today);
  const [run, { running, refusals }] = useAction(async () => {
    // Without a file the button asks for one.
    if (!file || !signedOn) return document.getElementById(file ? `${fileId}-on` : fileId)?.click();
    assertScanFile(file);
    await client.agreements.fileInkAgreement({ employmentId, kind, agreementId, signedOn, file });
    close();
    await onFiled();
  });
  return (
    <FormDialog title={t('agreements.ink.title')} close={close}>
      <p className="sk-soft">{t('agreements.ink.explain')}</p>
      <Form layout="vertical" component="div" requiredMark={false}>
        <Form.Item label={t('onboarding.agreements.file')} htmlFor={fileId} extra={t('onboarding.verify.scanTypes')}>
          <input
            id={fileId}
            type="file"
            accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
            onChange={(event) => setFile(event.target.files?.[0])}
          />
        </Form.Item>
        <Form.Item label={t('onboarding.agreements.signedOn')} htmlFor={`${fileId}-on`}>
          <BusinessDateInput id={`${fileId}-on`} value={signedOn} onChange={setSignedOn} max={today} />
        </Form.Item>
      </Form>
      <Refusals refusals={refusals} />
      <div className="sk-form-foot">
        <Button onClick={close}>{t('parts.cancel')}</Button>
        <Button type="primary" loading={running} onClick={() => void run()}>
          {t('onboarding.agreements.fileRun')}
        </Button>
      </div>
    </FormDialog>
  );
}
