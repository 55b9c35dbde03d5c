import { Form, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { ConfirmDialog } from '../record/ConfirmDialog.tsx';
import { syncChanged } from './changed.ts';

/** Copies sealed change sets again, from one number on. */
export function ResendDialog({
  from,
  folder,
  close,
  done,
}: {
  from: number;
  folder: string;
  close: () => void;
  /** Told what was copied. */
  done: (said: string) => void;
}) {
  const { t } = useTranslation();
  const [sequence, setSequence] = useState<number | null>(from);
  const [target, setTarget] = useState(folder);
  return (
    <ConfirmDialog
      title={t('sync.resend.title')}
      confirm={t('sync.resend.run')}
      close={close}
      run={async () => {
        const sent = await client.sync.resend({ fromSequence: sequence ?? from, folder: target });
        done(t('sync.resend.done', { count: sent.files.length, folder: target.trim() }));
        await syncChanged(sent.state);
      }}
    >
      <p>{t('sync.resend.explain')}</p>
      <Form layout="vertical" component="div">
        <Form.Item label={t('sync.resend.from')} htmlFor="resend-from" required>
          <InputNumber id="resend-from" min={1} max={1e12} precision={0} value={sequence} onChange={setSequence} />
        </Form.Item>
        <Form.Item label={t('sync.seal.folder')} htmlFor="resend-folder" required>
          <Input
            id="resend-folder"
            value={target}
            maxLength={400}
            spellCheck={false}
            onChange={(event) => setTarget(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ConfirmDialog>
  );
}
