import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { roles } from '../../shared/domain/permissions.ts';
import { useMay } from '../access/session.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { EmptyState, ErrorState, LoadingLines } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { Choice } from '../record/Choice.tsx';
import { DetailPage } from '../record/DetailPage.tsx';
import type { Account } from './AccountsSection.tsx';
import { HandedOver } from './HandedOver.tsx';
import { initialPassword } from './initialPassword.ts';
import { RoleChoice } from './RoleDialog.tsx';
import './settings.css';

/** Roles for which an HR clerk may open an account: those that approve nothing. */
const clerkRoles = ['salesperson', 'hrClerk'] as const;

/** An account for somebody who works here: whom, as what, under which name. The first password is made up and handed over. */
export function NewAccountPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const ids = { person: useId(), login: useId() };
  const people = useQuery(api.access.withoutAccount.queryOptions());
  const [employeeId, setEmployeeId] = useState<string>();
  const [loginName, setLoginName] = useState('');
  const [role, setRole] = useState<Account['role']>('salesperson');
  const [incomplete, setIncomplete] = useState(false);
  const [made, setMade] = useState<{ account: Account; password: string }>();
  const [create, state] = useAction(async (person: string) => {
    const password = initialPassword();
    const account = await client.access.createAccount({
      employeeId: person,
      loginName: loginName.trim(),
      role,
      password,
    });
    setMade({ account, password });
    await queries.invalidateQueries({ queryKey: api.access.key() });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIncomplete(!employeeId || loginName.trim().length < 2);
    if (employeeId && loginName.trim().length >= 2) void create(employeeId);
  };

  if (people.error) return <ErrorState error={people.error} retry={() => void people.refetch()} />;
  if (!people.data) return <LoadingLines />;
  return (
    <DetailPage kind={t('settings.account.kind')} title={t('settings.accounts.new')} back="/settings/accounts">
      {made ? (
        <div className="sk-panel sk-new-account">
          <HandedOver name={made.account.displayName} loginName={made.account.loginName} password={made.password} />
          <div className="sk-decision-foot">
            <Button
              type="primary"
              autoFocus
              onClick={() => void navigate(`/settings/accounts/${made.account.id}`, { replace: true })}
            >
              {t('settings.handed.done')}
            </Button>
          </div>
        </div>
      ) : people.data.length === 0 ? (
        <EmptyState what={t('settings.newAccount.nobody')} first={t('settings.newAccount.nobodyNext')} />
      ) : (
        <form className="sk-panel sk-new-account sk-decision" onSubmit={submit}>
          <label htmlFor={ids.person}>{t('settings.newAccount.person')}</label>
          <Choice
            id={ids.person}
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('settings.newAccount.personHint')}
            value={employeeId}
            options={people.data.map((each) => ({
              value: each.employeeId,
              label: `${each.name}　${each.employeeNo}　${each.position}　${each.loginName}`,
            }))}
            onChange={(id: string) => {
              setEmployeeId(id);
              setLoginName(people.data.find((each) => each.employeeId === id)?.loginName ?? '');
            }}
          />
          <label htmlFor={ids.login}>{t('access.signIn.loginName')}</label>
          <Input
            id={ids.login}
            maxLength={60}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={loginName}
            onChange={(event) => setLoginName(event.target.value)}
          />
          <span>{t('settings.accounts.role')}</span>
          <RoleChoice value={role} onChange={setRole} allowed={may('account.setRole') ? roles : clerkRoles} />
          {incomplete ? (
            <p className="sk-field-error" role="alert">
              {t('settings.newAccount.incomplete')}
            </p>
          ) : null}
          <Refusals refusals={state.refusals} />
          <div className="sk-decision-foot">
            <Button type="primary" htmlType="submit" loading={state.running}>
              {t('settings.accounts.new')}
            </Button>
            <span className="sk-meta">{t('settings.newAccount.password')}</span>
          </div>
        </form>
      )}
    </DetailPage>
  );
}
