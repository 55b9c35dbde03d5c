import { type Refusal, refusal, type Words } from '../../shared/domain/refusal.ts';

export const noSuchAgreement = refusal(
  'notFound',
  'agreement.notFound',
  { zh: '没有找到这份协议，或您无权查看。', en: 'There is no such agreement, or you may not see it.' },
  { zh: '请从协议列表中选择。', en: 'Choose one from the list of agreements.' },
);

export const noSuchSigner = refusal(
  'notFound',
  'agreement.noSuchSigner',
  { zh: '没有找到签署人，或您无权为其办理。', en: 'There is no such signer, or you may not act for them.' },
  { zh: '请从员工列表中选择。', en: 'Choose one from the list of employees.' },
);

export const noTemplate = (title: string): Refusal =>
  refusal(
    'unavailable',
    'agreement.noTemplate',
    { zh: `没有今天生效的《${title}》模板。`, en: `There is no template in effect today for ${title}.` },
    { zh: '请HR管理员检查协议模板。', en: 'Have the HR admin look at the templates.' },
  );

export const notAsked = refusal(
  'barred',
  'agreement.notAsked',
  { zh: '这个岗位不需要签署这份协议。', en: 'This position does not sign this agreement.' },
  { zh: '确有需要请先调整岗位的协议清单。', en: 'If it is needed, change the agreements of the position first.' },
);

export const inInkOnly = refusal(
  'barred',
  'agreement.inInkOnly',
  {
    zh: '《电子签名约定》须亲笔签署，不能电子签署。',
    en: 'The agreement on electronic signing is signed in ink only.',
  },
  { zh: '请打印后签字，再登记扫描件。', en: 'Print it, have it signed, and file the scan.' },
  { field: 'method' },
);

export const underWay = (number: string): Refusal =>
  refusal(
    'barred',
    'agreement.underWay',
    {
      zh: `同一种协议（${number}）已签署或员工已签名，不能重新生成。`,
      en: `An agreement of this kind (${number}) is signed already, by the employee at least.`,
    },
    { zh: '需要更改请由HR管理员更正后重签。', en: 'To change it, have the HR admin correct it and sign again.' },
  );

export const noDocument = refusal(
  'notFound',
  'agreement.noDocument',
  { zh: '这份协议还没有文件。', en: 'This agreement has no document yet.' },
  { zh: '请先生成或登记扫描件。', en: 'Generate it, or file the scan.' },
);

export const damagedDocument = refusal(
  'unavailable',
  'agreement.damagedDocument',
  {
    zh: '保存的协议文件缺失或被改动过，没有显示。登记库中的散列和签署记录完好。',
    en: 'The stored document is missing or was changed and is not shown. Its hash and signing record are intact.',
  },
  {
    zh: '请从备份、总部或员工手中的副本取回，散列一致即可采信。',
    en: "Fetch it from a backup, headquarters or the employee's copy; an equal hash proves it.",
  },
);

export const notSigningYet = refusal(
  'barred',
  'agreement.notSigningYet',
  {
    zh: '入职还没有进入签署，或这次任职已经结束。',
    en: 'The onboarding has not come to signing, or the employment is over.',
  },
  {
    zh: '请在入职页先核验身份，再点“开始签署”。',
    en: 'On the onboarding page, verify the identity and start signing.',
  },
);

export const notEnrolled = refusal(
  'barred',
  'agreement.notEnrolled',
  { zh: '签署人在本机还没有签名密码和证书。', en: 'The signer has no signing PIN and certificate on this computer.' },
  { zh: '请签署人本人先设置签名密码。', en: 'Have the signer set their signing PIN first.' },
  { field: 'pin' },
);

export const enrolledAlready = refusal(
  'conflict',
  'agreement.enrolledAlready',
  { zh: '此人已有有效的签名证书。', en: 'This person has a valid signing certificate already.' },
  { zh: '忘记签名密码时请先吊销，再重新申请。', en: 'If the PIN is forgotten, revoke it, then enrol again.' },
);

export const notRead = refusal(
  'barred',
  'agreement.notRead',
  { zh: '还没有读完，或文件在阅读之后变了。', en: 'It has not been read to the end, or the document changed since.' },
  { zh: '请重新阅读并确认重点条款。', en: 'Read it again and acknowledge the highlighted clauses.' },
);

export const clerkNotAuthorised = refusal(
  'forbidden',
  'seal.notAuthorised',
  { zh: '您还没有被授权使用门店印章。', en: 'You are not authorised to use the seal of the branch.' },
  { zh: '请HR管理员用印，或在“设置”中授权。', en: 'Have the HR admin seal it, or grant it under Settings.' },
);

export const notAClerk = refusal(
  'invalid',
  'seal.notAClerk',
  { zh: '只能授权在用的人事专员账号使用印章。', en: 'Only active accounts of HR clerks can be authorised.' },
  { zh: '请选择一位人事专员。', en: 'Choose an HR clerk.' },
  { field: 'accountId' },
);

export const witnessNotEmployed = refusal(
  'invalid',
  'agreement.witnessNotEmployed',
  { zh: '见证人应是本店在职的另一位同事。', en: 'The witness must be another colleague employed here.' },
  { zh: '请重新选择见证人。', en: 'Choose another witness.' },
  { field: 'witnessId' },
);

export const signedInFuture = refusal(
  'invalid',
  'agreement.signedInFuture',
  { zh: '签署日期不能晚于今天。', en: 'The day of signing cannot lie in the future.' },
  { zh: '请填写纸面上的签署日期。', en: 'Enter the date on the paper.' },
  { field: 'signedOn' },
);

export const unprintable = (characters: readonly string[]): Refusal =>
  refusal(
    'invalid',
    'agreement.unprintable',
    {
      zh: `有 ${characters.length} 个字没有字体可以印出：${characters.join('、')}。`,
      en: `${characters.length} character(s) have no font to print them: ${characters.join(', ')}.`,
    },
    {
      zh: '请核对是否录入有误；确需使用请联系总部补充字体。',
      en: 'Check the spelling; otherwise ask headquarters for a font.',
    },
  );

export const notDelivered = refusal(
  'barred',
  'agreement.notCompleted',
  { zh: '协议还没有签署完成，不能交付。', en: 'The agreement is not completed and cannot be handed over.' },
  { zh: '请先完成签名和公司用印。', en: 'Complete the signatures first.' },
);

export const verifyFirst = refusal(
  'barred',
  'agreement.verifyFirst',
  { zh: '身份还没有核验，或这次任职已经结束。', en: 'The identity is not verified, or the employment is over.' },
  { zh: '请先在入职页完成核验。', en: 'Verify the identity on the onboarding page first.' },
);

export const inkFirst = refusal(
  'barred',
  'agreement.inkFirst',
  {
    zh: '还没有亲笔签署的《电子签名约定》存档。',
    en: 'The ink-signed agreement on electronic signing is not on file.',
  },
  { zh: '请先打印、签字并登记扫描件。', en: 'Print it, have it signed and file the scan first.' },
);

export const ownPaper = refusal(
  'forbidden',
  'agreement.ownPaper',
  { zh: '不能登记本人签署的纸质件。', en: 'Nobody can file a paper that they signed themselves.' },
  { zh: '请另一位同事登记。', en: 'Have a colleague file it.' },
);

export const busy = refusal(
  'unavailable',
  'agreement.busy',
  { zh: '同时生成的协议太多，这一份没有生成。', en: 'Too many agreements are being made at once; this one was not.' },
  { zh: '请稍候再试。', en: 'Try again in a moment.' },
);

export const changedMeanwhile = (id: string, number: string): Refusal =>
  refusal(
    'conflict',
    'row.changedMeanwhile',
    {
      zh: '这份协议在您打开之后有了变化，这一步没有执行。',
      en: 'This agreement changed after you opened it; nothing was done.',
    },
    { zh: '请刷新后再继续。', en: 'Reload it and go on.' },
    { about: [{ table: 'agreement', id, label: number }] },
  );

export const inkOnPaper = refusal(
  'barred',
  'agreement.inkOnPaper',
  { zh: '这份协议选的是亲笔签署。', en: 'This agreement is to be signed in ink.' },
  { zh: '请打印后签字，再登记扫描件。', en: 'Print it, have it signed, and file the scan.' },
);

export const refusedBefore = refusal(
  'forbidden',
  'agreement.refusedBefore',
  {
    zh: '此人已登记拒签，改为纸质签署须由HR管理员办理。',
    en: 'This person refused to sign; only the HR admin can file a paper now.',
  },
  { zh: '请联系HR管理员。', en: 'Ask the HR admin.' },
);

export const termsUnknown = (missing: readonly Words[]): Refusal =>
  refusal(
    'barred',
    'agreement.termsUnknown',
    {
      zh: `不知道纸面上的约定：${missing.map((each) => each.zh).join('、')}。`,
      en: `What the paper agrees on is not known: ${missing.map((each) => each.en).join(', ')}.`,
    },
    {
      zh: '请先填写条款并生成这份协议，再登记它的扫描件。',
      en: 'Fill in the terms and make the agreement first, then file its scan.',
    },
  );

export const stageRefused = refusal(
  'barred',
  'agreement.stageRefused',
  { zh: '入职已登记拒签。', en: 'The onboarding is refused.' },
  { zh: '请HR管理员在入职页点“重新签署”。', en: 'Have the HR admin resume the signing on the onboarding page.' },
);
