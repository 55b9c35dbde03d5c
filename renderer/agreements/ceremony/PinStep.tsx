import { Button, Input, type InputRef } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useAction } from '../../feedback/useAction.ts';
import { isComposing } from '../../keys/combo.ts';
import type { Agreement, Stroke } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';

/** The signer's own PIN opens the signer's own key. What is typed here is kept nowhere. */
export function PinStep({
  agreement,
  strokes,
  onSigned,
  refuse,
}: {
  agreement: Agreement;
  strokes: Stroke[];
  onSigned: (agreement: Agreement) => void;
  refuse?: () => void;
}) {
  const { t } = useTranslation();
  const pinId = useId();
  const box = useRef<InputRef>(null);
  const [pin, setPin] = useState('');
  const barred = agreement.choices.find((choice) => choice.event === 'sign')?.barredBy ?? [];
  const [sign, { running, refusals }] = useAction(async () => {
    const given = pin;
    setPin('');
    box.current?.focus();
    const { id, version } = agreement;
    onSigned(
      await client.agreements.signAsEmployee({
        agreementId: id,
        version,
        pin: given,
        ...(strokes.length > 0 ? { stroke: strokes } : {}),
      }),
    );
  });
  return (
    <StepFrame
      title={agreement.employeeName}
      {...(refuse ? { refuse } : {})}
      go={
        <Button
          type="primary"
          size="large"
          block
          loading={running}
          onClick={() => (pin === '' ? box.current?.focus() : void sign())}
        >
          {t('agreements.ceremony.pin.sign')}
        </Button>
      }
    >
      <p>{t('agreements.ceremony.pin.explain')}</p>
      <label htmlFor={pinId}>{t('agreements.ceremony.pin.label')}</label>
      <Input.Password
        ref={box}
        id={pinId}
        size="large"
        autoFocus
        autoComplete="off"
        inputMode="numeric"
        visibilityToggle={false}
        maxLength={32}
        value={pin}
        onChange={(event) => setPin(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && pin !== '' && !isComposing(event.nativeEvent)) void sign();
        }}
      />
      <Refusals refusals={barred} as="bar" />
      <Refusals refusals={refusals} />
    </StepFrame>
  );
}
