import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { PdfPageView } from '../paper/PdfPageView.tsx';
import { usePdf } from '../paper/usePdf.ts';
import './agreements.css';

const sheetWidth = 720;

/** The stored document on the page: a PDF page by page, a scan as the picture it is. */
export function DocumentView({ agreementId, version }: { agreementId: string; version: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...api.agreements.document.queryOptions({ input: { agreementId } }),
    queryKey: [...api.agreements.document.queryKey({ input: { agreementId } }), version],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const isPicture = data?.type.startsWith('image/') ?? false;
  const pdf = usePdf(isPicture ? undefined : data);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data && isPicture) return <ScanPicture file={data} />;
  if (pdf.phase === 'broken') return <ErrorState error={pdf.error} />;
  if (pdf.phase === 'opening') return <LoadingLines lines={12} />;
  return (
    <div className="sk-document">
      {pdf.pdf.pages.map((page) => (
        <PdfPageView
          key={page.number}
          page={page}
          width={sheetWidth}
          label={t('parts.print.pageNumber', { number: page.number })}
        />
      ))}
    </div>
  );
}

function ScanPicture({ file }: { file: Blob }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address ? <img src={address} alt={t('agreements.tabs.document')} className="sk-scan" /> : null;
}
