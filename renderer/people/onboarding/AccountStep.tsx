import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { namePinyin } from '../../../shared/domain/names/pinyin.ts';
import { type Role, roles, roleWords } from '../../../shared/domain/permissions.ts';
import { client } from '../../client/api.ts';
import { ActionButton } from '../../feedback/ActionButton.tsx';
import { Refusals } from '../../feedback/Refusals.tsx';
import { Notice } from '../../feedback/states.tsx';
import { useHotkey } from '../../keys/useHotkey.ts';
import { Choice } from '../../record/Choice.tsx';
import { Panel } from '../../record/Panel.tsx';
import { useFormAction } from '../../record/useFormAction.ts';
import { useWords } from '../../words/language.ts';
import type { Onboarding } from './OnboardingPage.tsx';

interface Values {
  loginName: string;
  role: Role;
  password: string;
}

/** The last step: account and first day in one decision. */
export function AccountStep({ view, onDone }: { view: Onboarding; onDone: (view: Onboarding) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { employmentId, versions } = view;
  if (view.stage === 'active') {
    return (
      <div className="sk-onboarding-main">
        <Notice
          tone="finished"
          action={
            <button type="button" className="sk-plain" onClick={() => void navigate(`/people/${view.employeeId}`)}>
              {t('onboarding.account.toPerson')}
            </button>
          }
        >
          {t('onboarding.account.done')}
        </Notice>
      </div>
    );
  }
  const barred = view.choices.find((choice) => choice.event === 'activate')?.barredBy ?? [];
  const [step] = view.steps.filter((each) => each.step === 'account');
  if (view.account !== null || step?.state === 'barred') {
    return (
      <div className="sk-onboarding-main">
        {view.account ? (
          <p>{t('onboarding.account.have', { login: view.account.loginName })}</p>
        ) : (
          <p className="sk-soft">{t('onboarding.account.explain')}</p>
        )}
        <ActionButton
          kind="primary"
          reasons="below"
          barred={step?.state === 'barred' ? step.refusals : barred}
          run={async () => onDone(await client.onboarding.setStage({ employmentId, versions, event: 'activate' }))}
        >
          {t('onboarding.account.activate')}
        </ActionButton>
      </div>
    );
  }
  return <NewAccount view={view} onDone={onDone} />;
}

/** What is typed here is no draft: a first password is kept nowhere. */
function NewAccount({ view, onDone }: { view: Onboarding; onDone: (view: Onboarding) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [form] = Form.useForm<Values>();
  const [finish, { running, refusals }] = useFormAction(form, async (account) => {
    const { employmentId, versions } = view;
    onDone(await client.onboarding.finish({ employmentId, versions, account }));
  });
  useHotkey('F8', () => void finish());
  return (
    <div className="sk-onboarding-main">
      <p className="sk-soft">{t('onboarding.account.explain')}</p>
      <Panel>
        <Form<Values>
          form={form}
          name="account"
          layout="vertical"
          component="div"
          className="sk-fields"
          initialValues={{ loginName: namePinyin(view.person.name).pinyin, role: 'salesperson' }}
        >
          <Form.Item name="loginName" label={t('onboarding.account.loginName')} rules={[{ required: true, min: 2 }]}>
            <Input autoComplete="off" autoFocus />
          </Form.Item>
          <Form.Item name="role" label={t('onboarding.account.role')} rules={[{ required: true }]}>
            <Choice options={roles.map((role) => ({ value: role, label: words(roleWords[role]) }))} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('onboarding.account.password')}
            extra={t('onboarding.account.passwordHint')}
            rules={[{ required: true, min: 10 }]}
          >
            <Input.Password autoComplete="new-password" onPressEnter={() => void finish()} />
          </Form.Item>
        </Form>
      </Panel>
      <Refusals refusals={refusals} />
      <div className="sk-line">
        <Button type="primary" loading={running} onClick={() => void finish()}>
          {t('onboarding.account.finish')} <kbd className="sk-key sk-key-on">F8</kbd>
        </Button>
      </div>
    </div>
  );
}
