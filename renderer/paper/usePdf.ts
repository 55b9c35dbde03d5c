import { useEffect, useState } from 'react';
import type { OpenPdf } from './pdf.ts';

export type PdfState =
  | { readonly phase: 'opening' }
  | { readonly phase: 'open'; readonly pdf: OpenPdf }
  | { readonly phase: 'broken'; readonly error: unknown };

/** Opens bytes as a PDF; the reader is loaded when it is first wanted. */
export function usePdf(bytes: Uint8Array | Blob | undefined): PdfState {
  const [state, setState] = useState<PdfState>({ phase: 'opening' });
  useEffect(() => {
    if (!bytes) return;
    let wanted = true;
    let opened: OpenPdf | undefined;
    setState({ phase: 'opening' });
    (async () => {
      const [{ openPdf }, data] = await Promise.all([
        import('./pdf.ts'),
        bytes instanceof Blob ? bytes.arrayBuffer().then((buffer) => new Uint8Array(buffer)) : bytes,
      ]);
      const pdf = await openPdf(data);
      if (!wanted) return pdf.close();
      opened = pdf;
      setState({ phase: 'open', pdf });
    })().catch((error: unknown) => {
      if (wanted) setState({ phase: 'broken', error });
    });
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [bytes]);
  return state;
}
