import { useTranslation } from 'react-i18next';
import { Refusals } from '../../feedback/Refusals.tsx';
import { useWords } from '../../words/language.ts';
import type { Onboarding, StepName } from './OnboardingPage.tsx';

const saidByList: readonly string[] = ['onboarding.incomplete', 'onboarding.missingFields'];

/** What is still missing in a step, each a link to where it is entered, what bars the next one, and what the law says. */
export function StepAside({
  step,
  choose,
}: {
  step: Onboarding['steps'][number] | undefined;
  /** Goes to a step, and to a field of it. */
  choose: (step: StepName, field: string) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  if (!step) return null;
  // What lacks is listed above with its links; saying it once more as a sentence helps nobody.
  const bars = step.refusals.filter((refusal) => !saidByList.includes(refusal.code));
  const findings = step.findings.filter((finding) => finding.level !== 'error');
  return (
    <aside className="sk-onboarding-aside" aria-live="polite">
      <section className="sk-missing">
        <h3>
          {step.missing.length === 0
            ? t('onboarding.missing.none')
            : t('onboarding.missing.title', { count: step.missing.length })}
        </h3>
        <ul>
          {step.missing.map((field) => (
            <li key={field.field}>
              <button type="button" className="sk-plain" onClick={() => choose(field.step, field.field)}>
                {words(field)}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {step.state !== 'done' && bars.length > 0 ? (
        <section className="sk-missing">
          <h3>{t('onboarding.missing.bars')}</h3>
          <Refusals refusals={bars} as="bar" />
        </section>
      ) : null}
      {findings.length > 0 ? (
        <section className="sk-missing">
          <h3>{t('onboarding.missing.law')}</h3>
          <ul className="sk-law">
            {findings.map((finding) => (
              <li key={finding.rule + finding.zh}>
                <p>{words(finding)}</p>
                <p className="sk-meta">
                  {words(finding.source)} {words(finding.next)}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </aside>
  );
}
