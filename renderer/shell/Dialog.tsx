import { type ReactNode, useEffect, useRef } from 'react';

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
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      {children}
    </dialog>
  );
}
