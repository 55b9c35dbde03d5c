import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { ActionButton } from '../../feedback/ActionButton.tsx';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useAction } from '../../feedback/useAction.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import type { Onboarding } from './OnboardingPage.tsx';

/** Gives an onboarding up, for a reason. Shown where the stage and the role allow it. */
export function CancelOnboarding({ view, onDone }: { view: Onboarding; onDone: (view: Onboarding) => void }) {
  const { t } = useTranslation();
  const reasonId = useId();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const choice = view.choices.find((each) => each.event === 'cancel');
  const [cancel, { running, refusals }] = useAction(async () => {
    const { employmentId, versions } = view;
    onDone(await client.onboarding.setStage({ employmentId, versions, event: 'cancel', reason }));
    setAsking(false);
  });
  // For whom it is no matter at all, there is no button.
  if (!choice || choice.barredBy.some((refusal) => refusal.code === 'onboarding.role')) return null;
  return (
    <>
      <ActionButton barred={choice.barredBy} run={() => setAsking(true)}>
        {t('onboarding.cancel.run')}
      </ActionButton>
      {asking ? (
        <Dialog label={t('onboarding.cancel.run')} close={() => setAsking(false)} className="sk-ask">
          <h2>{t('onboarding.cancel.run')}</h2>
          <p className="sk-soft">{t('onboarding.cancel.explain')}</p>
          <label htmlFor={reasonId}>{t('onboarding.cancel.reason')}</label>
          <Input id={reasonId} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
          <Refusals refusals={refusals} />
          <div className="sk-ask-foot">
            <Button onClick={() => setAsking(false)}>{t('parts.cancel')}</Button>
            <Button danger loading={running} onClick={() => void cancel()}>
              {t('onboarding.cancel.confirm')}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
