import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { StrokePad } from '../../paper/StrokePad.tsx';
import type { Agreement, Stroke } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';

/** The handwritten face of the signature, if the signer likes; the certificate signs. */
export function SignatureStep({
  agreement,
  onChange,
  next,
  refuse,
}: {
  agreement: Agreement;
  onChange: (strokes: Stroke[]) => void;
  next: () => void;
  refuse?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <StepFrame
      title={t('agreements.ceremony.steps.signature')}
      {...(refuse ? { refuse } : {})}
      go={
        <Button type="primary" size="large" block autoFocus onClick={next}>
          {t('agreements.ceremony.signature.next')}
        </Button>
      }
    >
      <p className="sk-soft">{t('agreements.ceremony.signature.explain')}</p>
      <StrokePad
        name={agreement.employeeName}
        onChange={(drawn) => onChange(drawn.map((stroke) => stroke.map(([x, y]): [number, number] => [x, y])))}
      />
    </StepFrame>
  );
}
