import { App, Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, isBusinessDate, startOfDay } from '../../shared/domain/businessDate.ts';
import { SecretInput } from '../access/SecretForm.tsx';
import { api, client } from '../client/api.ts';
import { useToday } from '../client/branch.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { BusinessDateInput } from '../record/inputs.tsx';
import { useWords } from '../words/language.ts';
import { type AccountDetail, type Choice, eventKey } from './AccountPage.tsx';

const targets = { restrict: 'restricted', freeze: 'frozen', close: 'closed' } as const;

/**
 * One decision about an account: what it means, the reason, and where it is asked for the expiry and a second person with
 * their own password. It is no draft: passwords are not kept.
 */
export function AccountDecision({
  account,
  choice,
  close,
}: {
  account: AccountDetail['account'];
  choice: Choice;
  close: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { message } = App.useApp();
  const ids = { reason: useId(), until: useId(), login: useId(), password: useId() };
  const today = useToday();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<string | undefined>(addDays(today, 3));
  const [loginName, setLoginName] = useState('');
  const [password, setPassword] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const second = choice.needs.includes('secondPerson');
  const limited = choice.needs.includes('until');
  const event = eventKey(choice.event);

  const [decide, state] = useAction(async () => {
    const base = { accountId: account.id, version: account.version, reason: reason.trim() };
    if (event === 'lift') await client.access.lift(base);
    else if (event === 'unfreeze' || event === 'unfreezeRestricted') {
      // The day itself still counts.
      const end = until && isBusinessDate(until) ? startOfDay(addDays(until, 1)) : 0;
      await client.access.unfreeze({ ...base, until: end, secondPerson: { loginName: loginName.trim(), password } });
    } else await client.access.setState({ ...base, to: targets[event] });
    await queries.invalidateQueries({ queryKey: api.access.key() });
    void message.success(t('settings.account.done', { what: words(choice.words) }));
    close();
  });
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault();
    const missing =
      reason.trim().length < 2 || (limited && !until) || (second && (loginName.trim() === '' || password === ''));
    setIncomplete(missing);
    if (missing) return;
    if (!(await decide())) setPassword('');
  };
  return (
    <FormDialog
      title={t('settings.account.of', { what: words(choice.words), name: account.displayName })}
      close={close}
    >
      <form className="sk-decision" onSubmit={(submitted) => void submit(submitted)}>
        <p className="sk-soft">{t(`settings.account.means.${event}`)}</p>
        <label htmlFor={ids.reason}>{t('settings.account.reason')}</label>
        <Input
          id={ids.reason}
          autoFocus
          maxLength={200}
          placeholder={t(`settings.account.reasonHint.${event}`)}
          value={reason}
          onChange={(changed) => setReason(changed.target.value)}
        />
        {limited ? (
          <>
            <label htmlFor={ids.until}>{t('settings.account.untilDay')}</label>
            <BusinessDateInput id={ids.until} value={until ?? null} min={today} onChange={setUntil} />
          </>
        ) : null}
        {second ? (
          <fieldset className="sk-second">
            <legend>{t('settings.account.secondPerson')}</legend>
            <p className="sk-meta">{t('settings.account.secondPersonWhat')}</p>
            <label htmlFor={ids.login}>{t('access.signIn.loginName')}</label>
            <Input
              id={ids.login}
              maxLength={60}
              autoComplete="off"
              spellCheck={false}
              value={loginName}
              onChange={(changed) => setLoginName(changed.target.value)}
            />
            <label htmlFor={ids.password}>{t('access.signIn.password')}</label>
            <SecretInput id={ids.password} value={password} onChange={setPassword} />
          </fieldset>
        ) : null}
        {incomplete ? (
          <p className="sk-field-error" role="alert">
            {second ? t('settings.account.incompleteSecond') : t('settings.account.incomplete')}
          </p>
        ) : null}
        <Refusals refusals={state.refusals} />
        <div className="sk-decision-foot">
          <Button
            type="primary"
            danger={event === 'close' || event === 'freeze'}
            htmlType="submit"
            loading={state.running}
          >
            {words(choice.words)}
          </Button>
          <Button onClick={close}>{t('parts.cancel')}</Button>
        </div>
      </form>
    </FormDialog>
  );
}
