import { App, Button, type InputRef } from 'antd';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { client } from '../client/api.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { EntryPage } from './EntryPage.tsx';
import { SecretInput } from './SecretForm.tsx';
import { useSession } from './session.ts';

const leastLength = 10;

function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation();
  const ids = { current: useId(), next: useId(), again: useId() };
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [change, state] = useAction(async () => {
    await client.access.changePassword({ current, next });
    onChanged();
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (next.length < leastLength) return setWrong(t('access.firstRun.form.short', { count: leastLength }));
    if (next !== again) return setWrong(t('access.firstRun.form.different'));
    setWrong(undefined);
    void change();
  };
  return (
    <form className="sk-entry-form" onSubmit={onSubmit}>
      <label htmlFor={ids.current}>{t('access.password.current')}</label>
      <SecretInput id={ids.current} value={current} onChange={setCurrent} inputRef={first} />
      <label htmlFor={ids.next}>{t('access.password.next')}</label>
      <SecretInput id={ids.next} value={next} onChange={setNext} current={false} />
      <p className="sk-meta">{t('access.password.nextHint')}</p>
      <label htmlFor={ids.again}>{t('access.password.again')}</label>
      <SecretInput id={ids.again} value={again} onChange={setAgain} current={false} />
      {wrong ? (
        <p className="sk-field-error" role="alert">
          {wrong}
        </p>
      ) : null}
      <Refusals refusals={state.refusals} />
      <Button type="primary" size="large" htmlType="submit" block loading={state.running}>
        {t('access.password.submit')}
      </Button>
    </form>
  );
}

/** Before the first work in an account that somebody else opened. */
export function PasswordPage({ first }: { first: boolean }) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <EntryPage title={t('access.password.title')} what={first ? t('access.password.first') : undefined}>
      <PasswordForm onChanged={() => void session.refetch()} />
    </EntryPage>
  );
}

/** The same inside the application, from the account menu. */
export function ChangePasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  return (
    <div className="sk-entry-main">
      <div className="sk-entry-sheet">
        <h1>{t('access.password.title')}</h1>
        <PasswordForm
          onChanged={() => {
            void message.success(t('access.password.changed'));
            void navigate(-1);
          }}
        />
      </div>
    </div>
  );
}
