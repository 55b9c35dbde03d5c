import type { LegalRule } from './legal.ts';
import type { Words } from './refusal.ts';

const law = (zh: string, en: string): Words => ({ zh, en });
const contractLaw = (article: string): Words => law(`劳动合同法 ${article}`, `Labour Contract Law ${article}`);
const disputes1 = (article: string): Words =>
  law(`劳动争议司法解释(一) ${article}`, `Interpretation (I) on labour disputes ${article}`);
const disputes2 = (article: string): Words =>
  law(`劳动争议司法解释(二) ${article}`, `Interpretation (II) on labour disputes ${article}`);
const guideline2025 = law(
  '企业实施竞业限制合规指引 (2025)',
  'Compliance guideline on non-compete restrictions by enterprises (2025)',
);
const signatureLaw = (article: string): Words => law(`电子签名法 ${article}`, `Electronic Signature Law ${article}`);
const privacyLaw = (article: string): Words =>
  law(`个人信息保护法 ${article}`, `Personal Information Protection Law ${article}`);
const tradeSecrets = (article: string): Words =>
  law(
    `商业秘密司法解释 (法释〔2020〕7号) ${article}`,
    `Interpretation on trade secrets (Fa Shi 2020 No. 7) ${article}`,
  );

/**
 * What the law and its interpretations ask, rule by rule, each with its source. The figures in it lie apart
 * (`LegalLimits`), because updates and regions change them.
 */
export const legalRuleTable = {
  'nc-term': {
    level: 'error',
    zh: '离职后的竞业限制期不得超过 24 个月。',
    en: 'A non-compete may last 24 months after leaving at most.',
    source: contractLaw('24'),
    next: law('请缩短期限。', 'Shorten the term.'),
  },
  'nc-person': {
    level: 'error',
    zh: '竞业限制只适用于高级管理人员、高级技术人员和其他负有保密义务的人员。',
    en: 'Only senior managers, senior technical staff and others bound to secrecy may be put under a non-compete.',
    source: law(
      '劳动合同法 24；劳动争议司法解释(二) 13',
      'Labour Contract Law 24; Interpretation (II) on labour disputes 13',
    ),
    next: law(
      '请改签保密协议，或先核定岗位的涉密等级。',
      'Use a non-disclosure agreement, or review the secrecy level of the position.',
    ),
  },
  'nc-scope': {
    level: 'warning',
    zh: '竞业限制的范围、地域、期限应与该人知悉的商业秘密相适应。',
    en: 'Scope, area and term of a non-compete should match the secrets the person knew.',
    source: disputes2('13(2)'),
    next: law('请删去超出的部分，或写明涉密依据。', 'Remove the excess, or record why the person knew these secrets.'),
  },
  'nc-schedule': {
    level: 'error',
    zh: '竞业限制期内须按月支付经济补偿。',
    en: 'Compensation must be paid month by month during the non-compete.',
    source: contractLaw('23'),
    next: law('请填写每月补偿金额和支付日。', 'Enter the monthly amount and the pay day.'),
  },
  'nc-floor': {
    level: 'warning',
    zh: '月补偿不应低于离职前 12 个月平均工资的 30%，也不应低于当地最低工资。',
    en: 'The monthly compensation should reach 30 % of the average wage of the last 12 months and the local minimum wage.',
    source: disputes1('36'),
    next: law('请提高月补偿金额。', 'Raise the monthly compensation.'),
  },
  'nc-floor-long': {
    level: 'warning',
    zh: '期限超过一年的，月补偿不宜低于离职前 12 个月平均工资的 50%。',
    en: 'Beyond one year the monthly compensation should reach 50 % of the average wage of the last 12 months.',
    source: guideline2025,
    next: law('请提高月补偿金额或缩短期限。', 'Raise the monthly compensation or shorten the term.'),
  },
  'nc-penalty': {
    level: 'warning',
    zh: '违约金不宜超过补偿总额的 5 倍。',
    en: 'The penalty should not exceed five times the total compensation.',
    source: guideline2025,
    next: law('请降低违约金。', 'Lower the penalty.'),
  },
  'nc-unpaid': {
    level: 'alarm',
    zh: '补偿逾期未付；满三个月，员工可以请求解除竞业限制。',
    en: 'Compensation is overdue; after three months the employee may have the obligation released.',
    source: disputes1('38'),
    next: law('请立即支付并上传付款凭证。', 'Pay at once and attach the proof of payment.'),
  },
  'nc-release': {
    level: 'info',
    zh: '单位提前解除竞业限制的，员工可以请求额外支付三个月补偿。',
    en: 'If the employer releases early, the employee may claim three further months of compensation.',
    source: disputes1('39'),
    next: law('请在解除通知中写明额外补偿的安排。', 'State in the notice how the further months are paid.'),
  },
  'penalty-where': {
    level: 'error',
    zh: '除竞业限制和专项培训外，不得约定由员工承担违约金。',
    en: 'Outside non-compete and paid-training clauses no penalty on the employee may be agreed.',
    source: contractLaw('25'),
    next: law('请删去违约金，可以约定赔偿实际损失。', 'Remove the penalty; damages for actual loss may be agreed.'),
  },
  'contract-kind': {
    level: 'error',
    zh: '劳动合同本身不能用企业自己的证书签署。',
    en: "A labour contract itself may not be signed with the company's own certificates.",
    source: law('电子劳动合同订立指引 (2021)', 'Guideline on electronic labour contracts (2021)'),
    next: law('请打印后由双方亲笔签署。', 'Print it and have both sides sign in ink.'),
  },
  'sign-first': {
    level: 'error',
    zh: '第一次电子签名之前，须有亲笔签署的《电子签名约定》存档。',
    en: 'An ink-signed agreement on electronic signing must be on file before the first electronic signature.',
    source: signatureLaw('3, 13'),
    next: law(
      '请打印《电子签名约定》，签署后扫描存档。',
      'Print that agreement, have it signed in ink and scan it in.',
    ),
  },
  'sign-control': {
    level: 'error',
    zh: '签名密钥须由签署人本人的 PIN 解锁。',
    en: "The signing key must be unlocked with the signer's own PIN.",
    source: signatureLaw('13(1)(2)'),
    next: law('请签署人本人输入 PIN。', 'Have the signer enter the PIN in person.'),
  },
  'clause-shown': {
    level: 'error',
    zh: '与员工有重大利害关系的条款须提示并逐条确认。',
    en: 'Clauses of major concern to the employee must be pointed out and acknowledged one by one.',
    source: law('民法典 496', 'Civil Code 496'),
    next: law('请回到重点条款逐条确认。', 'Go back to the highlighted clauses and acknowledge each.'),
  },
  'leave-certificate': {
    level: 'alarm',
    zh: '离职证明应在劳动关系结束当日出具。',
    en: 'The termination certificate is due on the day the contract ends.',
    source: contractLaw('50(1)'),
    next: law('请立即打印离职证明并交付。', 'Print the certificate and hand it over at once.'),
  },
  'leave-transfer': {
    level: 'alarm',
    zh: '档案和社会保险关系应在 15 日内转移。',
    en: 'Personnel file and social insurance must be transferred within 15 days.',
    source: contractLaw('50(1)'),
    next: law('请办理转移并登记日期。', 'Carry out the transfer and record its date.'),
  },
  'severance-lever': {
    level: 'info',
    zh: '应付的经济补偿在办结工作交接时支付。',
    en: 'Severance, where owed, falls due when the handover is completed.',
    source: contractLaw('50(2)'),
    next: law(
      '请先办结交接；不得以此拖延离职证明。',
      'Complete the handover first; the certificate may not wait for it.',
    ),
  },
  'secret-measures': {
    level: 'warning',
    zh: '客户名单作为商业秘密主张，须有相应的保密措施。',
    en: 'To rely on the client list as a trade secret there must be measures that kept it secret.',
    source: law(
      '反不正当竞争法；商业秘密司法解释 (法释〔2020〕7号) 5-6',
      'Anti-Unfair Competition Law; Interpretation on trade secrets (Fa Shi 2020 No. 7) 5-6',
    ),
    next: law(
      '请补签保密协议、标注密级、限制访问并留下培训记录。',
      'Add the missing measures and keep a record of them.',
    ),
  },
  'secret-client': {
    level: 'info',
    zh: '仅有长期稳定交易不构成商业秘密；客户基于对个人的信赖自愿跟随，可以成为抗辩。',
    en: 'Long trading alone is no trade secret; that a client trusted the person and followed freely is a defence.',
    source: tradeSecrets('1-2'),
    next: law(
      '请在客户交接确认函中记录客户自己的说明。',
      "Record the client's own account in the confirmation letter.",
    ),
  },
  'non-solicit': {
    level: 'warning',
    zh: '负责客户的人员没有确认离职后不招揽客户的条款。',
    en: 'A person with clients has not acknowledged a non-solicitation clause.',
    source: law(
      '民法典 509；商业秘密司法解释 (法释〔2020〕7号)',
      'Civil Code 509; Interpretation on trade secrets (Fa Shi 2020 No. 7)',
    ),
    next: law('请在客户资源归属协议中确认该条款。', 'Have the clause acknowledged in the client-ownership agreement.'),
  },
  retention: {
    level: 'info',
    zh: '协议至少保存到义务结束后一年并留有余量；已终止的劳动合同文本至少保存两年。',
    en: 'Keep agreements until one year after the obligation ends plus a margin, ended contracts for two years at least.',
    source: law(
      '劳动争议调解仲裁法 27；劳动合同法 50(3)',
      'Labour Dispute Mediation and Arbitration Law 27; Labour Contract Law 50(3)',
    ),
    next: law('到期前请勿清理。', 'Do not clear them before that day.'),
  },
  'location-consent': {
    level: 'error',
    zh: '保存位置信息须有本人的单独同意。',
    en: "Coordinates may be stored only with the visitor's separate consent.",
    source: privacyLaw('28-30'),
    next: law('请先取得单独同意，或不保存坐标。', 'Obtain the separate consent first, or store no coordinates.'),
  },
  'id-minimum': {
    level: 'warning',
    zh: '离职人员的个人信息已超过保存期限。',
    en: 'Personal data of a leaver is past its retention.',
    source: privacyLaw('19'),
    next: law('请按期清除，审计记录不受影响。', 'Erase it; the audit chain stays intact.'),
  },
} as const satisfies Record<string, LegalRule>;
