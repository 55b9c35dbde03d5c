import { certificatesOf } from '../../shared/changeset/certificatesField.ts';
import { type Envelope, magic, readEnvelope } from '../../shared/changeset/envelope.ts';
import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import { type TrustedSigner, verifyEnvelope } from '../../shared/changeset/open.ts';
import { trustSigner } from '../../shared/changeset/trustedSigner.ts';
import type { Refusal, Words } from '../../shared/domain/refusal.ts';
import { certificateFingerprint, readCertificate } from '../../shared/pki/certificate.ts';
import type { Anchors, Detail, FileVerdict, Verifier } from './verifiers.ts';

const kinds: Record<ChangeSetHeader['kind'], Words> = {
  transactions: { zh: '变更', en: 'changes' },
  attachment: { zh: '附件', en: 'attachments' },
  receipt: { zh: '回执', en: 'receipt' },
  policy: { zh: '策略', en: 'policies' },
  transfer: { zh: '转交', en: 'transfer' },
  freeze: { zh: '冻结令', en: 'freeze order' },
  snapshot: { zh: '快照', en: 'snapshot' },
};

/** Sealed change sets and what headquarters sends: frame, header, signer and signature. The content stays sealed. */
export const changeSetVerifier: Verifier = {
  name: { zh: '变更包 .skcs', en: 'change set .skcs' },
  accepts: ({ path, bytes }) =>
    bytes !== undefined && (/\.skcs$/i.test(path) || Buffer.from(bytes.subarray(0, 8)).equals(magic)),
  verify({ bytes = new Uint8Array() }, anchors) {
    const envelope = readEnvelope(bytes);
    if (!envelope.ok) return broken(envelope.refusals, []);
    const { header, hash } = envelope.value;
    const details: Detail[] = [
      { level: 'info', ...whoseFile(header) },
      { level: 'info', zh: `文件指纹 ${hex(hash)}`, en: `file hash ${hex(hash)}` },
    ];
    return checkSigner(envelope.value, anchors, details);
  },
};

function checkSigner(envelope: Envelope, anchors: Anchors, details: Detail[]): FileVerdict {
  const { header } = envelope;
  const carried = certificatesOf(header);
  const signer = [...carried, ...anchors.roots].find((der) => same(certificateFingerprint(der), header.signer));
  const certificate = signer === undefined ? undefined : readCertificate(signer);
  if (signer === undefined || certificate?.ok !== true) {
    const words = {
      zh: '签名证书既不在文件里，也不在给出的证书里：证书部分被改动，或请用 --root 给出它。',
      en: 'The signer’s certificate is neither in the file nor among those given: it was changed, or give it with --root.',
    };
    return { passed: false, verdict: 'signerUnknown', words, details, report: reportOf(header) };
  }
  const { publicKey, binding } = certificate.value;
  const claimed: TrustedSigner = { publicKey, origin: header.origin, branchId: binding?.branchId ?? null };
  const verified = verifyEnvelope(envelope, {
    signer: () => claimed,
    origin: header.origin,
    sample: header.sample,
  });
  if (!verified.ok) return broken(verified.refusals, details);
  const trusted = trustSigner(signer, header.origin, {
    roots: anchors.roots,
    intermediates: carried.slice(1),
    sample: header.sample,
  });
  if (trusted.ok) {
    const words = header.sample
      ? { zh: '完好，签名成立；这是示例数据。', en: 'Intact, the signature holds; this is sample data.' }
      : {
          zh: '完好，签名成立，证书由所信任的根签发。',
          en: 'Intact, the signature holds, the signer leads to the trusted root.',
        };
    return { passed: true, verdict: 'valid', words, details, report: reportOf(header) };
  }
  for (const { zh, en } of trusted.refusals) details.push({ level: 'warning', zh, en });
  const words =
    anchors.roots.length > 0
      ? {
          zh: `内容完好，签名成立；但所给的根证书不能确认是谁签的：${trusted.refusals.map((each) => each.zh).join('')}`,
          en: `Intact, and the signature holds; the given root does not say whose it is: ${trusted.refusals.map((each) => each.en).join(' ')}`,
        }
      : {
          zh: '内容完好，签名成立；但没有可信的根证书，不能确认是谁签的。请用 --root 给出总部根证书。',
          en: 'Intact, and the signature holds; without a trusted root nobody can say whose it is. Give headquarters’ root with --root.',
        };
  return { passed: false, verdict: 'untrusted', words, details, report: reportOf(header) };
}

const broken = (refusals: readonly Refusal[], details: Detail[]): FileVerdict => {
  const [first, ...more] = refusals;
  for (const { zh, en } of more) details.push({ level: 'error', zh, en });
  return {
    passed: false,
    verdict: first?.code ?? 'invalid',
    words: { zh: first?.zh ?? '', en: first?.en ?? '' },
    details,
    report: null,
  };
};

const whoseFile = ({ kind, origin, branchId, sequence, sample }: ChangeSetHeader): Words => ({
  zh: `${origin === 'hq' ? '总部发给门店' : '门店'} ${branchId} 的第 ${sequence} 号（${kinds[kind].zh}${sample ? '，示例' : ''}）`,
  en: `number ${sequence} ${origin === 'hq' ? 'from headquarters to branch' : 'of branch'} ${branchId} (${kinds[kind].en}${sample ? ', sample' : ''})`,
});

const reportOf = (header: ChangeSetHeader) => ({
  kind: header.kind,
  origin: header.origin,
  branchId: header.branchId,
  incarnationId: hex(header.incarnationId),
  sequence: header.sequence,
  previousHash: hex(header.previousHash),
  sealedAt: header.sealedAt,
  sample: header.sample,
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
