import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Refusals } from '../feedback/Refusals.tsx';
import { useWords } from '../words/language.ts';
import { InkDialog } from './InkDialog.tsx';
import { PrintAgreement } from './PrintAgreement.tsx';
import { type PlannedStep, stepOf } from './plannedStep.ts';
import { AgreementDot } from './state.tsx';
import { type Annexes, TermsForm } from './TermsForm.tsx';

export type Planned = Awaited<ReturnType<typeof client.agreements.planFor>>['planned'][number];

/** One agreement that a position signs: what it is, why, how far it is, and the next step. */
export function PlannedAgreement({
  planned,
  employmentId,
  isNext,
  termsOpen,
  toggleTerms,
  field,
  onChanged,
}: {
  planned: Planned;
  employmentId: string;
  /** Whether its next step is what is to be done now: one button on the page says so. */
  isNext: boolean;
  termsOpen: boolean;
  toggleTerms: (open: boolean) => void;
  /** The field to begin with, when somebody was sent to it. */
  field?: string;
  onChanged: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const [filing, setFiling] = useState(false);
  const [printing, setPrinting] = useState(false);
  const { agreementId, state, kind, method } = planned;
  const typed = planned.fields.filter((each) => !each.derived);
  const settled = state === 'completed' || state === 'signedByEmployee';
  const generate = async (values: Record<string, string>, annexes?: Annexes) => {
    await client.agreements.generate({ employmentId, kind, values, ...(annexes ? { annexes } : {}) });
    toggleTerms(false);
    await onChanged();
  };
  const kindOf = (step: PlannedStep) => (isNext && !termsOpen && stepOf(planned) === step ? 'primary' : 'default');
  const errors = planned.findings.filter((finding) => finding.level === 'error');

  return (
    <section className="sk-planned" aria-label={planned.title}>
      <div className="sk-planned-head">
        <h3>{planned.title}</h3>
        {state ? <AgreementDot state={state} /> : <span className="sk-soft">{t('agreements.notMade')}</span>}
        <span className="sk-meta">{t(`agreements.method.${method}`)}</span>
        <span className="sk-meta">{words(planned.because)}</span>
      </div>
      {errors.length > 0 ? (
        <Refusals
          as="bar"
          refusals={errors.map(({ rule, zh, en, next, source }) => ({
            kind: 'barred',
            code: `legal.${rule}`,
            zh: `${zh}（${source.zh}）`,
            en: `${en} (${source.en})`,
            next,
          }))}
        />
      ) : null}
      <div className="sk-planned-tools">
        {!settled && typed.length + planned.annexes.length > 0 && !termsOpen ? (
          <Button type={kindOf('fill')} onClick={() => toggleTerms(true)}>
            {t('onboarding.agreements.fill')}
            {planned.missing.length > 0 ? <span className="sk-meta"> {planned.missing.length}</span> : null}
          </Button>
        ) : null}
        {!settled && planned.missing.length === 0 && !termsOpen ? (
          <ActionButton
            kind={kindOf('generate')}
            barred={kind === 'electronicSigning' ? planned.refusals : []}
            run={() => generate({})}
          >
            {t(state === null ? 'onboarding.agreements.generate' : 'onboarding.agreements.regenerate')}
          </ActionButton>
        ) : null}
        {agreementId && method === 'wetInk' && !settled ? (
          <>
            <Button onClick={() => setPrinting(true)}>{t('onboarding.agreements.print')}</Button>
            <Button type={kindOf('file')} onClick={() => setFiling(true)}>
              {t('onboarding.agreements.fileScan')}
            </Button>
          </>
        ) : null}
        {agreementId && method === 'certificate' && state !== 'completed' ? (
          <ActionButton
            kind={kindOf(state === 'signedByEmployee' ? 'seal' : 'sign')}
            barred={state === 'signedByEmployee' ? [] : planned.refusals}
            run={() => void navigate(`/agreements/${agreementId}/sign`)}
          >
            {t(state === 'signedByEmployee' ? 'onboarding.agreements.seal' : 'onboarding.agreements.sign')}
          </ActionButton>
        ) : null}
        {agreementId ? (
          <Button type="link" onClick={() => void navigate(`/agreements/${agreementId}`)}>
            {t('onboarding.agreements.open')}
          </Button>
        ) : null}
      </div>
      {termsOpen && !settled ? (
        <TermsForm
          name={`agreement.${employmentId}.${kind}`}
          fields={typed}
          values={planned.values}
          annexes={planned.annexes}
          {...(field ? { first: field } : {})}
          save={generate}
        />
      ) : null}
      {filing && agreementId ? (
        <InkDialog
          employmentId={employmentId}
          kind={kind}
          agreementId={agreementId}
          close={() => setFiling(false)}
          onFiled={onChanged}
        />
      ) : null}
      {printing && agreementId ? (
        <PrintAgreement agreementId={agreementId} title={planned.title} close={() => setPrinting(false)} />
      ) : null}
    </section>
  );
}
