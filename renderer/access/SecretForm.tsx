import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusals } from '../feedback/Refusals.tsx';
import type { ActionState } from '../feedback/useAction.ts';

/** A password field that says when Caps Lock is on. */
export function SecretInput({
  id,
  value,
  onChange,
  inputRef,
  current = true,
}: {
  id: string;
  value: string;
  onChange: (value: string) => void;
  inputRef?: React.Ref<InputRef>;
  /** An existing secret; otherwise one that is being chosen. */
  current?: boolean;
}) {
  const { t } = useTranslation();
  const [caps, setCaps] = useState(false);
  return (
    <>
      <Input.Password
        id={id}
        {...(inputRef ? { ref: inputRef } : {})}
        size="large"
        value={value}
        maxLength={200}
        autoComplete={current ? 'current-password' : 'new-password'}
        aria-describedby={caps ? `${id}-caps` : undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
      />
      {caps ? (
        <p id={`${id}-caps`} className="sk-meta" role="status">
          {t('access.signIn.capsLock')}
        </p>
      ) : null}
    </>
  );
}

/** One secret and a button: unlock, lock screen. */
export function SecretForm({
  label,
  submit,
  run,
  state,
  hint,
  children,
}: {
  label: string;
  submit: string;
  run: (secret: string) => Promise<boolean>;
  state: ActionState;
  hint?: ReactNode;
  children?: ReactNode;
}) {
  const id = useId();
  const input = useRef<InputRef>(null);
  const [secret, setSecret] = useState('');
  useEffect(() => input.current?.focus(), []);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!secret) return input.current?.focus();
    if (!(await run(secret))) input.current?.focus({ cursor: 'all' });
  };
  return (
    <form className="sk-entry-form" onSubmit={(event) => void onSubmit(event)}>
      <label htmlFor={id}>{label}</label>
      <SecretInput id={id} value={secret} onChange={setSecret} inputRef={input} />
      {hint ? <p className="sk-meta">{hint}</p> : null}
      <Refusals refusals={state.refusals} />
      <Button type="primary" size="large" htmlType="submit" block loading={state.running}>
        {submit}
      </Button>
      {children}
    </form>
  );
}
