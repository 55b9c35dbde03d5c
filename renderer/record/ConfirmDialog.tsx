import { Button } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusals } from '../feedback/Refusals.tsx';
import { useAction } from '../feedback/useAction.ts';
import { Hotkey } from '../keys/OwnKeys.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import './record.css';

interface ConfirmDialogProps {
  title: string;
  /** The words of the button that does it. */
  confirm: string;
  danger?: boolean;
  /** May throw what the contract throws; the refusal appears in the dialog, which stays. */
  run: () => Promise<unknown>;
  close: () => void;
  /** What it does when it is done: how many, whose, how much. */
  children: ReactNode;
}

/** Says what a decision does before it is done. F8 or Enter confirms, Esc leaves. */
export function ConfirmDialog({ title, confirm, danger = false, run, close, children }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [start, { running, refusals }] = useAction(run);
  const button = useRef<HTMLButtonElement>(null);
  const decide = async () => {
    if (await start()) close();
  };
  useEffect(() => button.current?.focus(), []);
  return (
    <Dialog label={title} close={close} className="sk-form-dialog">
      <Hotkey combo="F8" handle={() => void decide()} />
      <div className="sk-form-dialog-sheet">
        <h2>{title}</h2>
        <div className="sk-confirm-body">{children}</div>
        <Refusals refusals={refusals} />
        <div className="sk-form-foot">
          <Button ref={button} type="primary" danger={danger} loading={running} onClick={() => void decide()}>
            {confirm} <kbd className="sk-key sk-key-on">F8</kbd>
          </Button>
          <Button onClick={close}>{t('parts.cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
