import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../access/session.ts';
import { client } from '../../client/api.ts';
import { ActionButton } from '../../feedback/ActionButton.tsx';
import { Notice } from '../../feedback/states.tsx';
import { PrintAgreement } from '../PrintAgreement.tsx';
import { saveFile } from '../saveFile.ts';
import type { Agreement } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';

/** 交付: the employee's own copy, on paper or as a file, and that it was handed over. */
export function DeliveryStep({ agreement, leave }: { agreement: Agreement; leave: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [printing, setPrinting] = useState(false);
  const [done, setDone] = useState(false);
  const { id } = agreement;
  const hand = (how: 'printed' | 'file') => async () => {
    await client.agreements.deliver({ agreementId: id, how });
    setDone(true);
  };
  return (
    <StepFrame
      title={t('agreements.ceremony.steps.delivery')}
      go={
        <Button type="primary" size="large" block autoFocus onClick={leave}>
          {t('agreements.ceremony.delivery.finish')}
        </Button>
      }
    >
      <p>{t('agreements.ceremony.delivery.explain')}</p>
      {may('agreement.print') ? (
        <Button block onClick={() => setPrinting(true)}>
          {t('agreements.ceremony.delivery.print')}
        </Button>
      ) : null}
      {may('agreement.export') ? (
        <ActionButton reasons="below" run={async () => saveFile(await client.agreements.download({ agreementId: id }))}>
          {t('agreements.ceremony.delivery.download')}
        </ActionButton>
      ) : null}
      {done ? (
        <Notice tone="finished">{t('agreements.ceremony.delivery.done')}</Notice>
      ) : (
        <div className="sk-ceremony-delivery">
          <ActionButton reasons="below" run={hand('printed')}>
            {t('agreements.ceremony.delivery.printed')}
          </ActionButton>
          <ActionButton reasons="below" run={hand('file')}>
            {t('agreements.ceremony.delivery.file')}
          </ActionButton>
        </div>
      )}
      {printing ? <PrintAgreement agreementId={id} title={agreement.title} close={() => setPrinting(false)} /> : null}
    </StepFrame>
  );
}
