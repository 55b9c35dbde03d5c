import { Button, type GetRef, Input } from 'antd';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { isComposing } from '../keys/combo.ts';
import { SecretInput } from './SecretForm.tsx';

const shortest = 12;

/** A recovery code, and the passphrase that is used from now on. `hint` says which code, `what` what follows. */
export function RecoveryForm({ hint, what, children }: { hint: string; what: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const ids = { code: useId(), next: useId(), again: useId() };
  const first = useRef<GetRef<typeof Input.TextArea>>(null);
  const [secret, setSecret] = useState('');
  const [newPassphrase, setNewPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<string>();
  useEffect(() => first.current?.focus(), []);
  const [open, state] = useAction(async () => {
    const answer = await client.system.unlock({ kind: 'recoveryCode', secret, newPassphrase });
    queries.setQueryData(api.system.state.queryKey(), answer);
  });
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!secret.trim()) return first.current?.focus();
    if (newPassphrase.length < shortest) return setWrong(t('access.firstRun.form.short', { count: shortest }));
    if (newPassphrase !== again) return setWrong(t('access.firstRun.form.different'));
    setWrong(undefined);
    if (!(await open())) first.current?.focus({ cursor: 'end' });
  };
  return (
    <form className="sk-entry-form" onSubmit={(event) => void onSubmit(event)}>
      <label htmlFor={ids.code}>{t('access.unlock.recoveryCode')}</label>
      {/* Sixty-five characters of headquarters are compared with paper: all of them are seen at once. */}
      <Input.TextArea
        id={ids.code}
        ref={first}
        className="sk-code"
        size="large"
        autoSize={{ minRows: 1, maxRows: 3 }}
        value={secret}
        maxLength={120}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        onChange={(event) => setSecret(event.target.value)}
        onKeyDown={submitOnEnter}
      />
      <p className="sk-meta">{hint}</p>
      <label htmlFor={ids.next}>{t('access.unlock.newPassphrase')}</label>
      <SecretInput id={ids.next} value={newPassphrase} onChange={setNewPassphrase} current={false} />
      <p className="sk-meta">{t('access.firstRun.form.passphraseHint')}</p>
      <label htmlFor={ids.again}>{t('access.unlock.newPassphraseAgain')}</label>
      <SecretInput id={ids.again} value={again} onChange={setAgain} current={false} />
      <p className="sk-meta">{what}</p>
      {wrong ? (
        <p className="sk-field-error" role="alert">
          {wrong}
        </p>
      ) : null}
      <Refusals refusals={state.refusals} />
      <Button type="primary" size="large" htmlType="submit" block loading={state.running}>
        {t('access.unlock.open')}
      </Button>
      {children}
    </form>
  );
}

/** A code has no lines of its own: Enter means what it means in the fields below. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
