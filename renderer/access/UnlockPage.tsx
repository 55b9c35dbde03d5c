import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import type { SystemState } from '../client/branch.ts';
import { queries } from '../client/queries.ts';
import { useAction } from '../feedback/useAction.ts';
import { EntryPage } from './EntryPage.tsx';
import { RecoveryForm } from './RecoveryForm.tsx';
import { SecretForm } from './SecretForm.tsx';

type Locked = Extract<SystemState, { phase: 'locked' }>;

/** The registry is there, its key is not: a passphrase or a recovery code, printed or of headquarters, opens it. */
export function UnlockPage({ state: { wraps, keyFile } }: { state: Locked }) {
  if (keyFile !== 'whole') return <WithoutKeyFile keyFile={keyFile} />;
  return <Unlock wraps={wraps} />;
}

function Unlock({ wraps }: { wraps: Locked['wraps'] }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'passphrase' | 'recoveryCode'>(
    wraps.includes('passphrase') ? 'passphrase' : 'recoveryCode',
  );
  const [open, state] = useAction(async (secret: string) => {
    queries.setQueryData(api.system.state.queryKey(), await client.system.unlock({ secret, kind: 'passphrase' }));
  });
  const other = kind === 'passphrase' ? 'recoveryCode' : 'passphrase';
  // Headquarters may give a code where none was printed.
  const change =
    other === 'recoveryCode' || wraps.includes(other) ? (
      <Button
        type="link"
        onClick={() => {
          state.clear();
          setKind(other);
        }}
      >
        {t(other === 'recoveryCode' ? 'access.unlock.useRecovery' : 'access.unlock.usePassphrase')}
      </Button>
    ) : null;
  return (
    <EntryPage title={t('access.unlock.title')} what={t('access.unlock.what')}>
      {kind === 'recoveryCode' ? (
        <RecoveryForm hint={t('access.unlock.recoveryHint')} what={t('access.unlock.recoveryWhat')}>
          {change}
        </RecoveryForm>
      ) : (
        <SecretForm label={t('access.unlock.passphrase')} submit={t('access.unlock.open')} run={open} state={state}>
          {change}
        </SecretForm>
      )}
    </EntryPage>
  );
}

/** The data are there and nothing here opens them: the way leads to the key file or to headquarters, never over the data. */
function WithoutKeyFile({ keyFile }: { keyFile: 'damaged' | 'missing' }) {
  const { t } = useTranslation();
  const [hasCode, setHasCode] = useState(false);
  return (
    <EntryPage title={t('access.keyFile.title')} what={t(`access.keyFile.${keyFile}`)}>
      {hasCode ? (
        <RecoveryForm hint={t('access.keyFile.recoveryHint')} what={t('access.keyFile.recoveryWhat')} />
      ) : (
        <div className="sk-entry-form">
          <p>{t('access.keyFile.next')}</p>
          <p>{t('access.keyFile.askHq')}</p>
          <Button type="primary" size="large" block onClick={() => setHasCode(true)}>
            {t('access.keyFile.useCode')}
          </Button>
          <p className="sk-soft">{t('access.keyFile.otherwise')}</p>
        </div>
      )}
    </EntryPage>
  );
}
