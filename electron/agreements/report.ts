import type { agreementsContract } from '../../shared/contract/agreements.ts';
import type { OutputOf } from '../../shared/contract/base.ts';
import type { Finding } from './verify/finding.ts';
import type { PdfReport } from './verify/report.ts';

type Verification = OutputOf<(typeof agreementsContract)['verify']>;

const plain = ({ code, level, zh, en }: Finding): Finding => ({ code, level, zh, en });

/** The verifier's report as it travels. */
export const verificationOf = (report: PdfReport): Verification => ({
  verdict: report.verdict,
  ...report.words,
  sha256: report.sha256,
  size: report.size,
  revisions: report.revisions,
  findings: report.findings.map(plain),
  signatures: report.signatures.map((each) => ({
    field: each.field,
    verdict: each.verdict,
    signerName: each.signer?.commonName ?? each.signerName ?? null,
    serial: each.signer?.serial ?? null,
    reason: each.reason ?? null,
    claimedAt: each.claimedAt ?? null,
    coversWholeFile: each.coversWholeFile,
    findings: each.findings.map(plain),
  })),
});

/** The bytes in the attachment folder are not there, or not the ones that were signed. */
export const missingDocument = (hash: string, zh: string, en: string): Verification => ({
  verdict: 'missing',
  zh,
  en,
  sha256: hash,
  size: 0,
  revisions: 0,
  findings: [],
  signatures: [],
});
