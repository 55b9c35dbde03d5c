import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, type client } from '../../client/api.ts';
import { queries } from '../../client/queries.ts';
import { ErrorState, LoadingLines } from '../../feedback/states.tsx';
import { OwnKeys } from '../../keys/OwnKeys.tsx';
import { type RailStep, StepRail } from '../../record/StepRail.tsx';
import { SampleMark } from '../../shell/SampleMark.tsx';
import { usePageTitle } from '../../shell/usePageTitle.ts';
import { DocumentView } from '../DocumentView.tsx';
import './ceremony.css';
import { ClausesStep } from './ClausesStep.tsx';
import { DeliveryStep } from './DeliveryStep.tsx';
import { IdentityStep } from './IdentityStep.tsx';
import { PinStep } from './PinStep.tsx';
import { ReadingStep } from './ReadingStep.tsx';
import { RefusalDialog } from './RefusalDialog.tsx';
import { RefusedRecord, RefusedStep } from './RefusedStep.tsx';
import { SealStep } from './SealStep.tsx';
import { SignatureStep } from './SignatureStep.tsx';

export type Agreement = Awaited<ReturnType<typeof client.agreements.get>>;
export type Presentation = Awaited<ReturnType<typeof client.agreements.presentForReading>>;
export type Stroke = [number, number][];
export type IdentityCheck = 'idCardChecked' | 'knownPersonally';

const steps = ['identity', 'reading', 'clauses', 'signature', 'pin', 'seal', 'delivery'] as const;
type Step = (typeof steps)[number];

/** Where the ceremony stands, as far as the branch knows: a step that it has recorded is not done again. */
function stepOf(agreement: Agreement): Step {
  if (agreement.state === 'completed') return 'delivery';
  if (agreement.state === 'signedByEmployee') return 'seal';
  const sign = agreement.choices.find((choice) => choice.event === 'sign');
  const unread = sign?.barredBy.some((refusal) => refusal.code === 'agreement.notRead') ?? true;
  return agreement.state === 'presented' && !unread ? 'signature' : 'identity';
}

/** 签署: the whole screen, the employee is looking. Page at the left, steps at the right, refusing as near as signing. */
export function SigningPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const navigate = useNavigate();
  usePageTitle(t('agreements.ceremony.title'));
  const { data: agreement, error, refetch } = useQuery(api.agreements.get.queryOptions({ input: { agreementId: id } }));
  const [step, setStep] = useState<Step>();
  const [presentation, setPresentation] = useState<Presentation>();
  const [identity, setIdentity] = useState<IdentityCheck>('idCardChecked');
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const [refusing, setRefusing] = useState(false);
  /** The step at which the signer refused in this window. */
  const [refusedAt, setRefusedAt] = useState<Step>();
  const leave = () => void navigate(-1);

  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!agreement) return <LoadingLines lines={12} />;
  const now = step ?? stepOf(agreement);
  const show = (next: Agreement, to: Step) => {
    queries.setQueryData(api.agreements.get.queryKey({ input: { agreementId: id } }), next);
    void queries.invalidateQueries({ queryKey: api.agreements.list.key() });
    void queries.invalidateQueries({ queryKey: api.agreements.planFor.key() });
    void queries.invalidateQueries({ queryKey: api.onboarding.key() });
    void queries.invalidateQueries({ queryKey: api.people.key() });
    void queries.invalidateQueries({ queryKey: api.workbench.key() });
    setStep(to);
  };
  const refuse = agreement.state === 'presented' ? () => setRefusing(true) : undefined;
  const shared = { agreement, ...(refuse ? { refuse } : {}) };

  const parts: Readonly<Record<Step, () => ReactNode>> = {
    identity: () => (
      <IdentityStep
        {...shared}
        identity={identity}
        choose={setIdentity}
        begun={(shown) => {
          setPresentation(shown);
          setStep('reading');
          void refetch();
        }}
      />
    ),
    reading: () =>
      presentation ? (
        <ReadingStep
          {...shared}
          presentation={presentation}
          onTurned={(shown) => {
            setPresentation(shown);
            if (shown.pagesRead === shown.pages) setStep('clauses');
          }}
        />
      ) : null,
    clauses: () =>
      presentation ? (
        <ClausesStep
          {...shared}
          presentation={presentation}
          identity={identity}
          onAcknowledged={setPresentation}
          onConcluded={(next) => show(next, 'signature')}
        />
      ) : null,
    signature: () => <SignatureStep {...shared} onChange={setStrokes} next={() => setStep('pin')} />,
    pin: () => <PinStep {...shared} strokes={strokes} onSigned={(next) => show(next, 'seal')} />,
    seal: () => <SealStep agreement={agreement} onSealed={(next) => show(next, 'delivery')} leave={leave} />,
    delivery: () => <DeliveryStep agreement={agreement} leave={leave} />,
  };
  // Refused just now, or not for this person to put on the table again.
  const again = agreement.choices.find((each) => each.event === 'presentAgain')?.barredBy;
  const isOver = agreement.state === 'refused' && (refusedAt !== undefined || again === undefined || again.length > 0);
  const showsOwnPage = !isOver && (now === 'reading' || now === 'clauses');
  const walked = steps.slice(0, steps.indexOf(isOver ? (refusedAt ?? 'reading') : now));
  const rail: RailStep[] = isOver
    ? [
        ...walked.map((key): RailStep => ({ key, title: t(`agreements.ceremony.steps.${key}`), state: 'done' })),
        { key: 'refused', title: t('agreements.ceremony.refused.title'), state: 'refused' },
      ]
    : steps.map((key) => ({
        key,
        title: t(`agreements.ceremony.steps.${key}`),
        state: walked.includes(key) ? 'done' : key === now ? 'current' : 'waiting',
      }));

  return createPortal(
    <CeremonyFrame title={agreement.title}>
      <header className="sk-ceremony-head">
        <h1>
          {agreement.title} <span className="sk-meta">{agreement.number}</span>
        </h1>
        <span className="sk-ceremony-who">{agreement.employeeName}</span>
        <SampleMark />
        <Button icon={<CloseOutlined />} onClick={leave}>
          {t('agreements.ceremony.leave')}
        </Button>
      </header>
      <div className="sk-ceremony-body">
        {showsOwnPage ? null : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
          <section className="sk-ceremony-sheet" tabIndex={0} aria-label={t('agreements.tabs.document')}>
            {isOver ? (
              <RefusedRecord agreement={agreement} />
            ) : agreement.state === 'draft' ? (
              <div className="sk-ceremony-hand">
                <p className="sk-ceremony-name">{agreement.employeeName}</p>
                <p>{agreement.title}</p>
                <p>{t('agreements.ceremony.identity.hand')}</p>
              </div>
            ) : (
              <DocumentView agreementId={id} version={agreement.version} />
            )}
          </section>
        )}
        {isOver ? <RefusedStep leave={leave} /> : parts[now]()}
        <nav className="sk-ceremony-rail">
          <StepRail label={t('agreements.ceremony.rail')} chosen={isOver ? 'refused' : now} steps={rail} />
        </nav>
      </div>
      {refusing ? (
        <RefusalDialog
          agreement={agreement}
          close={() => setRefusing(false)}
          onRefused={(next) => {
            setRefusing(false);
            setRefusedAt(now);
            show(next, 'identity');
          }}
        />
      ) : null}
    </CeremonyFrame>,
    document.body,
  );
}

/** Covers the window: whoever signs sees nothing of the branch but this document, and no key leads out of it. */
function CeremonyFrame({ title, children }: { title: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = document.getElementById('root');
    // The step inside may have taken the focus already.
    if (!frame.current?.contains(document.activeElement)) frame.current?.focus();
    root?.setAttribute('inert', '');
    return () => root?.removeAttribute('inert');
  }, []);
  return (
    <div ref={frame} role="dialog" aria-modal="true" aria-label={title} className="sk-ceremony" tabIndex={-1}>
      <OwnKeys>{children}</OwnKeys>
    </div>
  );
}
