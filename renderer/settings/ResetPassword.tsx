import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import type { AccountDetail } from './AccountPage.tsx';
import { HandedOver } from './HandedOver.tsx';
import { initialPassword } from './initialPassword.ts';

/** A new first password for somebody who forgot theirs; they choose their own at the next sign-in. */
export function ResetPassword({ account, close }: { account: AccountDetail['account']; close: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<string>();
  const [reset, state] = useAction(async () => {
    const password = initialPassword();
    await client.access.resetPassword({ accountId: account.id, password });
    setMade(password);
    await queries.invalidateQueries({ queryKey: api.access.key() });
  });
  return (
    <FormDialog
      title={t('settings.account.of', { what: t('settings.account.resetPassword'), name: account.displayName })}
      close={close}
    >
      {made ? (
        <div className="sk-decision">
          <HandedOver name={account.displayName} loginName={account.loginName} password={made} />
          <div className="sk-decision-foot">
            <Button type="primary" autoFocus onClick={close}>
              {t('settings.handed.done')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="sk-decision">
          <p className="sk-soft">{t('settings.account.resetMeans')}</p>
          <Refusals refusals={state.refusals} />
          <div className="sk-decision-foot">
            <Button type="primary" autoFocus loading={state.running} onClick={() => void reset()}>
              {t('settings.account.resetPassword')}
            </Button>
            <Button onClick={close}>{t('parts.cancel')}</Button>
          </div>
        </div>
      )}
    </FormDialog>
  );
}
