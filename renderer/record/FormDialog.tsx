import { ConfigProvider } from 'antd';
import { type ReactNode, useState } from 'react';
import { useHotkey } from '../keys/useHotkey.ts';
import { Dialog } from '../shell/Dialog.tsx';
import './record.css';

/**
 * A short form over the page it belongs to. Lists that open from its fields stay inside it, because nothing outside an
 * open dialog can be reached. Esc closes it; what was typed is kept as a draft by the form itself.
 */
export function FormDialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useHotkey('Escape', close, { inFields: true });
  return (
    <Dialog label={title} close={close} className="sk-form-dialog">
      <div ref={setPlace} className="sk-form-dialog-sheet">
        <h2>{title}</h2>
        {place ? <ConfigProvider getPopupContainer={() => place}>{children}</ConfigProvider> : null}
      </div>
    </Dialog>
  );
}
