import { Button, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useAction } from '../../feedback/useAction.ts';
import type { Agreement, IdentityCheck, Presentation } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';

/** Whoever leads through the signing makes sure that this is the person, then hands the screen over. */
export function IdentityStep({
  agreement,
  identity,
  choose,
  begun,
  refuse,
}: {
  agreement: Agreement;
  identity: IdentityCheck;
  choose: (identity: IdentityCheck) => void;
  begun: (presentation: Presentation) => void;
  refuse?: () => void;
}) {
  const { t } = useTranslation();
  const [begin, { running, refusals }] = useAction(async () => {
    begun(await client.agreements.presentForReading({ agreementId: agreement.id }));
  });
  return (
    <StepFrame
      title={agreement.employeeName}
      {...(refuse ? { refuse } : {})}
      go={
        <Button type="primary" size="large" block autoFocus loading={running} onClick={() => void begin()}>
          {t('agreements.ceremony.identity.begin')}
        </Button>
      }
    >
      <p>{t('agreements.ceremony.identity.ask')}</p>
      <Radio.Group
        className="sk-ceremony-options"
        aria-label={t('agreements.ceremony.steps.identity')}
        value={identity}
        onChange={(event) => choose(event.target.value)}
        options={(['idCardChecked', 'knownPersonally'] as const).map((each) => ({
          value: each,
          label: t(`agreements.ceremony.identity.${each}`),
        }))}
      />
      <Refusals refusals={refusals} />
    </StepFrame>
  );
}
