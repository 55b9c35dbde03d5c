import { InboxOutlined } from '@ant-design/icons';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './forms.css';

/** What scanners and phones write; told from the bytes once more when it is read. */
export const scanTypes = '.pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg';

/** A place to drop scans on, or to choose them with the keyboard. */
export function ScanDrop({
  take,
  label,
  several = true,
  compact = false,
}: {
  take: (files: File[]) => void;
  label: string;
  several?: boolean;
  compact?: boolean;
}) {
  const { t } = useTranslation();
  const hintId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) take(several ? files : files.slice(0, 1));
  };
  return (
    <div className="sk-drop" data-over={over || undefined} data-compact={compact || undefined}>
      <button
        type="button"
        aria-describedby={hintId}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <InboxOutlined aria-hidden="true" />
        <span>{label}</span>
        <span id={hintId} className="sk-meta">
          {t('forms.scan.types')}
        </span>
      </button>
      <input
        ref={input}
        type="file"
        tabIndex={-1}
        aria-hidden="true"
        className="sk-hidden"
        accept={scanTypes}
        multiple={several}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) take(files);
        }}
      />
    </div>
  );
}
