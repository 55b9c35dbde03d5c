import { InboxOutlined } from '@ant-design/icons';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { scanFileRefusals } from '../../shared/domain/scanFile.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import './forms.css';

/** What scanners and phones write; told from the bytes once more when it is read. */
export const scanTypes = '.pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg';

/** A place to drop scans on, or to choose them with the keyboard. A file that cannot be one says so here. */
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
  const [refused, setRefused] = useState<readonly File[]>([]);
  const given = (files: readonly File[]) => {
    const chosen = several ? files : files.slice(0, 1);
    setRefused(chosen.filter((file) => scanFileRefusals(file).length > 0));
    const taken = chosen.filter((file) => scanFileRefusals(file).length === 0);
    if (taken.length > 0) take(taken);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    given([...event.dataTransfer.files]);
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
          given(files);
        }}
      />
      <Refusals refusals={refused.flatMap(scanFileRefusals)} />
    </div>
  );
}
