import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../record/FormDialog.tsx';
import { RecordForm } from '../record/RecordForm.tsx';

interface ReasonDialogProps {
  /** Key of the draft. */
  name: string;
  title: string;
  explain?: ReactNode;
  confirm: string;
  run: (reason: string) => Promise<unknown>;
  close: () => void;
  /** Findings of the law, the effect. */
  children?: ReactNode;
}

/** Asks for the reason of a decision, which goes on record with it. */
export function ReasonDialog({ name, title, explain, confirm, run, close, children }: ReasonDialogProps) {
  return (
    <FormDialog title={title} close={close}>
      {explain ? <p className="sk-soft">{explain}</p> : null}
      {children}
      <RecordForm<{ reason: string }>
        name={name}
        initial={{}}
        saveLabel={confirm}
        save={(values) => run(values.reason.trim())}
        onSaved={close}
      >
        <ReasonField autoFocus />
      </RecordForm>
    </FormDialog>
  );
}

/** The reason, at least two characters: it is read by others later. */
export function ReasonField({ autoFocus = false }: { autoFocus?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="reason"
      label={t('separation.decide.sendBack')}
      rules={[{ required: true, whitespace: true, min: 2, message: t('separation.decide.tooShort') }]}
    >
      <Input.TextArea autoFocus={autoFocus} autoSize={{ minRows: 2, maxRows: 5 }} maxLength={400} showCount />
    </Form.Item>
  );
}
