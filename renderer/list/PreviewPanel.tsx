import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHotkey } from '../keys/useHotkey.ts';

/** The panel beside a list; it follows the marked row. */
export function PreviewPanel({
  children,
  close,
  open,
}: {
  children: ReactNode;
  close: () => void;
  open: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  useHotkey('Escape', close);
  return (
    <aside className="sk-preview" aria-label={t('parts.list.preview')}>
      <div className="sk-preview-bar">
        <span className="sk-meta">
          <kbd className="sk-key">Space</kbd> {t('parts.list.preview')}
        </span>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('parts.close')} onClick={close} />
      </div>
      <div className="sk-preview-body">{children}</div>
      {open ? (
        <div className="sk-preview-foot">
          <Button type="primary" block onClick={open}>
            {t('parts.list.open')}
          </Button>
        </div>
      ) : null}
    </aside>
  );
}
