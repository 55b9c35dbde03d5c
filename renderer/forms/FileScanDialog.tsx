import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { FormDialog } from '../record/FormDialog.tsx';
import { type FormRow, formsChanged } from './forms.ts';
import { ScanDrop } from './ScanDrop.tsx';
import './forms.css';

/** The signed sheets of one form: for scans whose codes cannot be read, so that the tray does not find their case. */
export function FileScanDialog({ form, close }: { form: FormRow; close: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [byEye, setByEye] = useState(false);
  return (
    <FormDialog title={t('forms.scan.putTitle')} close={close}>
      <p>
        {t(`forms.kind.${form.kind}`)} <span className="sk-meta sk-number">{form.number}</span>
      </p>
      {file ? (
        <div className="sk-scan-given">
          <span role="status">{file.name}</span>
          <button type="button" className="sk-plain" onClick={() => setFile(undefined)}>
            {t('separation.letterDialog.otherScan')}
          </button>
          <Checkbox checked={byEye} onChange={(event) => setByEye(event.target.checked)}>
            {t('forms.scan.byEye')}
          </Checkbox>
          <ActionButton
            kind="primary"
            reasons="below"
            run={async () => {
              await client.forms.fileScan({ formId: form.id, bytes: file, byEye });
              close();
              await formsChanged();
            }}
          >
            {t('forms.scan.save')}
          </ActionButton>
        </div>
      ) : (
        <ScanDrop
          compact
          several={false}
          label={t('forms.scan.dropHere')}
          take={([first]) => {
            setFile(first);
            setByEye(false);
          }}
        />
      )}
    </FormDialog>
  );
}
