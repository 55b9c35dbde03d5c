import { type Finding, legalBars } from '../legal.ts';
import { type DecisionFacts, defineMachine, unless } from './machine.ts';

export type AgreementState = 'draft' | 'presented' | 'signedByEmployee' | 'completed' | 'refused' | 'superseded';

export type AgreementEvent =
  | 'present'
  | 'sign'
  | 'countersign'
  | 'completeInInk'
  | 'refuse'
  | 'presentAgain'
  | 'supersede';

/** `subjectId` is the employee who signs. */
export interface AgreementFacts extends DecisionFacts {
  readonly method: 'certificate' | 'wetInk';
  readonly missingFields: readonly string[];
  /** Of the document's content, from `checkDocument` and, for a non-compete, `checkNonCompete`. */
  readonly documentFindings: readonly Finding[];
  /** Of the moment of signing, from `checkSigning`. */
  readonly signingFindings: readonly Finding[];
  /** Scrolled to the end, and long enough on every page. */
  readonly readToTheEnd: boolean;
  readonly sealAvailable: boolean;
  readonly scanOnFile: boolean;
}

const methodIs = (facts: AgreementFacts, method: AgreementFacts['method']) =>
  unless(facts.method === method, {
    code: 'agreement.method',
    zh: method === 'certificate' ? '这份协议选的是亲笔签署。' : '这份协议选的是电子签署。',
    en:
      method === 'certificate'
        ? 'This agreement is to be signed in ink.'
        : 'This agreement is to be signed electronically.',
    next: { zh: '请按所选方式签署，或作废后改用另一种方式。', en: 'Sign that way, or supersede it and use the other.' },
  });

/** The state of an agreement. What is signed is never edited: another agreement supersedes it, with a second person. */
export const agreementMachine = defineMachine<AgreementState, AgreementEvent, AgreementFacts>({
  name: 'agreement',
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    presented: { zh: '待签署', en: 'Presented' },
    signedByEmployee: { zh: '员工已签', en: 'Signed by the employee' },
    completed: { zh: '已完成', en: 'Completed' },
    refused: { zh: '拒签', en: 'Refused' },
    superseded: { zh: '已作废', en: 'Superseded' },
  },
  initial: 'draft',
  settled: ['completed', 'refused', 'superseded'],
  transitions: [
    {
      event: 'present',
      from: ['draft'],
      to: 'presented',
      words: { zh: '交付签署', en: 'Present' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: (facts) => [
        ...unless(facts.missingFields.length === 0, {
          code: 'agreement.missingFields',
          zh: `协议还缺 ${facts.missingFields.length} 项内容：${facts.missingFields.join('、')}。`,
          en: `The agreement lacks ${facts.missingFields.length} values: ${facts.missingFields.join(', ')}.`,
          next: { zh: '请补齐后再交付签署。', en: 'Fill them in first.' },
        }),
        ...legalBars(facts.documentFindings),
      ],
    },
    {
      event: 'sign',
      from: ['presented'],
      to: 'signedByEmployee',
      words: { zh: '签名', en: 'Sign' },
      guard: (facts) => [
        ...methodIs(facts, 'certificate'),
        ...unless(facts.readToTheEnd, {
          code: 'agreement.notRead',
          zh: '协议还没有读完。',
          en: 'The agreement has not been read to the end.',
          next: { zh: '请逐页读到末尾。', en: 'Read every page to the end.' },
        }),
        ...legalBars(facts.signingFindings),
      ],
    },
    {
      event: 'countersign',
      from: ['signedByEmployee'],
      to: 'completed',
      words: { zh: '公司用印', en: 'Counter-sign' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: (facts) =>
        unless(facts.sealAvailable, {
          code: 'agreement.noSeal',
          zh: '门店印章证书不可用。',
          en: 'The seal certificate of the branch is not available.',
          next: { zh: '请检查门店证书是否有效。', en: "Check that the branch's certificate is valid." },
        }),
    },
    {
      event: 'completeInInk',
      from: ['presented'],
      to: 'completed',
      words: { zh: '登记纸质签署', en: 'Record the ink signature' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      guard: (facts) => [
        ...methodIs(facts, 'wetInk'),
        ...unless(facts.scanOnFile, {
          code: 'agreement.noScan',
          zh: '还没有签署件的扫描件。',
          en: 'The signed paper has not been scanned in.',
          next: { zh: '请扫描双方签署的纸质件。', en: 'Scan the paper signed by both sides.' },
        }),
        ...legalBars(facts.signingFindings),
      ],
    },
    {
      event: 'refuse',
      from: ['presented'],
      to: 'refused',
      words: { zh: '登记拒签', en: 'Record the refusal' },
      needs: ['reason', 'witness'],
    },
    {
      event: 'presentAgain',
      from: ['refused'],
      to: 'presented',
      words: { zh: '重新交付', en: 'Present again' },
      by: ['hrAdmin'],
      notOwn: true,
      guard: (facts) => legalBars(facts.documentFindings),
    },
    {
      event: 'supersede',
      from: ['draft', 'presented', 'refused'],
      to: 'superseded',
      words: { zh: '作废', en: 'Supersede' },
      by: ['hrClerk', 'hrAdmin'],
      notOwn: true,
      needs: ['reason'],
    },
    {
      event: 'supersede',
      from: ['signedByEmployee', 'completed'],
      to: 'superseded',
      words: { zh: '作废', en: 'Supersede' },
      by: ['hrAdmin'],
      notOwn: true,
      needs: ['reason', 'secondPerson'],
      secondPersonBy: ['hrAdmin', 'hrClerk', 'salesManager'],
    },
  ],
});
