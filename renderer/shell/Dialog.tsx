import { ConfigProvider } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { Hotkey, OwnKeys } from '../keys/OwnKeys.tsx';

/** A dialog of the platform: keeps the focus, makes the rest inert, closes with Esc or a press beside it. */
export function Dialog({
  label,
  close,
  className = '',
  children,
}: {
  label: string;
  close: () => void;
  className?: string;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, the browser sees to that
    <dialog
      ref={dialog}
      aria-label={label}
      className={`sk-dialog ${className}`}
      onClose={() => {
        // Told a moment later: React's strict mode has shut it and opened it again by then.
        if (!dialog.current?.open) close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <OwnKeys>
        <Hotkey combo="Escape" handle={close} inFields />
        {/* What lies outside a modal dialog is inert: lists and calendars open inside it. */}
        <ConfigProvider getPopupContainer={() => dialog.current ?? document.body}>{children}</ConfigProvider>
      </OwnKeys>
    </dialog>
  );
}
