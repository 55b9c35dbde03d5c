import { CmsUnreadable, readCms } from '../cms/read.ts';
import { openPdf } from '../pdf/file.ts';
import { findSignatures } from './signatureDictionary.ts';

/** One signature as `openssl cms -verify -inform DER -content` wants it. */
export interface ExtractedCms {
  readonly field: string;
  readonly signedBytes: Uint8Array;
  readonly cms: Uint8Array;
}

/** Every signature of a PDF as a detached CMS message and the exact bytes it signs, in the order of signing. @throws PdfUnreadable */
export function extractCms(pdf: Uint8Array): ExtractedCms[] {
  const out: (ExtractedCms & { revision: number })[] = [];
  for (const { field, contents, signed, revision } of findSignatures(openPdf(pdf)).signed) {
    if (contents === undefined || signed === undefined) continue;
    try {
      const cms = contents.subarray(0, readCms(contents).length);
      out.push({ field, signedBytes: Buffer.concat(signed), cms, revision: revision ?? 0 });
    } catch (problem) {
      if (!(problem instanceof CmsUnreadable)) throw problem;
    }
  }
  return out
    .sort((a, b) => a.revision - b.revision)
    .map(({ field, signedBytes, cms }) => ({ field, signedBytes, cms }));
}
