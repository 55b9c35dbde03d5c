import { useEffect, useState } from 'react';
import type { OpenPdf } from './pdf.ts';

/** A document, or a stack of documents that are looked at and printed as one. */
export type Paper = Uint8Array | Blob | readonly Blob[];

export const isPaper = (answer: unknown): answer is Paper =>
  answer instanceof Blob ||
  answer instanceof Uint8Array ||
  (Array.isArray(answer) && answer.length > 0 && answer.every((each) => each instanceof Blob));

export type PdfState =
  | { readonly phase: 'opening' }
  | { readonly phase: 'open'; readonly pdf: OpenPdf }
  | { readonly phase: 'broken'; readonly error: unknown };

const bytesOf = async (document: Uint8Array | Blob): Promise<Uint8Array> =>
  document instanceof Blob ? new Uint8Array(await document.arrayBuffer()) : document;

/** Opens paper for looking at or printing; the reader is loaded when it is first wanted. @throws when a document is no PDF */
export async function openPaper(paper: Paper): Promise<OpenPdf> {
  const { openPdf } = await import('./pdf.ts');
  const documents = paper instanceof Blob || paper instanceof Uint8Array ? [paper] : paper;
  const opened: OpenPdf[] = [];
  const close = () => {
    for (const each of opened) each.close();
  };
  try {
    for (const document of documents) opened.push(await openPdf(await bytesOf(document)));
  } catch (error) {
    close();
    throw error;
  }
  const pages = opened.flatMap((each) => each.pages);
  return { pages: pages.map((page, index) => ({ ...page, number: index + 1 })), close };
}

export function usePdf(paper: Paper | undefined): PdfState {
  const [state, setState] = useState<PdfState>({ phase: 'opening' });
  useEffect(() => {
    if (!paper) return;
    let wanted = true;
    let opened: OpenPdf | undefined;
    setState({ phase: 'opening' });
    openPaper(paper).then(
      (pdf) => {
        if (!wanted) return pdf.close();
        opened = pdf;
        setState({ phase: 'open', pdf });
      },
      (error: unknown) => {
        if (wanted) setState({ phase: 'broken', error });
      },
    );
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [paper]);
  return state;
}
