import { ArrowRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateWords } from '../../shared/domain/dateWords.ts';
import { roleWords } from '../../shared/domain/permissions.ts';
import { api, client } from '../client/api.ts';
import { useBranch, useToday } from '../client/branch.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { LoadingLines } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { useWords } from '../words/language.ts';
import { EntryPage } from './EntryPage.tsx';
import { SecretInput } from './SecretForm.tsx';
import { beginSession } from './session.ts';

/** Sign-in: in a sample branch one click per person, elsewhere login name and password. */
export function SignInPage() {
  const { t } = useTranslation();
  const branch = useBranch();
  const words = useWords();
  const today = useToday();
  const [byPassword, setByPassword] = useState(!branch.sample);
  return (
    <EntryPage title={byPassword ? t('access.signIn.title') : t('access.signIn.sampleTitle')}>
      <p className="sk-entry-branch">
        {branch.companyName} · {branch.name} · <span className="sk-number">{words(dateWords(today))}</span>
      </p>
      {byPassword ? <PasswordSignIn /> : <SamplePeople />}
      {branch.sample ? (
        <Button type="link" className="sk-entry-other" onClick={() => setByPassword(!byPassword)}>
          {byPassword ? t('access.signIn.byPerson') : t('access.signIn.byPassword')}
        </Button>
      ) : null}
    </EntryPage>
  );
}

function SamplePeople() {
  const { t } = useTranslation();
  const words = useWords();
  const people = useQuery(api.access.samplePeople.queryOptions());
  const [enter, state] = useAction(async (accountId: string) =>
    beginSession(await client.access.signInAsSample({ accountId })),
  );
  if (people.isPending) return <LoadingLines lines={4} />;
  return (
    <>
      <p className="sk-soft">{t('access.signIn.sampleWhat')}</p>
      <Refusals refusals={state.refusals} />
      <ul className="sk-people">
        {people.data?.map((person) => {
          const role = words(roleWords[person.role]);
          return (
            <li key={person.accountId}>
              <button type="button" disabled={state.running} onClick={() => void enter(person.accountId)}>
                <span className="sk-person-seal" aria-hidden="true">
                  {[...person.displayName].at(0)}
                </span>
                <span className="sk-person-name">
                  <strong>{person.displayName}</strong>
                  <span className="sk-meta">{person.position}</span>
                </span>
                <span className="sk-person-role">{role}</span>
                <ArrowRightOutlined aria-hidden="true" />
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function PasswordSignIn() {
  const { t } = useTranslation();
  const nameId = useId();
  const secretId = useId();
  const nameInput = useRef<InputRef>(null);
  const secretInput = useRef<InputRef>(null);
  const [loginName, setLoginName] = useState('');
  const [password, setPassword] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const [enter, state] = useAction(async () =>
    beginSession(await client.access.signIn({ loginName: loginName.trim(), password })),
  );
  useEffect(() => nameInput.current?.focus(), []);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const empty = !loginName.trim() ? nameInput : !password ? secretInput : undefined;
    setIncomplete(empty !== undefined && (loginName !== '' || password !== ''));
    if (empty) return empty.current?.focus();
    if (!(await enter())) {
      setPassword('');
      secretInput.current?.focus();
    }
  };
  return (
    <form className="sk-entry-form" onSubmit={(event) => void onSubmit(event)}>
      <label htmlFor={nameId}>{t('access.signIn.loginName')}</label>
      <Input
        id={nameId}
        ref={nameInput}
        size="large"
        maxLength={60}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={loginName}
        onChange={(event) => setLoginName(event.target.value)}
      />
      <label htmlFor={secretId}>{t('access.signIn.password')}</label>
      <SecretInput id={secretId} value={password} onChange={setPassword} inputRef={secretInput} />
      {incomplete ? (
        <p className="sk-field-error" role="alert">
          {t('access.signIn.needBoth')}
        </p>
      ) : null}
      <Refusals refusals={state.refusals} />
      <Button type="primary" size="large" htmlType="submit" block loading={state.running}>
        {t('access.signIn.enter')}
      </Button>
      <p className="sk-meta">{t('access.signIn.forgotten')}</p>
    </form>
  );
}
