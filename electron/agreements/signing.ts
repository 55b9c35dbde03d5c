import type { Certificate } from '../../shared/pki/certificate.ts';
import type { CmsSigner } from './cms/create.ts';
import type { Handwriting } from './pades/appearance.ts';
import { signPdf } from './pades/sign.ts';

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

/** The company's signature, after the employee's. */
export function signWithSeal(given: {
  pdf: Uint8Array;
  signer: CmsSigner;
  certificate: Certificate;
  at: number;
  companyName: string;
  reason: string;
}): Promise<Uint8Array> {
  const { pdf, signer, certificate, at, companyName, reason } = given;
  return signPdf({
    pdf,
    field: signatureFields.company,
    signer,
    at,
    reason,
    appearance: {
      name: companyName,
      lines: [shanghai.format(at), `证书 ${certificate.serialNumber.toUpperCase()}`, reason],
      party: 'company',
    },
  });
}
