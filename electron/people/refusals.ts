import { type Refusal, refusal, type Words } from '../../shared/domain/refusal.ts';

export const noSuchEmployee = refusal(
  'notFound',
  'employee.notFound',
  { zh: '没有找到这位员工，或您无权查看。', en: 'There is no such employee, or you may not see them.' },
  { zh: '请从员工列表中选择。', en: 'Choose one from the list of employees.' },
);

export const noSuchEmployment = refusal(
  'notFound',
  'employment.notFound',
  { zh: '没有找到这次任职。', en: 'There is no such employment.' },
  { zh: '请从员工列表中重新打开。', en: 'Open it again from the list of employees.' },
);

export const noSuchPosition = refusal(
  'notFound',
  'position.notFound',
  { zh: '没有这个岗位，或岗位已停用。', en: 'There is no such position, or it is retired.' },
  { zh: '请选择在用的岗位。', en: 'Choose a position in use.' },
  { field: 'positionId' },
);

export const noSuchManager = refusal(
  'invalid',
  'employment.managerNotEmployed',
  { zh: '直属上级应是本店在职人员，且不是本人。', en: 'The manager must be employed here and be somebody else.' },
  { zh: '请选择另一位在职同事，或留空。', en: 'Choose another colleague, or leave it empty.' },
  { field: 'managerId' },
);

export const notDraft = refusal(
  'barred',
  'onboarding.notDraft',
  { zh: '已核验的资料不能直接修改。', en: 'What has been verified cannot be edited.' },
  {
    zh: '资料有误请由HR管理员“更正”：原记录保留，重新办理。',
    en: 'If something is wrong, have the HR admin correct it: the record stays, and a new one is begun.',
  },
);

export const knownIdentity = (about: { employeeId: string; label: string; rehirable: boolean }): Refusal =>
  refusal(
    'conflict',
    'onboarding.duplicateIdentity',
    {
      zh: `这个证件号码已经登记：${about.label}。`,
      en: `This document number is registered already: ${about.label}.`,
    },
    about.rehirable
      ? {
          zh: '是同一个人请选“再次入职”；不是请核对证件号码。',
          en: 'If it is the same person, rehire them; if not, check the number.',
        }
      : { zh: '此人的任职还没有结束，请打开该员工核对。', en: 'Their employment has not ended: open that employee.' },
    { field: 'idNumber', about: [{ table: 'employee', id: about.employeeId, label: about.label }] },
  );

export const identityOfRehire = refusal(
  'invalid',
  'onboarding.rehireIdentity',
  {
    zh: '再次入职须与原登记的证件号码一致。',
    en: 'A rehire must have the document number registered before.',
  },
  { zh: '请核对证件；确是另一人请重新登记。', en: 'Compare the document; if it is another person, enter them anew.' },
  { field: 'idNumber' },
);

export const reviewedByTypist = refusal(
  'barred',
  'onboarding.reviewedByTypist',
  {
    zh: '核对人不能是录入证件号码的人，也不能是员工本人。',
    en: 'The reviewer must be neither the person who typed the number nor the employee.',
  },
  { zh: '请另一位同事在此输入登录名和密码。', en: 'Have another colleague enter login name and password here.' },
  { field: 'secondPerson' },
);

export const reviewNotNeeded = refusal(
  'barred',
  'onboarding.reviewNotNeeded',
  { zh: '这种证件有校验位，不需要第二人核对。', en: 'This document has a check digit: no second person is needed.' },
  { zh: '请直接核验。', en: 'Verify directly.' },
);

export const incomplete = (fields: readonly Words[]): Refusal =>
  refusal(
    'barred',
    'onboarding.incomplete',
    {
      zh: `还缺：${fields.map((field) => field.zh).join('、')}。`,
      en: `Still missing: ${fields.map((field) => field.en).join(', ')}.`,
    },
    { zh: '请补齐后再核验。', en: 'Fill them in, then verify.' },
  );

export const verifyFirst = refusal(
  'barred',
  'onboarding.verifyFirst',
  { zh: '身份还没有核验。', en: 'The identity has not been verified.' },
  { zh: '请先完成“核验身份”。', en: 'Verify first.' },
);

export const signFirst = refusal(
  'barred',
  'onboarding.signFirst',
  { zh: '必签协议还没有全部签署。', en: 'The mandatory agreements are not all signed.' },
  { zh: '请先完成“签署协议”。', en: 'Complete the agreements first.' },
);

export const positionInUse = (people: number): Refusal =>
  refusal(
    'barred',
    'position.inUse',
    { zh: `还有 ${people} 人在这个岗位。`, en: `${people} people hold this position.` },
    { zh: '请先为他们调整岗位。', en: 'Give them another position first.' },
  );

export const positionTaken = refusal(
  'conflict',
  'position.titleTaken',
  { zh: '已有同名岗位。', en: 'There is a position of this title.' },
  { zh: '请换一个名称，或启用原岗位。', en: 'Choose another title, or use the one there is.' },
  { field: 'title' },
);

export const positionWithoutSecrets = refusal(
  'invalid',
  'position.nonCompeteWithoutSecrets',
  {
    zh: '不接触商业秘密的岗位不能约定竞业限制（劳动合同法 24）。',
    en: 'A position without access to trade secrets may not carry a non-compete (Labour Contract Law 24).',
  },
  { zh: '请去掉竞业限制协议，或如实填写涉密程度。', en: 'Leave the non-compete out, or state the access as it is.' },
  { field: 'agreementKinds' },
);

export const noSuchAsset = refusal(
  'notFound',
  'asset.notFound',
  { zh: '没有找到这件资产。', en: 'There is no such asset.' },
  { zh: '请刷新资产列表。', en: 'Reload the list of assets.' },
);

export const holderNotEmployed = refusal(
  'invalid',
  'asset.holderNotEmployed',
  { zh: '领用人应是本店在职人员。', en: 'The holder must be employed here.' },
  { zh: '请选择在职同事。', en: 'Choose a colleague who is employed.' },
  { field: 'holderId' },
);

export const serialTaken = refusal(
  'conflict',
  'asset.serialTaken',
  { zh: '这个编号的资产已经登记。', en: 'An asset with this serial number is registered already.' },
  { zh: '请核对编号。', en: 'Check the serial number.' },
  { field: 'serial' },
);

export const noIdScan = refusal(
  'notFound',
  'employee.noIdScan',
  { zh: '还没有证件扫描件。', en: 'There is no scan of the document.' },
  { zh: '请在入职页上传。', en: 'Add it on the onboarding page.' },
);

export const damagedScan = refusal(
  'unavailable',
  'attachment.damaged',
  { zh: '保存的文件缺失或已损坏，没有显示。', en: 'The stored file is missing or damaged and is not shown.' },
  {
    zh: '请从备份或总部取回；已签协议的散列仍在登记库中可查。',
    en: 'Fetch it from a backup or headquarters; the hash of a signed agreement is still in the registry.',
  },
);
