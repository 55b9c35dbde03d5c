import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';

/** What somebody is handed to sign in for the first time. Shown once: the branch keeps only its hash. */
export function HandedOver({ name, loginName, password }: { name: string; loginName: string; password: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <div className="sk-handed" role="status">
      <p>{t('settings.handed.what', { name })}</p>
      <dl>
        <dt>{t('access.signIn.loginName')}</dt>
        <dd>{loginName}</dd>
        <dt>{t('settings.handed.password')}</dt>
        <dd>
          <code>{password}</code>
          <Button
            type="text"
            size="small"
            icon={<CopyOutlined />}
            aria-label={t('settings.handed.copy')}
            onClick={() =>
              void navigator.clipboard.writeText(password).then(
                () => message.success(t('settings.handed.copied')),
                () => message.info(t('settings.handed.notCopied')),
              )
            }
          />
        </dd>
      </dl>
      <p className="sk-meta">{t('settings.handed.once')}</p>
    </div>
  );
}
