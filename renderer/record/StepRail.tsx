import { CheckOutlined, CloseOutlined, LockOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import './record.css';

export interface RailStep {
  readonly key: string;
  readonly title: string;
  /** When and by whom it was done, or what it needs. */
  readonly note?: ReactNode;
  readonly state: 'done' | 'current' | 'waiting' | 'refused';
  /** Why it cannot begin yet, as the domain says. */
  readonly barred?: readonly Refusal[];
}

/**
 * Steps of onboarding or separation, top to bottom. The first step that cannot begin says why, with links to what
 * stands in its way; steps further down only show their place.
 */
export function StepRail({
  label,
  steps,
  chosen,
  choose,
}: {
  label: string;
  steps: readonly RailStep[];
  chosen?: string;
  choose?: (key: string) => void;
}) {
  const { t } = useTranslation();
  const firstBarred = steps.find((step) => step.state !== 'done' && (step.barred?.length ?? 0) > 0)?.key;
  return (
    <ol className="sk-steps" aria-label={label}>
      {steps.map((step, index) => {
        const words = t(`parts.step.${step.state}`);
        const body = (
          <>
            <span className="sk-step-mark" aria-hidden="true">
              {step.state === 'done' ? (
                <CheckOutlined />
              ) : step.state === 'refused' ? (
                <CloseOutlined />
              ) : step.barred?.length ? (
                <LockOutlined />
              ) : (
                index + 1
              )}
            </span>
            <span className="sk-step-title">
              {step.title}
              <span className="sk-hidden">{words}</span>
            </span>
          </>
        );
        return (
          <li key={step.key} data-state={step.state} aria-current={step.key === chosen ? 'step' : undefined}>
            {choose && step.state !== 'waiting' ? (
              <button type="button" className="sk-step" onClick={() => choose(step.key)}>
                {body}
              </button>
            ) : (
              <div className="sk-step">{body}</div>
            )}
            {step.note ? <div className="sk-step-note sk-meta">{step.note}</div> : null}
            {step.key === firstBarred ? (
              <div className="sk-step-note">
                <Refusals refusals={step.barred ?? []} as="bar" />
              </div>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
