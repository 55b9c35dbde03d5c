import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../format/BusinessDate.tsx';

/**
 * The printed code, shown once, with the branch it belongs to: the paper lies in a safe for years. The way on opens only
 * after the person says that it is on paper.
 */
export function RecoveryCode({
  code,
  branch,
  goOn,
  go,
}: {
  code: string;
  branch: string;
  go: string;
  goOn: () => void;
}) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  return (
    <div className="sk-entry-form">
      <p className="sk-recovery-of">
        {branch} · <Instant at={Date.now()} />
      </p>
      <code className="sk-recovery">{code}</code>
      <Button onClick={() => window.print()}>{t('access.firstRun.recovery.print')}</Button>
      <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)}>
        {t('access.firstRun.recovery.kept')}
      </Checkbox>
      <Button type="primary" size="large" block disabled={!kept} onClick={goOn}>
        {go}
      </Button>
    </div>
  );
}
