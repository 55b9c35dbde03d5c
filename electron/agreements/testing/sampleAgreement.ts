import { composeDocument } from '../../paper/compose.ts';
import { prepareForSigning } from '../pades/prepare.ts';
import { type SignPdfRequest, signPdf } from '../pades/sign.ts';
import { commonNameOf, type TestSigner } from './identities.ts';

/** A short agreement with two empty signature fields, `employee` and `company`. */
export async function sampleAgreement(title = '保密协议'): Promise<Uint8Array> {
  const { bytes, boxes } = await composeDocument({
    title,
    createdAt: Date.UTC(2026, 2, 1),
    sample: true,
    blocks: [
      { kind: 'heading', level: 1, text: title },
      { kind: 'clause', number: '第一条', text: '乙方对在职期间知悉的商业秘密负有保密义务。' },
      { kind: 'clause', number: '第二条', text: '每月支付补偿 5000 元。', highlight: true },
      {
        kind: 'signatures',
        columns: 2,
        boxes: [
          { name: 'company', label: '甲方（盖章）' },
          { name: 'employee', label: '乙方（签名）' },
        ],
      },
    ],
  });
  const fields = boxes
    .filter((box) => box.kind === 'signature')
    .map((box) => ({ name: box.name, label: box.name, page: box.page - 1, rect: box.rect }));
  return prepareForSigning(bytes, fields);
}

/** Signs a field the way the tests of this feature do, with what is given on top. */
export function signAs(
  pdf: Uint8Array,
  field: 'employee' | 'company',
  signer: TestSigner,
  more: Partial<SignPdfRequest> = {},
): Promise<Uint8Array> {
  const at = more.at ?? Date.now();
  return signPdf({
    pdf,
    field,
    signer,
    at,
    reason: '签署《保密协议》',
    certify: field === 'employee',
    appearance: {
      name: commonNameOf(signer),
      lines: [
        `时间：${new Date(at).toISOString()}`,
        `证书序列号：${signer.x509.serialNumber}`,
        '事由：签署《保密协议》',
      ],
      party: field === 'employee' ? 'person' : 'company',
    },
    ...more,
  });
}
