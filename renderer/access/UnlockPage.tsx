import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { useAction } from '../feedback/useAction.ts';
import { EntryPage } from './EntryPage.tsx';
import { SecretForm } from './SecretForm.tsx';

type Wrap = 'passphrase' | 'safeStorage' | 'recoveryCode';

/** The registry is there, its key is not: a passphrase or the printed recovery code opens it. */
export function UnlockPage({ wraps }: { wraps: readonly Wrap[] }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'passphrase' | 'recoveryCode'>(
    wraps.includes('passphrase') ? 'passphrase' : 'recoveryCode',
  );
  const [open, state] = useAction(async (secret: string) => {
    queries.setQueryData(api.system.state.queryKey(), await client.system.unlock({ secret, kind }));
  });
  const other = kind === 'passphrase' ? 'recoveryCode' : 'passphrase';
  return (
    <EntryPage title={t('access.unlock.title')} what={t('access.unlock.what')}>
      <SecretForm
        key={kind}
        label={t(`access.unlock.${kind}`)}
        submit={t('access.unlock.open')}
        run={open}
        state={state}
        hint={kind === 'recoveryCode' ? t('access.unlock.recoveryHint') : undefined}
      >
        {wraps.includes(other) ? (
          <Button
            type="link"
            onClick={() => {
              state.clear();
              setKind(other);
            }}
          >
            {t(other === 'recoveryCode' ? 'access.unlock.useRecovery' : 'access.unlock.usePassphrase')}
          </Button>
        ) : null}
      </SecretForm>
    </EntryPage>
  );
}
