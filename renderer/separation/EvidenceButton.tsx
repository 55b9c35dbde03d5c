import { FileZipOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { saveFile } from '../agreements/saveFile.ts';
import { client } from '../client/api.ts';
import { ConfirmDialog } from '../record/ConfirmDialog.tsx';

/** Everything that proves the case, as one file that a stranger can verify. Taking it out goes on record. */
export function EvidenceButton({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  if (!may('evidence.export')) return null;
  const save = async () => {
    const { file } = await client.evidence.bundle({ caseId });
    saveFile(file);
  };
  return (
    <>
      <Button icon={<FileZipOutlined aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t('separation.evidence.open')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('separation.evidence.title')}
          confirm={t('separation.evidence.confirm')}
          run={save}
          close={() => setAsking(false)}
        >
          <p className="sk-soft">{t('separation.evidence.explain')}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
