import type { agreementsContract } from '../../shared/contract/agreements.ts';
import type { OutputOf } from '../../shared/contract/base.ts';
import { legalBars } from '../../shared/domain/legal.ts';
import { checkSigning } from '../../shared/domain/legalAgreements.ts';
import { orThrow, type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import {
  type AgreementEvent,
  type AgreementFacts,
  agreementMachine,
} from '../../shared/domain/states/agreementStatus.ts';
import type { Decision } from '../../shared/domain/states/machine.ts';
import type { Account } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import { decider } from '../people/onboardingFacts.ts';
import type { BranchAuthority } from './authority.ts';
import { type Planning, signingStages } from './planning.ts';
import { signedRecord } from './readingRecord.ts';
import * as refusals from './refusals.ts';
import type { SealUse } from './sealUse.ts';
import type { Agreement, AgreementRecord, AgreementStore } from './store.ts';

type Choices = OutputOf<(typeof agreementsContract)['get']>['choices'];

/** What may happen to an agreement now, and every reason why not: the states, the law, the keys, the people. */
export class AgreementDecisions {
  readonly #context: FeatureContext;
  readonly #store: AgreementStore;
  readonly #planning: Planning;
  readonly #authority: BranchAuthority;
  readonly #seal: SealUse;

  constructor(
    context: FeatureContext,
    store: AgreementStore,
    parts: { planning: Planning; authority: BranchAuthority; seal: SealUse },
  ) {
    this.#context = context;
    this.#store = store;
    this.#planning = parts.planning;
    this.#authority = parts.authority;
    this.#seal = parts.seal;
  }

  /** Every step that leads on, barred ones with their reasons. */
  choices(account: Account, agreement: AgreementRecord): Choices {
    const facts = this.#facts(account, agreement);
    return agreementMachine.allowed(agreement.state, facts).map((choice) => ({
      event: choice.event,
      words: choice.words,
      barredBy: [...choice.barredBy, ...this.#moreBars(account, agreement, choice.event)],
    }));
  }

  /** The state after a step. @throws RefusalError with every reason why not. */
  next(
    account: Account,
    agreement: AgreementRecord,
    event: AgreementEvent,
    decision: Decision = {},
  ): Agreement['state'] {
    const state = orThrow(agreementMachine.next(agreement.state, event, this.#facts(account, agreement), decision));
    this.refuse(account, agreement, event);
    return state;
  }

  /** Only what bars a step besides the state. */
  refuse(account: Account, agreement: AgreementRecord, event: AgreementEvent): void {
    const bars = this.#moreBars(account, agreement, event);
    if (bars.length > 0) throw new RefusalError(...bars);
  }

  #facts(account: Account, agreement: AgreementRecord): AgreementFacts {
    const { missing, findings } = this.#planning.judge(agreement);
    return {
      actor: decider(account),
      now: this.#context.clock.now(),
      subjectId: agreement.employeeId,
      method: agreement.method,
      missingFields: missing.map((field) => field.zh),
      documentFindings: findings,
      signingFindings: checkSigning({
        method: agreement.method,
        electronicSigningOnFile: this.#store.signingAgreementOnFile(agreement.employeeId),
        // The PIN is asked for when signing; without it the key does not open.
        unlockedBySigner: true,
        unacknowledgedClauses: [],
      }),
      // What was read is what is signed: the record names the document that bears it.
      readToTheEnd: agreement.documentHash !== null && signedRecord(agreement)?.toSign === agreement.documentHash,
      sealAvailable: this.#authority.isFounded(),
      scanOnFile: agreement.method === 'wetInk' && agreement.documentHash !== null,
    };
  }

  /** What bars a step besides the state of the agreement: the employment, the signer's key, the right to the seal. */
  #moreBars(account: Account, agreement: AgreementRecord, event: AgreementEvent): Refusal[] {
    switch (event) {
      case 'present':
      case 'presentAgain':
        return this.#presentationBars(agreement, event);
      case 'sign': {
        const certificate = this.#store.certificateOf(agreement.employeeId);
        const key = certificate && this.#store.signerKey(certificate.id);
        return key === undefined ? [refusals.notEnrolled] : [];
      }
      case 'countersign':
        return this.#seal.mayUse(account) ? [] : [refusals.clerkNotAuthorised];
      default:
        return [];
    }
  }

  #presentationBars(agreement: AgreementRecord, event: 'present' | 'presentAgain'): Refusal[] {
    const stage = this.#store.employment(agreement.employmentId)?.stage ?? 'left';
    const bars: Refusal[] = signingStages.includes(stage)
      ? []
      : [stage === 'refused' ? refusals.stageRefused : refusals.notSigningYet];
    if (agreement.method === 'wetInk') return [...bars, refusals.inkOnPaper];
    const findings = checkSigning({
      method: 'certificate',
      electronicSigningOnFile: this.#store.signingAgreementOnFile(agreement.employeeId),
      unlockedBySigner: true,
      unacknowledgedClauses: [],
    });
    const presented = event === 'presentAgain' && agreement.supersededBy !== null ? [refusals.noSuchAgreement] : [];
    return [...bars, ...presented, ...legalBars(findings)];
  }
}
