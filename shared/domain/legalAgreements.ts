import { type Finding, finding, type LegalRules, legalRules } from './legal.ts';
import { type Fen, formatMoney } from './money.ts';

/** What a document is, as far as the rules on its content tell documents apart. */
export type DocumentKind =
  | 'clientOwnership'
  | 'nonCompete'
  | 'nonDisclosure'
  | 'electronicSigning'
  | 'privacyConsent'
  | 'training'
  | 'labourContract';

/** Checks what a document may contain and how it may be signed at all. */
export function checkDocument(
  facts: {
    readonly kind: DocumentKind;
    readonly method: 'certificate' | 'wetInk';
    /** Penalty that the employee would owe, in fen; null when there is none. */
    readonly penalty: Fen | null;
  },
  table: LegalRules = legalRules,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (facts.penalty !== null && facts.penalty > 0 && facts.kind !== 'nonCompete' && facts.kind !== 'training') {
    findings.push(
      finding(table, 'penalty-where', {
        field: 'penalty',
        words: {
          zh: `这份文件约定员工支付违约金 ${formatMoney(facts.penalty)}，只有竞业限制和专项培训可以约定。`,
          en: `This document makes the employee owe a penalty of ${formatMoney(facts.penalty)}; only non-compete and paid-training clauses may.`,
        },
      }),
    );
  }
  if (facts.kind === 'labourContract' && facts.method === 'certificate') {
    findings.push(finding(table, 'contract-kind', { field: 'method' }));
  }
  if (facts.kind === 'electronicSigning' && facts.method === 'certificate') {
    findings.push(
      finding(table, 'sign-first', {
        field: 'method',
        words: {
          zh: '《电子签名约定》本身须亲笔签署。',
          en: 'The agreement on electronic signing must itself be signed in ink.',
        },
      }),
    );
  }
  return findings;
}

/** Checks the moment of signing. In ink, only the acknowledgement of the highlighted clauses is left to check. */
export function checkSigning(
  facts: {
    readonly method: 'certificate' | 'wetInk';
    /** The ink-signed agreement on electronic signing of this person is scanned and on file. */
    readonly electronicSigningOnFile: boolean;
    /** The signer's key was unlocked by the signer's own PIN. */
    readonly unlockedBySigner: boolean;
    /** Titles of highlighted clauses that were not acknowledged. */
    readonly unacknowledgedClauses: readonly string[];
  },
  table: LegalRules = legalRules,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (facts.method === 'certificate' && !facts.electronicSigningOnFile) findings.push(finding(table, 'sign-first'));
  if (facts.method === 'certificate' && !facts.unlockedBySigner) {
    findings.push(finding(table, 'sign-control', { field: 'pin' }));
  }
  if (facts.unacknowledgedClauses.length > 0) {
    const titles = facts.unacknowledgedClauses;
    findings.push(
      finding(table, 'clause-shown', {
        field: 'clauses',
        words: {
          zh: `${titles.length} 条重点条款没有确认：${titles.join('、')}。`,
          en: `${titles.length === 1 ? 'One highlighted clause is' : `${titles.length} highlighted clauses are`} not acknowledged: ${titles.join(', ')}.`,
        },
      }),
    );
  }
  return findings;
}

/** Checks whether the client list could be relied on as a trade secret against a person. */
export function checkSecrecy(
  facts: {
    readonly clientCount: number;
    readonly nonSolicitAcknowledged: boolean;
    readonly measures: {
      readonly nonDisclosure: boolean;
      readonly marking: boolean;
      readonly accessLimits: boolean;
      readonly training: boolean;
    };
  },
  table: LegalRules = legalRules,
): readonly Finding[] {
  if (facts.clientCount === 0) return [];
  const findings: Finding[] = [];
  const { nonDisclosure, marking, accessLimits, training } = facts.measures;
  const missing = [
    ...(nonDisclosure ? [] : [{ zh: '保密协议', en: 'non-disclosure agreement' }]),
    ...(marking ? [] : [{ zh: '密级标注', en: 'marking' }]),
    ...(accessLimits ? [] : [{ zh: '访问限制', en: 'access limits' }]),
    ...(training ? [] : [{ zh: '保密培训', en: 'training' }]),
  ];
  if (missing.length > 0) {
    findings.push(
      finding(table, 'secret-measures', {
        words: {
          zh: `客户名单缺少保密措施的记录：${missing.map((each) => each.zh).join('、')}。`,
          en: `No record of measures that keep the client list secret: ${missing.map((each) => each.en).join(', ')}.`,
        },
      }),
    );
  }
  if (!facts.nonSolicitAcknowledged) {
    findings.push(
      finding(table, 'non-solicit', {
        words: {
          zh: `该人负责 ${facts.clientCount} 家客户，没有确认离职后不招揽客户的条款。`,
          en: `This person handles ${facts.clientCount} ${facts.clientCount === 1 ? 'client' : 'clients'} and has not acknowledged a non-solicitation clause.`,
        },
      }),
    );
  }
  findings.push(finding(table, 'secret-client'));
  return findings;
}
