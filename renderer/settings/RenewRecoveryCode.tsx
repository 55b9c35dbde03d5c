import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RecoveryCode } from '../access/RecoveryCode.tsx';
import { client } from '../client/api.ts';
import { useBranch } from '../client/branch.ts';
import { ConfirmDialog } from '../record/ConfirmDialog.tsx';

/** A new recovery code for one that was lost, seen by others, or never printed. */
export function RenewRecoveryCode() {
  const { t } = useTranslation();
  const branch = useBranch();
  const [asking, setAsking] = useState(false);
  const [code, setCode] = useState<string>();
  return (
    <section className="sk-panel sk-setting-part">
      <div>
        <h2>{t('settings.recovery.title')}</h2>
        <p className="sk-soft">{t('settings.recovery.what')}</p>
      </div>
      {code === undefined ? (
        <Button onClick={() => setAsking(true)}>{t('settings.recovery.renew')}</Button>
      ) : (
        <RecoveryCode
          code={code}
          branch={`${branch.companyName} · ${branch.name}`}
          go={t('settings.recovery.done')}
          goOn={() => setCode(undefined)}
        />
      )}
      {asking ? (
        <ConfirmDialog
          title={t('settings.recovery.renew')}
          confirm={t('settings.recovery.confirm')}
          run={async () => setCode((await client.system.renewRecoveryCode()).recoveryCode)}
          close={() => setAsking(false)}
        >
          <p>{t('settings.recovery.effect')}</p>
        </ConfirmDialog>
      ) : null}
    </section>
  );
}
