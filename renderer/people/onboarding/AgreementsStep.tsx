import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PlannedAgreement } from '../../agreements/PlannedAgreement.tsx';
import { stepOf } from '../../agreements/plannedStep.ts';
import { SignerPanel } from '../../agreements/SignerPanel.tsx';
import { api, client } from '../../client/api.ts';
import { queries } from '../../client/queries.ts';
import { ActionButton } from '../../feedback/ActionButton.tsx';
import { ErrorState, LoadingLines } from '../../feedback/states.tsx';
import { Panel } from '../../record/Panel.tsx';
import { useWords } from '../../words/language.ts';
import type { Onboarding } from './OnboardingPage.tsx';

/** What this position signs: made, signed, sealed, one after the other; the paper in ink first. */
export function AgreementsStep({
  view,
  onDone,
  next,
}: {
  view: Onboarding;
  onDone: (view: Onboarding) => void;
  next: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const [params] = useSearchParams();
  const { employmentId, employeeId, versions } = view;
  const asked = params.get('field') ?? '';
  const [askedKind, askedField] = asked.split('.');
  const [opened, setOpened] = useState<string>();
  // A link to a field opens its form, whatever was opened or closed before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new link is what counts
  useEffect(() => setOpened(undefined), [asked]);
  const { data: plan, error, refetch } = useQuery(api.agreements.planFor.queryOptions({ input: { employmentId } }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!plan) return <LoadingLines />;

  const reload = async () => {
    await queries.invalidateQueries({ queryKey: api.agreements.key() });
    onDone(await client.onboarding.get({ employmentId }));
  };
  const event = ({ verified: 'startSigning', signing: 'completeSigning', refused: 'resumeSigning' } as const)[
    String(view.stage)
  ];
  const choice = view.choices.find((each) => each.event === event);
  const label = { startSigning: 'start', completeSigning: 'complete', resumeSigning: 'resume' } as const;

  // One thing is to be done now: the terms that lie open, the step of the onboarding, one agreement, or the signer's PIN.
  const termsOf = opened ?? askedKind;
  const ready = choice?.barredBy.length === 0;
  const kindNext = ready ? undefined : plan.planned.find((each) => stepOf(each) !== undefined)?.kind;
  const termsOpen = plan.planned.some(
    ({ kind, state }) => kind === termsOf && state !== 'completed' && state !== 'signedByEmployee',
  );

  return (
    <div className="sk-onboarding-main">
      <p className="sk-soft">{t('onboarding.agreements.explain')}</p>
      <SignerPanel
        employeeId={employeeId}
        name={view.person.name}
        isNext={!ready && kindNext === undefined && !termsOpen}
        onChanged={reload}
      />
      <Panel flush>
        {plan.planned.map((planned) => (
          <PlannedAgreement
            key={planned.kind}
            planned={planned}
            employmentId={employmentId}
            isNext={planned.kind === kindNext && !termsOpen}
            termsOpen={termsOf === planned.kind}
            {...(askedKind === planned.kind && askedField ? { field: askedField } : {})}
            toggleTerms={(open) => setOpened(open ? planned.kind : '')}
            onChanged={reload}
          />
        ))}
        {plan.excluded.map(({ kind, title, finding }) => (
          <div key={kind} className="sk-planned">
            <div className="sk-planned-head">
              <h3 className="sk-soft">{title}</h3>
              <span className="sk-meta">{t('onboarding.agreements.excluded')}</span>
            </div>
            <p className="sk-soft">
              {words(finding)} <span className="sk-meta">{words(finding.source)}</span>
            </p>
          </div>
        ))}
      </Panel>
      {event && choice ? (
        <ActionButton
          kind={termsOpen ? 'default' : 'primary'}
          reasons="below"
          barred={choice.barredBy}
          run={async () => {
            onDone(await client.onboarding.setStage({ employmentId, versions, event }));
            if (event === 'completeSigning') next();
          }}
        >
          {t(`onboarding.agreements.${label[event]}`)}
        </ActionButton>
      ) : null}
    </div>
  );
}
