import { PaperClipOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef } from 'react';
import { assertScanFile } from '../../../shared/domain/scanFile.ts';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useAction } from '../../feedback/useAction.ts';

/** Takes one file: a scan. What it is, the branch tells by its bytes. */
export function FileButton({
  label,
  hint,
  take,
}: {
  label: string;
  hint: string;
  take: (file: File) => Promise<unknown>;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [run, { running, refusals }] = useAction(async (file: File) => {
    assertScanFile(file);
    await take(file);
  });
  return (
    <div className="sk-file">
      <input
        ref={input}
        type="file"
        aria-label={label}
        accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again after it was mended.
          event.target.value = '';
          if (file) void run(file);
        }}
      />
      <Button icon={<PaperClipOutlined />} loading={running} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <span className="sk-meta">{hint}</span>
      <Refusals refusals={refusals} />
    </div>
  );
}
