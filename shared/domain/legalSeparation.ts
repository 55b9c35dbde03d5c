import { addDays, addMonths, type BusinessDate, daysBetween } from './businessDate.ts';
import { type Finding, finding, type LegalRules, legalRules } from './legal.ts';
import { type Fen, formatMoney } from './money.ts';

export type SeparationKind = 'resignation' | 'dismissal' | 'expiry' | 'disappearance';

/** The dates that the law attaches to a separation. */
export interface StatutoryDates {
  /** A resignation takes effect 30 days after its notice, 3 in probation; null where the law sets no notice to wait for. */
  readonly statutoryEnd: BusinessDate | null;
  /** The day on which the employment ends: the agreed one, else the statutory one. */
  readonly end: BusinessDate;
  readonly certificateDue: BusinessDate;
  readonly transferDue: BusinessDate;
}

/**
 * Dates of a separation (劳动合同法 37, 50). `requestedEnd` is what both sides agreed, the employer decided, or the contract
 * says; without it a resignation ends on its statutory day, anything else on the day of the notice.
 */
export function statutoryDates(
  facts: {
    readonly kind: SeparationKind;
    readonly noticeDate: BusinessDate;
    readonly requestedEnd: BusinessDate | null;
    /** Null when there is or was no probation. */
    readonly probationEnd: BusinessDate | null;
  },
  table: LegalRules = legalRules,
): StatutoryDates {
  const { limits } = table;
  const inProbation = facts.probationEnd !== null && facts.noticeDate <= facts.probationEnd;
  const statutoryEnd =
    facts.kind === 'resignation'
      ? addDays(facts.noticeDate, inProbation ? limits.probationNoticeDays : limits.noticeDays)
      : null;
  const end = facts.requestedEnd ?? statutoryEnd ?? facts.noticeDate;
  return { statutoryEnd, end, certificateDue: end, transferDue: addDays(end, limits.transferDays) };
}

/** Checks what falls due around the end of an employment. Dates are null while the thing has not happened. */
export function checkSeparation(
  facts: {
    readonly today: BusinessDate;
    readonly end: BusinessDate;
    readonly certificateIssuedOn: BusinessDate | null;
    readonly transferredOn: BusinessDate | null;
    /** Fen; null when none is owed. */
    readonly severance: Fen | null;
    readonly handoverSettled: boolean;
  },
  table: LegalRules = legalRules,
): readonly Finding[] {
  const findings: Finding[] = [];
  const certificateLate = daysBetween(facts.end, facts.certificateIssuedOn ?? facts.today);
  if (certificateLate > 0) {
    findings.push(
      finding(table, 'leave-certificate', {
        words:
          facts.certificateIssuedOn === null
            ? {
                zh: `劳动关系已于 ${facts.end} 结束，离职证明逾期 ${certificateLate} 天未出具。`,
                en: `The employment ended on ${facts.end}; the termination certificate is ${days(certificateLate)} overdue.`,
              }
            : {
                zh: `离职证明晚了 ${certificateLate} 天出具（应为 ${facts.end}）。`,
                en: `The termination certificate was issued ${days(certificateLate)} late (due ${facts.end}).`,
              },
      }),
    );
  }
  const transferDue = addDays(facts.end, table.limits.transferDays);
  const transferLate = daysBetween(transferDue, facts.transferredOn ?? facts.today);
  if (transferLate > 0) {
    findings.push(
      finding(table, 'leave-transfer', {
        words:
          facts.transferredOn === null
            ? {
                zh: `档案和社会保险关系应于 ${transferDue} 前转移，已逾期 ${transferLate} 天。`,
                en: `Personnel file and social insurance were to be transferred by ${transferDue}: ${days(transferLate)} overdue.`,
              }
            : {
                zh: `档案和社会保险关系晚了 ${transferLate} 天转移（应为 ${transferDue} 前）。`,
                en: `Personnel file and social insurance were transferred ${days(transferLate)} late (due ${transferDue}).`,
              },
      }),
    );
  }
  if (facts.severance !== null && facts.severance > 0 && !facts.handoverSettled) {
    findings.push(
      finding(table, 'severance-lever', {
        words: {
          zh: `经济补偿 ${formatMoney(facts.severance)} 在办结工作交接时支付。`,
          en: `Severance of ${formatMoney(facts.severance)} falls due when the handover is completed.`,
        },
      }),
    );
  }
  return findings;
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

/** The last day until which a leaver's agreements are kept: the later of the two periods. */
export function keepUntil(
  facts: {
    /** Last day of the obligation that binds longest; null when none goes beyond the employment. */
    readonly obligationEnd: BusinessDate | null;
    readonly employmentEnd: BusinessDate;
  },
  table: LegalRules = legalRules,
): BusinessDate {
  const { retentionMonthsAfterObligation, retentionMarginMonths, endedContractMonths } = table.limits;
  const afterObligation = addMonths(
    facts.obligationEnd ?? facts.employmentEnd,
    retentionMonthsAfterObligation + retentionMarginMonths,
  );
  const afterContract = addMonths(facts.employmentEnd, endedContractMonths);
  return afterObligation > afterContract ? afterObligation : afterContract;
}

/** Says until when a leaver's agreements are kept, and warns once personal data is held beyond that day. */
export function checkRetention(
  facts: {
    readonly today: BusinessDate;
    readonly obligationEnd: BusinessDate | null;
    readonly employmentEnd: BusinessDate;
    readonly personalDataHeld: boolean;
  },
  table: LegalRules = legalRules,
): readonly Finding[] {
  const last = keepUntil(facts, table);
  if (facts.today <= last) {
    return [
      finding(table, 'retention', {
        words: { zh: `协议和合同文本保存到 ${last}。`, en: `Agreements and contracts are kept until ${last}.` },
      }),
    ];
  }
  if (!facts.personalDataHeld) return [];
  return [
    finding(table, 'id-minimum', {
      words: {
        zh: `个人信息的保存期限已于 ${last} 届满。`,
        en: `The retention of personal data ended on ${last}.`,
      },
    }),
  ];
}

/** Checks the coordinates of a visit: stored only with the visitor's separate consent. */
export function checkVisitLocation(
  facts: { readonly hasCoordinates: boolean; readonly consentGiven: boolean },
  table: LegalRules = legalRules,
): readonly Finding[] {
  return facts.hasCoordinates && !facts.consentGiven
    ? [finding(table, 'location-consent', { field: 'consentAt' })]
    : [];
}
