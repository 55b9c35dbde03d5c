import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { ActionButton } from '../../feedback/ActionButton.tsx';
import type { Agreement } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';

/** The company's counter-signature: confirmed by somebody entitled to the seal, now or later. */
export function SealStep({
  agreement,
  onSealed,
  leave,
}: {
  agreement: Agreement;
  onSealed: (agreement: Agreement) => void;
  leave: () => void;
}) {
  const { t } = useTranslation();
  const [confirmed, setConfirmed] = useState(false);
  const barred = agreement.choices.find((choice) => choice.event === 'countersign')?.barredBy ?? [];
  const unconfirmed = [
    {
      kind: 'barred' as const,
      code: 'seal.unconfirmed',
      zh: '还没有确认。',
      en: 'Not confirmed yet.',
      next: { zh: '请勾选上面的确认。', en: 'Tick the confirmation above.' },
    },
  ];
  return (
    <StepFrame
      title={t('agreements.ceremony.steps.seal')}
      go={
        <>
          <ActionButton
            kind="primary"
            size="large"
            reasons="below"
            barred={barred.length > 0 ? barred : confirmed ? [] : unconfirmed}
            run={async () => {
              const { id, version } = agreement;
              onSealed(await client.agreements.counterSign({ agreementId: id, version, confirmed: true }));
            }}
          >
            {t('agreements.ceremony.seal.run')}
          </ActionButton>
          <Button size="large" block onClick={leave}>
            {t('agreements.ceremony.leave')}
          </Button>
        </>
      }
    >
      <p>{t('agreements.ceremony.seal.explain')}</p>
      <Checkbox autoFocus checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)}>
        {t('agreements.ceremony.seal.confirm')}
      </Checkbox>
      <p className="sk-soft">{t('agreements.ceremony.seal.later')}</p>
    </StepFrame>
  );
}
