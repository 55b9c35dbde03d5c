import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The working part of a step: what to do, and below it going on and refusing, side by side and of one size. */
export function StepFrame({
  title,
  children,
  go,
  refuse,
}: {
  title: string;
  children: ReactNode;
  /** The button that goes on. */
  go: ReactNode;
  refuse?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <aside className="sk-ceremony-side">
      <h2>{title}</h2>
      <div className="sk-ceremony-work">{children}</div>
      <div className="sk-ceremony-choice">
        {go}
        {refuse ? (
          <Button size="large" block onClick={refuse}>
            {t('agreements.ceremony.refuse')}
          </Button>
        ) : null}
      </div>
    </aside>
  );
}
