import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../client/api.ts';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useAction } from '../../feedback/useAction.ts';
import type { Agreement, IdentityCheck, Presentation } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useCountdown } from './useCountdown.ts';

/** Waiting time before a clause can be acknowledged; the branch keeps its own. */
const pause = 1_600;

/** The highlighted clauses in big type, one by one (民法典 496). */
export function ClausesStep({
  presentation,
  identity,
  onAcknowledged,
  onConcluded,
  refuse,
}: {
  presentation: Presentation;
  identity: IdentityCheck;
  onAcknowledged: (presentation: Presentation) => void;
  onConcluded: (agreement: Agreement) => void;
  refuse?: () => void;
}) {
  const { t } = useTranslation();
  const { presentationId, clauses } = presentation;
  const at = clauses.findIndex((clause) => clause.acknowledgedAt === null);
  const clause = clauses[at];
  const text = useRef<HTMLElement>(null);
  const wait = useCountdown(pause, at);
  const [agree, agreeing] = useAction(async () => {
    if (clause) onAcknowledged(await client.agreements.acknowledgeClause({ presentationId, clauseId: clause.id }));
  });
  const [conclude, concluding] = useAction(async () => {
    onConcluded(await client.agreements.recordReading({ presentationId, identity }));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new clause begins at its top
  useEffect(() => {
    // In braces: browsers answer a scroll with a promise, which is no cleanup.
    text.current?.scrollTo(0, 0);
  }, [at]);
  const { refusals } = clause ? agreeing : concluding;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section ref={text} className="sk-ceremony-sheet sk-ceremony-clause" tabIndex={0} aria-live="polite">
        {clause ? (
          <>
            <p className="sk-meta">{t('agreements.ceremony.clauses.page', { page: clause.page })}</p>
            <h2>{clause.title}</h2>
            {clause.text.split('\n').map((line) => (
              <p key={line}>{line}</p>
            ))}
          </>
        ) : (
          <ul className="sk-ceremony-done">
            {clauses.map((each) => (
              <li key={each.id}>✓ {each.title}</li>
            ))}
          </ul>
        )}
      </section>
      <StepFrame
        title={
          clause
            ? t('agreements.ceremony.clauses.count', { at: at + 1, total: clauses.length })
            : t('agreements.ceremony.steps.clauses')
        }
        {...(refuse ? { refuse } : {})}
        go={
          clause ? (
            <>
              <Button
                key="agree"
                type={wait === 0 ? 'primary' : 'default'}
                size="large"
                block
                autoFocus
                loading={agreeing.running}
                aria-disabled={wait > 0 || undefined}
                className={wait > 0 ? 'sk-barred' : undefined}
                onClick={() => {
                  if (wait === 0) void agree();
                }}
              >
                {t('agreements.ceremony.clauses.agree')}
              </Button>
              <p className="sk-ceremony-why" role="status">
                {wait > 0 ? t('agreements.ceremony.reading.wait', { seconds: wait }) : ''}
              </p>
            </>
          ) : (
            <Button
              key="conclude"
              type="primary"
              size="large"
              block
              autoFocus
              loading={concluding.running}
              onClick={() => void conclude()}
            >
              {t('agreements.ceremony.clauses.conclude')}
            </Button>
          )
        }
      >
        <p className="sk-soft">{t('agreements.ceremony.clauses.explain')}</p>
        <Refusals refusals={refusals} />
      </StepFrame>
    </>
  );
}
