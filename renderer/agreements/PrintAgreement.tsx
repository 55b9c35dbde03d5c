import { useQuery } from '@tanstack/react-query';
import { api, client } from '../client/api.ts';
import { PrintPreview } from '../paper/PrintPreview.tsx';

/** Looks at the document as it will come out, then prints it; printing is recorded by itself. */
export function PrintAgreement({
  agreementId,
  title,
  close,
}: {
  agreementId: string;
  title: string;
  close: () => void;
}) {
  const { data, error } = useQuery({
    ...api.agreements.document.queryOptions({ input: { agreementId } }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data: agreement } = useQuery(api.agreements.get.queryOptions({ input: { agreementId } }));
  return (
    <PrintPreview
      title={title}
      pdf={data}
      {...(agreement ? { formNo: agreement.number } : {})}
      {...(error ? { error } : {})}
      onPrint={() => client.agreements.print({ agreementId })}
      close={close}
    />
  );
}
