import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../client/api.ts';
import { ActionButton } from '../feedback/ActionButton.tsx';
import { Instant } from '../format/BusinessDate.tsx';
import { StepRail } from '../record/StepRail.tsx';
import { useWords } from '../words/language.ts';
import { CloseDialog } from './CloseDialog.tsx';
import { caseSteps, type StepKey } from './caseSteps.ts';
import { caseDecided } from './changed.ts';
import type { Filter } from './grouping.ts';
import { ReasonDialog } from './ReasonDialog.tsx';
import { SettleDialog } from './SettleDialog.tsx';
import type { CaseDetail, Item } from './states.ts';

type Asking = 'sendBack' | 'submit' | 'settle' | 'closeWithOpenItems';

/** Which items of the list a reason speaks of: they are one press away. */
const filterOf: Readonly<Record<string, Filter>> = {
  'handover.noReceiver': 'noReceiver',
  'handover.notHandedOver': 'toHandOver',
  'handover.openItems': 'toReview',
};

/** The road of the handover: where it stands, what leads on, and every reason why it cannot go on yet. */
export function CaseSteps({
  row,
  items,
  show,
}: {
  row: CaseDetail;
  items: readonly Item[];
  show: (filter: Filter) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const [asking, setAsking] = useState<Asking>();
  const target = { caseId: row.id, version: row.version };
  const { separation } = client;
  const run: Readonly<Record<string, () => unknown>> = {
    accept: () => separation.accept(target).then(caseDecided),
    startTransfer: () => separation.beginTransfer(target).then(caseDecided),
    submitForReview: () => separation.submitForReview(target).then(caseDecided),
    pass: () => separation.pass(target).then(caseDecided),
    startHrReview: () => separation.beginHrReview(target).then(caseDecided),
    sendBack: () => setAsking('sendBack'),
    submit: () => setAsking('submit'),
    settle: () => setAsking('settle'),
    closeWithOpenItems: () => setAsking('closeWithOpenItems'),
  };
  const button = (choice: CaseDetail['handoverChoices'][number], main: boolean) => {
    const filter = choice.barredBy.map((refusal) => filterOf[refusal.code]).find((each) => each !== undefined);
    return (
      <div key={choice.event} className="sk-step-choice">
        <ActionButton
          size="small"
          reasons="below"
          kind={main ? 'primary' : 'default'}
          danger={choice.event === 'closeWithOpenItems'}
          barred={choice.barredBy}
          run={() => run[choice.event]?.()}
        >
          {words(choice.words)}
        </ActionButton>
        {filter ? (
          <button type="button" className="sk-plain" onClick={() => show(filter)}>
            {t('separation.showThem')}
          </button>
        ) : null}
      </div>
    );
  };
  const doneOn = (key: StepKey): number | null => {
    const approved = (step: 'manager' | 'handover') =>
      row.approvals.findLast((each) => each.step === step && each.verdict === 'accepted')?.at ?? null;
    if (key === 'submit') return row.submittedAt;
    if (key === 'accept') return approved('manager');
    if (key === 'review') return approved('handover');
    return key === 'settle' ? row.settledAt : null;
  };
  // Closing with open items is the exception: offered only to those whose decision it is.
  const close = row.handoverChoices.find(
    (choice) =>
      choice.event === 'closeWithOpenItems' && !choice.barredBy.some((refusal) => refusal.kind === 'forbidden'),
  );
  return (
    <>
      <StepRail
        label={t('separation.steps')}
        steps={caseSteps(row).map((step) => {
          const at = step.state === 'done' ? doneOn(step.key) : null;
          return {
            key: step.key,
            title: t(`separation.step.${step.key}`),
            state: step.state,
            ...(step.choices.length > 0
              ? {
                  note: (
                    <div className="sk-step-choices">
                      {step.choices.map((choice, index) => button(choice, index === 0))}
                    </div>
                  ),
                }
              : at
                ? { note: <Instant at={at} /> }
                : {}),
          };
        })}
      />
      {close ? <div className="sk-close-case">{button(close, false)}</div> : null}
      {asking === 'sendBack' ? (
        <ReasonDialog
          name={`separation.sendBack.${row.id}`}
          title={t('separation.sendBack.title')}
          explain={t('separation.sendBack.explain')}
          confirm={t('separation.sendBack.confirm')}
          run={(reason) => separation.sendBack({ ...target, reason }).then(caseDecided)}
          close={() => setAsking(undefined)}
        />
      ) : asking === 'submit' ? (
        <ReasonDialog
          name={`separation.resubmit.${row.id}`}
          title={t('separation.resubmit.title')}
          explain={row.returnReason ? t('separation.returnedFor', { reason: row.returnReason }) : undefined}
          confirm={t('separation.resubmit.confirm')}
          run={(reason) => separation.resubmit({ ...target, reason }).then(caseDecided)}
          close={() => setAsking(undefined)}
        />
      ) : asking === 'settle' ? (
        <SettleDialog row={row} items={items} close={() => setAsking(undefined)} />
      ) : asking === 'closeWithOpenItems' ? (
        <CloseDialog row={row} items={items} close={() => setAsking(undefined)} />
      ) : null}
    </>
  );
}
