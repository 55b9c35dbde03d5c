import { instantOfPdfDate } from '../pades/pdfDate.ts';
import { signatureFieldsOf } from '../pdf/fields.ts';
import type { PdfFile, PdfView } from '../pdf/file.ts';
import { isDict, nameOf, type PdfDict, PdfRef, PdfString, textOf } from '../pdf/value.ts';
import { error, type Finding, warning } from './finding.ts';

/** A signature as the document holds it, before any cryptography. */
export interface SignatureDictionary {
  readonly field: string;
  readonly ref: PdfRef | undefined;
  readonly dict: PdfDict;
  readonly subFilter: string;
  readonly contents: Uint8Array | undefined;
  /** The signed bytes in two pieces, only when the ranges are exactly what they have to be. */
  readonly signed: readonly [Uint8Array, Uint8Array] | undefined;
  /** Index of the revision it closes, or undefined when its range ends at no revision. */
  readonly revision: number | undefined;
  readonly claimedAt: number | undefined;
  readonly signerName: string | undefined;
  readonly reason: string | undefined;
  /** Permission level of a certification signature (DocMDP), 1 to 3. */
  readonly docMdp: number | undefined;
  /** Fields that must not change any more (FieldMDP); `all` or a test by name. */
  readonly locks: ((field: string) => boolean) | undefined;
  readonly findings: readonly Finding[];
}

export interface FoundSignatures {
  readonly signed: SignatureDictionary[];
  readonly unsigned: { readonly name: string; readonly appears: boolean }[];
}

/** All signature fields of the latest revision. @throws PdfUnreadable */
export function findSignatures(file: PdfFile): FoundSignatures {
  const view = file.view();
  const signed: SignatureDictionary[] = [];
  const unsigned: { name: string; appears: boolean }[] = [];
  for (const field of signatureFieldsOf(view)) {
    const held = field.dict.get('V');
    const dict = view.dict(held);
    if (dict === undefined) unsigned.push({ name: field.name, appears: view.dict(field.dict.get('AP')) !== undefined });
    else signed.push(readSignature(file, view, field.name, held instanceof PdfRef ? held : undefined, dict));
  }
  return { signed, unsigned };
}

function readSignature(
  file: PdfFile,
  view: PdfView,
  field: string,
  ref: PdfRef | undefined,
  dict: PdfDict,
): SignatureDictionary {
  const findings: Finding[] = [];
  const contents = dict.get('Contents');
  const range = readByteRange(file, view, dict, findings);
  const claimed = textOf(view.get(dict, 'M'));
  const claimedAt = claimed === undefined ? undefined : instantOfPdfDate(claimed);
  const subFilter = nameOf(view.get(dict, 'SubFilter')) ?? '';
  if (claimedAt === undefined && subFilter !== 'ETSI.RFC3161') {
    findings.push(warning('signature.noTime', '签名没有写明签署时间', 'The signature does not state when it was made'));
  }
  if (dict.has('Cert') && subFilter.startsWith('ETSI.')) {
    findings.push(
      warning(
        'signature.certEntry',
        '签名字典含有不应出现的 /Cert',
        'The signature dictionary has a /Cert it should not have',
      ),
    );
  }
  const transforms = transformsOf(view, dict);
  return {
    field,
    ref,
    dict,
    subFilter,
    contents: contents instanceof PdfString ? contents.bytes : undefined,
    signed: range?.signed,
    revision: range?.revision,
    claimedAt,
    signerName: textOf(view.get(dict, 'Name')),
    reason: textOf(view.get(dict, 'Reason')),
    docMdp: transforms.docMdp,
    locks: transforms.locks,
    findings,
  };
}

/**
 * The ranges have to be exactly two, start at byte 0, leave out nothing but the Contents string of this very dictionary, and
 * end where a revision ends. Everything else is a known way to smuggle bytes past the signature.
 */
function readByteRange(
  file: PdfFile,
  view: PdfView,
  dict: PdfDict,
  findings: Finding[],
): { signed: [Uint8Array, Uint8Array]; revision: number | undefined } | undefined {
  const { bytes, revisions } = file;
  const range = view.array(dict.get('ByteRange')) ?? [];
  const contents = dict.get('Contents');
  const refuse = (code: string, zh: string, en: string): undefined => {
    findings.push(error(`byteRange.${code}`, zh, en));
    return undefined;
  };
  if (!(contents instanceof PdfString) || !contents.hex || contents.start < 0) {
    return refuse(
      'noContents',
      '签名内容缺失或格式不对',
      'The signature has no /Contents, or not as a hexadecimal string',
    );
  }
  const numbers = range.filter((each) => typeof each === 'number' && Number.isInteger(each) && each >= 0) as number[];
  if (numbers.length !== range.length || range.length === 0) {
    return refuse('malformed', '签名范围 ByteRange 缺失或格式不对', 'The /ByteRange is missing or malformed');
  }
  if (numbers.length !== 4) {
    return refuse(
      numbers.length === 2 ? 'single' : 'count',
      `签名范围应为两段，实为 ${numbers.length / 2} 段`,
      `The signature has to cover two ranges and covers ${numbers.length / 2}`,
    );
  }
  const [start = 0, firstLength = 0, second = 0, secondLength = 0] = numbers;
  const end = second + secondLength;
  if (start !== 0)
    return refuse(
      'start',
      `签名不是从文件开头算起（第 ${start} 字节）`,
      `The signature does not start at byte 0 but at ${start}`,
    );
  if (second < firstLength) return refuse('overlap', '签名的两段范围互相重叠', 'The two signed ranges overlap');
  if (end > bytes.length)
    return refuse(
      'beyond',
      '签名范围超出文件末尾，文件可能被截断',
      'The signed range ends behind the file; the file may have been cut off',
    );
  if (firstLength !== contents.start || second !== contents.end) {
    return refuse(
      'gap',
      '签名范围留出的空隙不正好是签名本身，其间的内容没有被签',
      'The gap between the signed ranges is not exactly the signature; what lies in it is not signed',
    );
  }
  // Some writers leave the last line end out of the range; nothing can be hidden in it.
  const revision = revisions.find((each) => end === each.end || end === each.endOfMarker);
  if (revision === undefined) {
    findings.push(
      error(
        'byteRange.uncovered',
        '签名覆盖的范围没有到某一版文件的结尾，其后的内容没有被签',
        'The signed range does not end where a revision ends; what follows in it is not signed',
      ),
    );
  }
  return { signed: [bytes.subarray(0, firstLength), bytes.subarray(second, end)], revision: revision?.index };
}

function transformsOf(view: PdfView, dict: PdfDict): Pick<SignatureDictionary, 'docMdp' | 'locks'> {
  let docMdp: number | undefined;
  let locks: SignatureDictionary['locks'];
  for (const each of (view.array(dict.get('Reference')) ?? []).slice(0, 16)) {
    const reference = view.dict(each);
    const params = view.dict(reference?.get('TransformParams'));
    const method = reference === undefined ? undefined : nameOf(view.get(reference, 'TransformMethod'));
    if (method === 'DocMDP') {
      const level = params === undefined ? undefined : view.get(params, 'P');
      docMdp = level === 1 || level === 3 ? level : 2;
    }
    if (method === 'FieldMDP' && isDict(params)) {
      const names = new Set((view.array(params.get('Fields')) ?? []).map((name) => textOf(view.resolve(name)) ?? ''));
      const covers = (field: string): boolean =>
        [...names].some((name) => field === name || field.startsWith(`${name}.`));
      const action = nameOf(view.get(params, 'Action'));
      locks = action === 'All' ? () => true : action === 'Exclude' ? (field) => !covers(field) : covers;
    }
  }
  return { docMdp, locks };
}
