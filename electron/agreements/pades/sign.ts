import { createHash, verify, X509Certificate } from 'node:crypto';
import { RefusalError } from '../../../shared/domain/refusal.ts';
import { fontsFor } from '../../paper/fonts.ts';
import { type CmsSigner, createDetachedCms } from '../cms/create.ts';
import { type PdfField, signatureFieldsOf } from '../pdf/fields.ts';
import { openPdf, type PdfView } from '../pdf/file.ts';
import { catalogOf } from '../pdf/pages.ts';
import { dictOf, type PdfDict, type PdfRef, PdfString, type PdfValue, pdfName, textString } from '../pdf/value.ts';
import { createUpdate } from '../pdf/write.ts';
import { codePointsOf, drawAppearance, type SignatureAppearance } from './appearance.ts';
import { createEmbeddedText } from './embeddedText.ts';
import { pdfDate } from './pdfDate.ts';
import type { PdfRect } from './prepare.ts';

export interface SignPdfRequest {
  readonly pdf: Uint8Array;
  /** Name of a signature field that {@link prepareForSigning} laid. */
  readonly field: string;
  readonly signer: CmsSigner;
  readonly appearance: SignatureAppearance;
  /** Why it is signed; goes into /Reason. */
  readonly reason: string;
  /** The claimed time, UTC ms; goes into /M. Nobody vouches for it until a time stamp does. */
  readonly at: number;
  /** The document's first signature: it certifies, and allows nothing later but signing (DocMDP P=2). */
  readonly certify?: boolean;
}

/** Room for the CMS: chain of three RSA-3072 certificates plus a time stamp that may be put in later. */
const RESERVED_BYTES = 16 * 1024;
/** Wider than any offset of a file within the size limit, so that the real numbers fit in its place. */
const PLACEHOLDER = 9_999_999_999;

/**
 * Signs one field of a PDF with a PAdES baseline B-B signature (EN 319 142-1), as an incremental update: every byte that was
 * there stays. The visible signature and its font subset are part of the same update.
 * @returns the signed file
 * @throws RefusalError when the field is missing or taken, the certificate is not valid at `at`, or the key is not the certificate's
 */
export async function signPdf(request: SignPdfRequest): Promise<Uint8Array> {
  const { signer, at } = request;
  const certificate = new X509Certificate(signer.certificate);
  refuseUnlessValid(certificate, at);
  const file = openPdf(request.pdf);
  const view = file.view();
  const field = emptyField(view, request.field);
  const update = createUpdate(file);
  const fonts = await fontsFor(codePointsOf(request.appearance));

  const appearance = drawAppearance(update, createEmbeddedText(fonts), rectOf(view, field.dict), request.appearance);
  const signature = update.add(signatureDictionary(request));
  update.set(
    field.ref,
    new Map<string, PdfValue>([...field.dict, ['V', signature], ['AP', dictOf({ N: appearance })]]),
  );
  if (request.certify === true) {
    if (view.dict(catalogOf(view).dict.get('Perms')) !== undefined || signedFields(view) > 0) throw alreadySigned();
    const catalog = catalogOf(view);
    update.set(catalog.ref, new Map<string, PdfValue>([...catalog.dict, ['Perms', dictOf({ DocMDP: signature })]]));
  }
  const { bytes, offsets } = update.finish();
  const contents = fillByteRange(bytes, offsets.get(signature.num) ?? 0);

  const hash = createHash('sha256');
  hash.update(bytes.subarray(0, contents.start)).update(bytes.subarray(contents.end));
  const checked: CmsSigner = { ...signer, sign: (data) => signAndCheck(signer, certificate, data) };
  const cms = await createDetachedCms(checked, hash.digest());
  if (cms.length > RESERVED_BYTES) throw new RangeError(`CMS of ${cms.length} bytes does not fit the reserved place`);
  bytes.write(cms.toString('hex'), contents.start + 1, 'latin1');
  return bytes;
}

function signatureDictionary(request: SignPdfRequest): PdfDict {
  // ByteRange and Contents come first, so that no text of a user can stand before them.
  const dict = new Map<string, PdfValue>([
    ['Type', pdfName('Sig')],
    ['ByteRange', [0, PLACEHOLDER, PLACEHOLDER, PLACEHOLDER]],
    ['Contents', new PdfString(new Uint8Array(RESERVED_BYTES), true)],
    ['Filter', pdfName('Adobe.PPKLite')],
    ['SubFilter', pdfName('ETSI.CAdES.detached')],
    ['M', new PdfString(Buffer.from(pdfDate(request.at)))],
    ['Name', textString(request.appearance.name)],
    ['Reason', textString(request.reason)],
  ]);
  if (request.certify === true) {
    const params = dictOf({ Type: pdfName('TransformParams'), P: 2, V: pdfName('1.2') });
    dict.set('Reference', [
      dictOf({ Type: pdfName('SigRef'), TransformMethod: pdfName('DocMDP'), TransformParams: params }),
    ]);
  }
  return dict;
}

/** Puts the real numbers into the placeholder and tells where Contents lies, both delimiters included. */
function fillByteRange(bytes: Buffer, from: number): { start: number; end: number } {
  const start = bytes.indexOf('/Contents <', from) + '/Contents '.length;
  const end = bytes.indexOf('>', start) + 1;
  const place = bytes.indexOf('/ByteRange [', from) + '/ByteRange ['.length;
  const room = bytes.indexOf(']', place) - place;
  bytes.write(`0 ${start} ${end} ${bytes.length - end}`.padEnd(room), place, 'latin1');
  return { start, end };
}

async function signAndCheck(signer: CmsSigner, certificate: X509Certificate, data: Uint8Array): Promise<Uint8Array> {
  const signature = await signer.sign(data);
  if (verify('sha256', data, certificate.publicKey, signature)) return signature;
  throw new RefusalError({
    kind: 'invalid',
    code: 'signature.keyMismatch',
    zh: '私钥与证书不匹配，没有签署',
    en: 'The private key does not belong to the certificate; nothing was signed',
    next: { zh: '重新申请签名证书', en: 'Enrol for a signing certificate again' },
  });
}

function emptyField(view: PdfView, name: string): PdfField & { ref: PdfRef } {
  const field = signatureFieldsOf(view).find((each) => each.name === name);
  const ref = field?.ref;
  if (field === undefined || ref === undefined) {
    throw new RefusalError({
      kind: 'notFound',
      code: 'signature.fieldMissing',
      zh: `文件里没有名为 ${name} 的签名栏`,
      en: `The document has no signature field named ${name}`,
      field: 'field',
      next: { zh: '用模板重新生成这份文件', en: 'Generate the document from its template again' },
    });
  }
  if (field.dict.has('V')) {
    throw new RefusalError({
      kind: 'conflict',
      code: 'signature.fieldTaken',
      zh: `签名栏 ${name} 已经签过`,
      en: `The signature field ${name} is signed already`,
      field: 'field',
      next: { zh: '打开已签文件查看签名', en: 'Open the signed document to see the signature' },
    });
  }
  return { ...field, ref };
}

const signedFields = (view: PdfView): number => signatureFieldsOf(view).filter((field) => field.dict.has('V')).length;

const alreadySigned = (): RefusalError =>
  new RefusalError({
    kind: 'conflict',
    code: 'signature.notFirst',
    zh: '文件已有签名，只有第一个签名可以作认证签名',
    en: 'The document is signed already; only the first signature can certify it',
    field: 'certify',
    next: { zh: '以普通签名签署', en: 'Sign with an approval signature instead' },
  });

function rectOf(view: PdfView, dict: PdfDict): PdfRect {
  const rect = (view.array(dict.get('Rect')) ?? []).map((each) => (typeof each === 'number' ? each : Number.NaN));
  const [a, b, c, d] = rect;
  if (a === undefined || b === undefined || c === undefined || d === undefined || rect.some(Number.isNaN)) {
    throw new RangeError('signature field without a rectangle');
  }
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

function refuseUnlessValid(certificate: X509Certificate, at: number): void {
  if (at >= certificate.validFromDate.getTime() && at <= certificate.validToDate.getTime()) return;
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const from = day(certificate.validFromDate);
  const to = day(certificate.validToDate);
  throw new RefusalError({
    kind: 'barred',
    code: 'signature.certificateNotValid',
    zh: `签名证书在此时无效（有效期 ${from} 至 ${to}）`,
    en: `The signing certificate is not valid at this time (${from} to ${to})`,
    next: {
      zh: '核对电脑时间；证书过期则重新申请',
      en: 'Check the clock of this computer; enrol again if the certificate has expired',
    },
  });
}
