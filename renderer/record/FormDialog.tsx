import { type ReactNode, useRef } from 'react';
import { Dialog } from '../shell/Dialog.tsx';
import './record.css';

/** Lists and calendars that stand open over a field. */
const open = ['.ant-picker-dropdown', '.ant-select-dropdown'].map((name) => `${name}:not(${name}-hidden)`).join(', ');

/**
 * A short form over the page it belongs to. Esc closes what is open in it first, then the form itself; what was typed is
 * kept as a draft.
 */
export function FormDialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const sheet = useRef<HTMLDivElement>(null);
  return (
    <Dialog label={title} className="sk-form-dialog" close={close}>
      <div
        ref={sheet}
        role="none"
        className="sk-form-dialog-sheet"
        onKeyDownCapture={(event) => {
          // Neither the platform nor the page may take the key that closes a list: they would close the form.
          if (event.key === 'Escape' && sheet.current?.closest('dialog')?.querySelector(open)) event.preventDefault();
        }}
      >
        <h2>{title}</h2>
        {children}
      </div>
    </Dialog>
  );
}
