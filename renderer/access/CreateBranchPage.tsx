import { Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { isComposing } from '../keys/combo.ts';
import { focusNext, keepsEnter } from '../record/nextField.ts';
import '../record/record.css';
import { EntryPage } from './EntryPage.tsx';
import { RecoveryCode } from './RecoveryCode.tsx';

interface Values {
  companyName: string;
  name: string;
  code: string;
  city?: string;
  passphrase: string;
  passphraseAgain: string;
  adminName: string;
  loginName: string;
  password: string;
}

const shortestPassphrase = 12;
const shortestPassword = 10;

/** A branch of its own. Nothing is kept as a draft here: there is no registry yet to keep it in. */
export function CreateBranchPage({ back }: { back: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [made, setMade] = useState<{ code: string; branch: string }>();
  const shell = useRef<HTMLDivElement>(null);
  const [create, state] = useAction(async (values: Values) => {
    const { recoveryCode: code } = await client.system.createBranch({
      companyName: values.companyName.trim(),
      name: values.name.trim(),
      code: values.code.trim(),
      ...(values.city?.trim() ? { city: values.city.trim() } : {}),
      passphrase: values.passphrase,
      admin: { name: values.adminName.trim(), loginName: values.loginName.trim(), password: values.password },
    });
    setMade({ code, branch: `${values.companyName.trim()} · ${values.name.trim()}` });
  });
  if (made) {
    return (
      <EntryPage title={t('access.firstRun.recovery.title')} what={t('access.firstRun.recovery.what')}>
        <RecoveryCode
          {...made}
          go={t('access.firstRun.recovery.go')}
          goOn={() => void queries.invalidateQueries({ queryKey: api.system.state.key() })}
        />
      </EntryPage>
    );
  }

  const required = { required: true, whitespace: true, message: t('access.firstRun.form.required') };
  const least = (count: number) => ({ min: count, message: t('access.firstRun.form.short', { count }) });
  return (
    <EntryPage wide title={t('access.firstRun.form.title')}>
      <div
        ref={shell}
        role="none"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return;
          if (!(event.target instanceof HTMLElement) || !shell.current || keepsEnter(event.target)) return;
          event.preventDefault();
          focusNext(shell.current, event.target);
        }}
      >
        <Form
          form={form}
          layout="vertical"
          name="branch"
          requiredMark="optional"
          onFinish={(values) => void create(values)}
        >
          <h2>{t('access.firstRun.form.branch')}</h2>
          <div className="sk-fields">
            <Form.Item name="companyName" label={t('access.firstRun.form.companyName')} rules={[required]}>
              <Input maxLength={60} autoFocus />
            </Form.Item>
            <Form.Item name="name" label={t('access.firstRun.form.name')} rules={[required]}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item
              name="code"
              label={t('access.firstRun.form.code')}
              extra={t('access.firstRun.form.codeHint')}
              normalize={(value: string) => value.toUpperCase()}
              rules={[required, { pattern: /^[A-Z0-9]{2,12}$/, message: t('access.firstRun.form.codeWrong') }]}
            >
              <Input maxLength={12} autoCapitalize="characters" spellCheck={false} />
            </Form.Item>
            <Form.Item name="city" label={t('access.firstRun.form.city')}>
              <Input maxLength={40} />
            </Form.Item>
          </div>
          <h2>{t('access.firstRun.form.data')}</h2>
          <div className="sk-fields">
            <Form.Item
              name="passphrase"
              label={t('access.firstRun.form.passphrase')}
              extra={t('access.firstRun.form.passphraseHint')}
              rules={[required, least(shortestPassphrase)]}
            >
              <Input.Password maxLength={200} autoComplete="new-password" />
            </Form.Item>
            <Form.Item
              name="passphraseAgain"
              label={t('access.firstRun.form.passphraseAgain')}
              dependencies={['passphrase']}
              rules={[
                required,
                ({ getFieldValue }) => ({
                  validator: (_, value) =>
                    !value || value === getFieldValue('passphrase')
                      ? Promise.resolve()
                      : Promise.reject(new Error(t('access.firstRun.form.different'))),
                }),
              ]}
            >
              <Input.Password maxLength={200} autoComplete="new-password" />
            </Form.Item>
          </div>
          <h2>{t('access.firstRun.form.admin')}</h2>
          <div className="sk-fields">
            <Form.Item name="adminName" label={t('access.firstRun.form.adminName')} rules={[required]}>
              <Input maxLength={40} />
            </Form.Item>
            <Form.Item name="loginName" label={t('access.firstRun.form.loginName')} rules={[required, least(2)]}>
              <Input maxLength={40} autoComplete="username" autoCapitalize="none" spellCheck={false} />
            </Form.Item>
            <Form.Item
              name="password"
              label={t('access.firstRun.form.password')}
              extra={t('access.firstRun.form.passwordHint')}
              rules={[required, least(shortestPassword)]}
            >
              <Input.Password maxLength={200} autoComplete="new-password" />
            </Form.Item>
          </div>
          <Refusals refusals={state.refusals} />
          <div className="sk-form-foot">
            <Button type="primary" htmlType="submit" data-save="" loading={state.running}>
              {t('access.firstRun.form.submit')}
            </Button>
            <Button onClick={back}>{t('parts.back')}</Button>
          </div>
        </Form>
      </div>
    </EntryPage>
  );
}
