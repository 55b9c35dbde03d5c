import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useLocation, useNavigate, useRouteError } from 'react-router';

/** A page that failed takes nothing else with it. */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  if (isRouteErrorResponse(error) && error.status === 404) return <MissingPage />;
  return (
    <section className="sk-empty sk-error">
      <h1>{t('shell.crash.title')}</h1>
      <p>{t('shell.crash.what')}</p>
      <div className="sk-crash-actions">
        <Button type="primary" onClick={() => window.location.reload()}>
          {t('shell.crash.again')}
        </Button>
        <Button onClick={() => void navigate('/workbench')}>{t('shell.crash.home')}</Button>
      </div>
      <details className="sk-detail-text">
        <summary>{t('shell.crash.detail')}</summary>
        <pre>
          {pathname}
          {'\n'}
          {error instanceof Error ? `${error.name}: ${error.message}` : String(error)}
        </pre>
      </details>
    </section>
  );
}

/** An address without a page. */
export function MissingPage() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <section className="sk-empty sk-error">
      <h1>{t('shell.missing.title')}</h1>
      <p>{t('shell.missing.what', { path: pathname })}</p>
      <div className="sk-crash-actions">
        <Button type="primary" onClick={() => void navigate('/workbench')}>
          {t('shell.crash.home')}
        </Button>
      </div>
    </section>
  );
}
