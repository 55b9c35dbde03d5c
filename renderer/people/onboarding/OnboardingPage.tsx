import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { api, type client } from '../../client/api.ts';
import { queries } from '../../client/queries.ts';
import { ErrorState, LoadingLines, Notice } from '../../feedback/states.tsx';
import { BackButton } from '../../record/BackButton.tsx';
import { StepRail } from '../../record/StepRail.tsx';
import { usePageTitle } from '../../shell/usePageTitle.ts';
import { StageTag } from '../stage.tsx';
import { AccountStep } from './AccountStep.tsx';
import { AgreementsStep } from './AgreementsStep.tsx';
import { CancelOnboarding } from './CancelOnboarding.tsx';
import { EntryFacts } from './EntryFacts.tsx';
import { EntryForm } from './EntryForm.tsx';
import './onboarding.css';
import { StepAside } from './StepAside.tsx';
import { VerificationStep } from './VerificationStep.tsx';

export type Onboarding = Awaited<ReturnType<typeof client.onboarding.get>>;
export type StepName = Onboarding['steps'][number]['step'];
const stepNames = ['identity', 'position', 'verification', 'agreements', 'account'] as const;
const isStep = (name: string | null): name is StepName => stepNames.some((each) => each === name);

/** The first entry: nothing is stored yet, what is typed is kept as a draft. */
export function NewOnboardingPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  usePageTitle(t('onboarding.titleNew'));
  return (
    <article className="sk-onboarding">
      <header>
        <BackButton />
        <h1>{t('onboarding.titleNew')}</h1>
      </header>
      <nav className="sk-onboarding-rail">
        <StepRail
          label={t('onboarding.rail')}
          chosen="identity"
          steps={stepNames.map((key, index) => ({
            key,
            title: t(`onboarding.steps.${key}`),
            state: index < 2 ? 'current' : 'waiting',
          }))}
        />
      </nav>
      <div className="sk-onboarding-work">
        <EntryForm
          onSaved={(view) => {
            remember(view);
            void navigate(`/onboarding/${view.employmentId}?step=verification`, { replace: true });
          }}
        />
      </div>
    </article>
  );
}

/** One onboarding: five steps at the left, the work in the middle, what is missing at the right. */
export function OnboardingPage() {
  const { employmentId = '' } = useParams();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  usePageTitle(t('onboarding.title'));
  const { data: view, error, refetch } = useQuery(api.onboarding.get.queryOptions({ input: { employmentId } }));
  const show = useCallback((next: Onboarding) => remember(next), []);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!view) return <LoadingLines lines={12} />;

  const asked = params.get('step');
  const current = view.steps.find((step) => step.state !== 'done')?.step ?? 'account';
  const chosen = isStep(asked) ? asked : current;
  const choose = (step: string, field?: string) => setParams({ step, ...(field ? { field } : {}) }, { replace: true });
  const isDraft = view.stage === 'draft';

  return (
    <article className="sk-onboarding">
      <header>
        <BackButton />
        <h1>
          {view.person.name} <StageTag stage={view.stage} />
        </h1>
        <span className="sk-meta">{t('onboarding.saved', { number: view.employeeNo })}</span>
        <div className="sk-onboarding-tools">
          <CancelOnboarding view={view} onDone={show} />
          <Button onClick={() => void navigate(`/people/${view.employeeId}`)}>
            {t('onboarding.account.toPerson')}
          </Button>
        </div>
      </header>
      <nav className="sk-onboarding-rail">
        <StepRail
          label={t('onboarding.rail')}
          chosen={chosen}
          choose={choose}
          steps={view.steps.map((step) => ({
            key: step.step,
            title: t(`onboarding.steps.${step.step}`),
            state:
              step.state === 'done'
                ? 'done'
                : view.stage === 'refused' && step.step === 'agreements'
                  ? 'refused'
                  : step.state === 'barred' && step.step !== chosen
                    ? 'waiting'
                    : 'current',
            // The chosen step says it beside the work.
            barred: step.step === chosen ? [] : step.refusals,
          }))}
        />
      </nav>
      <div className="sk-onboarding-work">
        {view.stage === 'refused' && view.stageReason ? <Notice tone="overdue">{view.stageReason}</Notice> : null}
        {chosen === 'identity' || chosen === 'position' ? (
          isDraft ? (
            <EntryForm
              key={`${view.versions.employee}.${view.versions.employment}`}
              view={view}
              onSaved={(next) => {
                show(next);
                choose('verification');
              }}
            />
          ) : (
            <EntryFacts view={view} />
          )
        ) : (
          <div className="sk-onboarding-step">
            {chosen === 'verification' ? (
              <VerificationStep view={view} onDone={show} next={() => choose('agreements')} />
            ) : chosen === 'agreements' ? (
              <AgreementsStep view={view} onDone={show} next={() => choose('account')} />
            ) : (
              <AccountStep view={view} onDone={show} />
            )}
            <StepAside step={view.steps.find((each) => each.step === chosen)} choose={choose} />
          </div>
        )}
      </div>
    </article>
  );
}

/** Puts the view that a step answered in place, and has lists asked again. */
function remember(view: Onboarding): void {
  queries.setQueryData(api.onboarding.get.queryKey({ input: { employmentId: view.employmentId } }), view);
  void queries.invalidateQueries({ queryKey: api.people.key() });
  void queries.invalidateQueries({ queryKey: api.agreements.key() });
  void queries.invalidateQueries({ queryKey: api.workbench.key() });
}
