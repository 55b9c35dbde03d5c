import type { SignatureReport } from '../../electron/agreements/verify/report.ts';
import { verifyPdf } from '../../electron/agreements/verify/verifyPdf.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import type { Detail, Verifier } from './verifiers.ts';

/** Signed PDFs: agreements, signing records, anything else that carries PDF signatures. */
export const pdfVerifier: Verifier = {
  name: { zh: 'PDF 文件', en: 'PDF' },
  accepts: ({ bytes }) => bytes !== undefined && Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-'),
  verify({ bytes = new Uint8Array() }, anchors) {
    const report = verifyPdf(bytes, anchors);
    const details: Detail[] = report.findings.map(({ level, zh, en }) => ({ level, zh, en }));
    for (const signature of report.signatures) {
      details.push({ level: signature.verdict === 'valid' ? 'info' : 'error', ...signatureLine(signature) });
      for (const { level, zh, en } of signature.findings) details.push({ level, zh: `  ${zh}`, en: `  ${en}` });
    }
    return { passed: report.verdict === 'valid', verdict: report.verdict, words: report.words, details, report };
  },
};

const VERDICTS: Record<SignatureReport['verdict'], Words> = {
  valid: { zh: '成立', en: 'holds' },
  untrusted: { zh: '证书未确认', en: 'certificate not confirmed' },
  invalid: { zh: '不成立', en: 'does not hold' },
};

function signatureLine(signature: SignatureReport): Words {
  const who = signature.signer?.commonName ?? signature.signerName ?? '?';
  const serial = signature.signer?.serial ?? '?';
  const when = signature.claimedAt === undefined ? '?' : new Date(signature.claimedAt).toISOString();
  const { zh, en } = VERDICTS[signature.verdict];
  return {
    zh: `签名栏 ${signature.field}：${who}，证书 ${serial}，自称签于 ${when}：${zh}`,
    en: `Field ${signature.field}: ${who}, certificate ${serial}, said to be signed ${when}: ${en}`,
  };
}
