import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { Panel } from '../record/Panel.tsx';
import { useFormAction } from '../record/useFormAction.ts';
import './agreements.css';

/** The signer's own key: set by the signer alone, under a PIN that nobody else sees. */
export function SignerPanel({
  employeeId,
  name,
  isNext,
  onChanged,
}: {
  employeeId: string;
  name: string;
  /** Whether setting the PIN is what is to be done now. */
  isNext: boolean;
  onChanged: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const { data: signer, error, refetch } = useQuery(api.agreements.signer.queryOptions({ input: { employeeId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!signer) return <LoadingLines lines={2} />;
  const ready = signer.enrolled && signer.keyOnThisDevice;
  return (
    <Panel title={`${t('onboarding.agreements.signer')} · ${name}`}>
      {ready ? (
        <StatusDot tone="finished">
          {t('onboarding.agreements.signerDone', { date: fromInstant(signer.notAfter ?? 0) })}
        </StatusDot>
      ) : (
        <div className="sk-signer">
          <p className="sk-soft">
            {t(signer.enrolled ? 'onboarding.agreements.signerElsewhere' : 'onboarding.agreements.signerNone')}
          </p>
          <EnrolForm employeeId={employeeId} isNext={isNext} onChanged={onChanged} />
        </div>
      )}
    </Panel>
  );
}

/** Setting the PIN, twice. Nothing of it is kept as a draft. */
function EnrolForm({
  employeeId,
  isNext,
  onChanged,
}: {
  employeeId: string;
  isNext: boolean;
  onChanged: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ pin: string; again: string }>();
  const [enrol, { running, refusals }] = useFormAction(form, async ({ pin }) => {
    const view = await client.agreements.enrolSigner({ employeeId, pin });
    form.resetFields();
    queries.setQueryData(api.agreements.signer.queryKey({ input: { employeeId } }), view);
    await onChanged();
  });
  return (
    <>
      <Form form={form} name="enrol" layout="vertical" component="div" className="sk-fields" requiredMark={false}>
        <Form.Item
          name="pin"
          label={t('onboarding.agreements.pin')}
          extra={t('onboarding.agreements.pinHint')}
          rules={[{ required: true, min: 6 }]}
        >
          <Input.Password autoComplete="new-password" inputMode="numeric" maxLength={32} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('onboarding.agreements.pinAgain')}
          dependencies={['pin']}
          rules={[
            { required: true },
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                !value || value === getFieldValue('pin')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('onboarding.agreements.pinDiffers'))),
            }),
          ]}
        >
          <Input.Password
            autoComplete="new-password"
            inputMode="numeric"
            maxLength={32}
            onPressEnter={() => void enrol()}
          />
        </Form.Item>
      </Form>
      <Refusals refusals={refusals} />
      <div className="sk-line">
        <Button type={isNext ? 'primary' : 'default'} loading={running} onClick={() => void enrol()}>
          {t('onboarding.agreements.enrol')}
        </Button>
        {running ? <span className="sk-meta">{t('onboarding.agreements.enrolling')}</span> : null}
      </div>
    </>
  );
}
