import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { ActionButton } from '../../feedback/ActionButton.tsx';
import { Refusals } from '../../feedback/Refusals.tsx';
import { Notice } from '../../feedback/states.tsx';
import { useAction } from '../../feedback/useAction.ts';
import { useHotkey } from '../../keys/useHotkey.ts';
import { Panel } from '../../record/Panel.tsx';
import { useFormAction } from '../../record/useFormAction.ts';
import { EntryFacts } from './EntryFacts.tsx';
import { FileButton } from './FileButton.tsx';
import type { Onboarding } from './OnboardingPage.tsx';

interface StepProps {
  view: Onboarding;
  onDone: (view: Onboarding) => void;
}

/** Comparing what was entered with the original document; with a second person where nothing in the number proves it. */
export function VerificationStep({ view, onDone, next }: StepProps & { next: () => void }) {
  const { t } = useTranslation();
  const { employmentId, versions } = view;
  const barred = view.choices.find((choice) => choice.event === 'verify')?.barredBy ?? [];
  const isOpen = view.stage === 'draft';
  const [verify, { running, refusals }] = useAction(async () => {
    onDone(await client.onboarding.setStage({ employmentId, versions, event: 'verify' }));
    next();
  });
  useHotkey('F8', () => void verify(), { enabled: isOpen && barred.length === 0 });
  const needsReview = barred.some((refusal) => refusal.code === 'onboarding.identityReview');

  return (
    <div className="sk-onboarding-main">
      <p className="sk-soft">{t('onboarding.verify.explain')}</p>
      <EntryFacts view={view} />
      <Panel title={t('onboarding.verify.scan')}>
        <div className="sk-line">
          <span>{t(view.person.hasIdScan ? 'onboarding.verify.scanHave' : 'onboarding.verify.scanNone')}</span>
          {isOpen || view.stage === 'verified' ? (
            <FileButton
              label={t('onboarding.verify.scanAdd')}
              hint={t('onboarding.verify.scanTypes')}
              take={async (file) => onDone(await client.onboarding.attachIdScan({ employmentId, versions, file }))}
            />
          ) : null}
        </div>
      </Panel>
      {needsReview ? <SecondPerson view={view} onDone={onDone} /> : null}
      {view.person.reviewedBy ? (
        <Notice tone="finished">{t('onboarding.verify.secondDone', { name: view.person.reviewedBy })}</Notice>
      ) : null}
      {isOpen ? (
        <div className="sk-line">
          <ActionButton kind="primary" barred={barred} run={verify} reasons="below">
            {t('onboarding.verify.run')} <kbd className="sk-key sk-key-on">F8</kbd>
          </ActionButton>
          {running ? null : <Refusals refusals={refusals} />}
        </div>
      ) : (
        <Notice tone="finished">{t('onboarding.verify.done')}</Notice>
      )}
    </div>
  );
}

function SecondPerson({ view, onDone }: StepProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ loginName: string; password: string }>();
  const [confirm, { running, refusals }] = useFormAction(form, async (secondPerson) => {
    const { employmentId, versions } = view;
    onDone(await client.onboarding.reviewIdentity({ employmentId, versions, secondPerson }));
  });
  return (
    <Panel title={t('onboarding.verify.second')}>
      <p className="sk-soft">{t('onboarding.verify.secondExplain')}</p>
      <Form form={form} layout="vertical" name="second" component="div" className="sk-fields" requiredMark={false}>
        <Form.Item name="loginName" label={t('onboarding.verify.secondLogin')} rules={[{ required: true }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="password" label={t('onboarding.verify.secondPassword')} rules={[{ required: true }]}>
          <Input.Password autoComplete="off" onPressEnter={() => void confirm()} />
        </Form.Item>
      </Form>
      <Refusals refusals={refusals} />
      <Button loading={running} onClick={() => void confirm()}>
        {t('onboarding.verify.secondRun')}
      </Button>
    </Panel>
  );
}
