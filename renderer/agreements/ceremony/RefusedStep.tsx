import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../feedback/states.tsx';
import { Instant } from '../../format/BusinessDate.tsx';
import type { Agreement } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';

/** What was written down of the refusal, large enough for the signer to read it once more. */
export function RefusedRecord({ agreement }: { agreement: Agreement }) {
  const { t } = useTranslation();
  const record = agreement.signatures.findLast((each) => each.method === 'refused');
  return (
    <div className="sk-ceremony-hand">
      <p className="sk-ceremony-name">{agreement.employeeName}</p>
      <p>{t('agreements.ceremony.refused.what', { title: agreement.title })}</p>
      <blockquote className="sk-ceremony-reason">{agreement.refusalReason}</blockquote>
      {record ? (
        <p className="sk-ceremony-why">
          {t('agreements.ceremony.refused.witness')} {record.witness ?? '—'} · <Instant at={record.at} />
        </p>
      ) : null}
    </div>
  );
}

/** Signing has ended by refusal: nobody argues here, the screen goes back to the clerk. */
export function RefusedStep({ leave }: { leave: () => void }) {
  const { t } = useTranslation();
  return (
    <StepFrame
      title={t('agreements.ceremony.refused.over')}
      go={
        <Button type="primary" size="large" block autoFocus onClick={leave}>
          {t('agreements.ceremony.refused.leave')}
        </Button>
      }
    >
      <Notice tone="overdue">{t('agreements.ceremony.refused.done')}</Notice>
      <p className="sk-soft">{t('agreements.ceremony.refused.next')}</p>
    </StepFrame>
  );
}
