import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { Panel } from '../record/Panel.tsx';
import type { Tone } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';

type Report = Awaited<ReturnType<typeof client.agreements.verify>>;
const tones: Readonly<Record<Report['verdict'], Tone>> = {
  valid: 'finished',
  incomplete: 'due',
  untrusted: 'due',
  invalid: 'overdue',
  unsigned: 'neutral',
  unreadable: 'overdue',
  missing: 'overdue',
};

/** What our own verifier says of the stored bytes, signature by signature. */
export function VerificationView({ agreementId }: { agreementId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const [report, setReport] = useState<Report>();
  return (
    <Panel>
      <div className="sk-verification">
        <p className="sk-soft">{t('agreements.verification.explain')}</p>
        <ActionButton run={async () => setReport(await client.agreements.verify({ agreementId }))}>
          {t('agreements.verification.run')}
        </ActionButton>
        {report ? (
          <section className="sk-verdict" aria-live="polite">
            <p>
              <StatusTag tone={tones[report.verdict]}>
                {t(`agreements.verification.verdict.${report.verdict}`)}
              </StatusTag>{' '}
              {words(report)}
            </p>
            <ul>
              {report.findings.map((finding) => (
                <li key={finding.code + finding.zh} data-level={finding.level}>
                  {words(finding)}
                </li>
              ))}
            </ul>
            {report.signatures.map((signature) => (
              <div key={signature.field}>
                <h3>
                  {signature.signerName ?? signature.field}{' '}
                  <span className="sk-meta">
                    <Instant at={signature.claimedAt} /> {signature.reason}
                  </span>
                </h3>
                <ul>
                  {signature.coversWholeFile ? <li>{t('agreements.verification.whole')}</li> : null}
                  {signature.findings.map((finding) => (
                    <li key={finding.code + finding.zh} data-level={finding.level}>
                      {words(finding)}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
            <p className="sk-hash">{report.sha256}</p>
          </section>
        ) : null}
      </div>
    </Panel>
  );
}
