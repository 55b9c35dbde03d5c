import type { Certificate } from '../../shared/pki/certificate.ts';
import type { CmsSigner } from './cms/create.ts';
import type { Handwriting } from './pades/appearance.ts';
import { type PdfRect, prepareForSigning } from './pades/prepare.ts';
import { signPdf } from './pades/sign.ts';
import { signatureFieldsOf } from './pdf/fields.ts';
import { openPdf } from './pdf/file.ts';
import { pagesOf } from './pdf/pages.ts';

/** Names of the two signature fields that every agreement has before anybody signs. */
export const signatureFields = { employee: 'employee', company: 'company' } as const;

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The employee's signature: the first, which certifies the document and lets nothing follow but signatures. */
export function signWithKey(given: {
  pdf: Uint8Array;
  signer: CmsSigner;
  at: number;
  name: string;
  serial: string;
  title: string;
  handwriting?: Handwriting;
}): Promise<Uint8Array> {
  const { pdf, signer, at, name, serial, title, handwriting } = given;
  const reason = `签署《${title}》`;
  return signPdf({
    pdf,
    field: signatureFields.employee,
    signer,
    at,
    reason,
    certify: true,
    appearance: {
      name,
      lines: [shanghai.format(at), `证书 ${serial.toUpperCase()}`, reason],
      party: 'person',
      ...(handwriting ? { handwriting } : {}),
    },
  });
}

/** The company's signature: after the employee's, or alone under a certificate or notice. */
export function signWithSeal(given: {
  pdf: Uint8Array;
  signer: CmsSigner;
  certificate: Certificate;
  at: number;
  companyName: string;
  reason: string;
  /** The only signature: it certifies, and lets nothing follow but signatures. */
  certify?: boolean;
}): Promise<Uint8Array> {
  const { pdf, signer, certificate, at, companyName, reason, certify = false } = given;
  return signPdf({
    pdf,
    field: signatureFields.company,
    signer,
    at,
    reason,
    certify,
    appearance: {
      name: companyName,
      lines: [shanghai.format(at), `证书 ${certificate.serialNumber.toUpperCase()}`, reason],
      party: 'company',
    },
  });
}

/** Where a seal goes that a document has no place for: at the right end of the last page, above its footer. Points. */
const usualPlace: PdfRect = [340, 70, 550, 140];

/**
 * A document with an empty field for the company's seal: its own, or one laid now. Nothing can be laid once somebody has
 * signed. @param place page from 0, rectangle in points from the lower left corner.
 */
export function withSealField(pdf: Uint8Array, place?: { page: number; rect: PdfRect }): Uint8Array {
  const view = openPdf(pdf).view();
  const fields = signatureFieldsOf(view);
  if (fields.some((field) => field.name === signatureFields.company)) return pdf;
  const { page, rect } = place ?? { page: pagesOf(view).length - 1, rect: usualPlace };
  return prepareForSigning(pdf, [{ name: signatureFields.company, label: '公司印章', page, rect }]);
}
