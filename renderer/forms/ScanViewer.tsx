import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { PdfPageView } from '../paper/PdfPageView.tsx';
import { usePdf } from '../paper/usePdf.ts';
import { Dialog } from '../shell/Dialog.tsx';
import './forms.css';

const sheetWidth = 720;

/** A scan to look at: the pages of a PDF, or the picture. */
export function ScanSheets({ file }: { file: Blob }) {
  const { t } = useTranslation();
  const isPdf = file.type === 'application/pdf';
  const pdf = usePdf(isPdf ? file : undefined);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (isPdf) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file, isPdf]);
  if (!isPdf) return url ? <img className="sk-scan-picture" src={url} alt={t('forms.scan.picture')} /> : null;
  if (pdf.phase === 'opening') return <LoadingLines lines={10} />;
  if (pdf.phase === 'broken') return <ErrorState error={pdf.error} />;
  return pdf.pdf.pages.map((page) => (
    <PdfPageView
      key={page.number}
      page={page}
      width={sheetWidth}
      label={t('parts.print.pageNumber', { number: page.number })}
    />
  ));
}

/** Opens a kept scan over the page. `load` asks for it once; that it was looked at goes on record. */
export function ScanViewer({
  title,
  name,
  load,
  close,
}: {
  title: string;
  /** Key of the answer while the viewer is open. */
  name: string;
  load: () => Promise<Blob>;
  close: () => void;
}) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['scan', name],
    queryFn: load,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Dialog label={title} close={close} className="sk-scan-viewer">
      <header>
        <h2>{title}</h2>
        <Button type="text" icon={<CloseOutlined aria-hidden="true" />} aria-label={t('parts.close')} onClick={close} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className="sk-sheets" tabIndex={0} aria-label={title}>
        {error ? <ErrorState error={error} /> : data ? <ScanSheets file={data} /> : <LoadingLines lines={10} />}
      </section>
    </Dialog>
  );
}
