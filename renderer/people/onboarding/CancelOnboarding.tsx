import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { FormDialog } from '../../record/FormDialog.tsx';
import { RecordForm } from '../../record/RecordForm.tsx';
import type { Onboarding } from './OnboardingPage.tsx';

/** Gives an onboarding up, for a reason. Shown where the stage and the role allow it. */
export function CancelOnboarding({ view, onDone }: { view: Onboarding; onDone: (view: Onboarding) => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const choice = view.choices.find((each) => each.event === 'cancel');
  // For whom it is no matter at all, there is no button.
  if (!choice || choice.barredBy.some((refusal) => refusal.code === 'onboarding.role')) return null;
  const { employmentId, versions } = view;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('onboarding.cancel.run')}</Button>
      {asking ? (
        <FormDialog title={t('onboarding.cancel.run')} close={() => setAsking(false)}>
          <p className="sk-soft">{t('onboarding.cancel.explain')}</p>
          <RecordForm<{ reason: string }, Onboarding>
            name={`onboarding.cancel.${employmentId}`}
            initial={{}}
            saveLabel={t('onboarding.cancel.confirm')}
            save={({ reason }) => client.onboarding.setStage({ employmentId, versions, event: 'cancel', reason })}
            onSaved={(next) => {
              setAsking(false);
              onDone(next);
            }}
          >
            <Form.Item name="reason" label={t('onboarding.cancel.reason')} required rules={[{ required: true }]}>
              <Input autoFocus />
            </Form.Item>
          </RecordForm>
        </FormDialog>
      ) : null}
    </>
  );
}
