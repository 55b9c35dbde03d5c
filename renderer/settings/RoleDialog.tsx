import { App, Button, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roles, roleWords } from '../../shared/domain/permissions.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { useWords } from '../words/language.ts';
import type { AccountDetail } from './AccountPage.tsx';

/** Another role for an account. Its open windows end: what is on the screen may no longer be theirs to see. */
export function RoleDialog({ account, close }: { account: AccountDetail['account']; close: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { message } = App.useApp();
  const [role, setRole] = useState(account.role);
  const [change, state] = useAction(async () => {
    await client.access.setRole({ accountId: account.id, version: account.version, role });
    await queries.invalidateQueries({ queryKey: api.access.key() });
    void message.success(t('settings.account.done', { what: t('settings.account.changeRole') }));
    close();
  });
  return (
    <FormDialog
      title={t('settings.account.of', { what: t('settings.account.changeRole'), name: account.displayName })}
      close={close}
    >
      <form
        className="sk-decision"
        onSubmit={(event) => {
          event.preventDefault();
          if (role === account.role) close();
          else void change();
        }}
      >
        <p className="sk-soft">{t('settings.account.roleMeans')}</p>
        <RoleChoice value={role} onChange={setRole} />
        <Refusals refusals={state.refusals} />
        <div className="sk-decision-foot">
          <Button type="primary" htmlType="submit" loading={state.running}>
            {words({ zh: `改为${roleWords[role].zh}`, en: `Change to ${roleWords[role].en}` })}
          </Button>
          <Button onClick={close}>{t('parts.cancel')}</Button>
        </div>
      </form>
    </FormDialog>
  );
}

type Role = AccountDetail['account']['role'];

/** The roles with what each is there for. */
export function RoleChoice({
  value,
  onChange,
  allowed = roles,
}: {
  value: Role;
  onChange: (role: Role) => void;
  allowed?: readonly Role[];
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Radio.Group
      className="sk-roles"
      value={value}
      aria-label={t('settings.accounts.role')}
      onChange={(event) => {
        const chosen = roles.find((role) => role === event.target.value);
        if (chosen) onChange(chosen);
      }}
      options={roles.map((role) => ({
        value: role,
        disabled: !allowed.includes(role),
        label: (
          <span className="sk-role">
            <span>{words(roleWords[role])}</span>
            <span className="sk-meta">
              {allowed.includes(role) ? t(`settings.roles.${role}`) : t('settings.roles.adminOnly')}
            </span>
          </span>
        ),
      }))}
    />
  );
}
