import { useTranslation } from 'react-i18next';
import { ScanDrop } from '../forms/ScanDrop.tsx';

/** The paper that shows something: chosen or dropped, and exchanged until it is saved. */
export function ProofField({
  file,
  choose,
  label,
}: {
  file: File | undefined;
  choose: (file: File | undefined) => void;
  label: string;
}) {
  const { t } = useTranslation();
  return file ? (
    <div className="sk-letter-scan" role="status">
      <span className="sk-letter-file" title={file.name}>
        {file.name}
      </span>
      <button type="button" className="sk-plain" onClick={() => choose(undefined)}>
        {t('separation.letterDialog.otherScan')}
      </button>
    </div>
  ) : (
    <ScanDrop compact several={false} label={label} take={([first]) => choose(first)} />
  );
}
