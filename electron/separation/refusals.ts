import type { Refusal } from '../../shared/domain/refusal.ts';

export const noSuchCase: Refusal = {
  kind: 'notFound',
  code: 'separation.noSuchCase',
  zh: '没有找到这个离职案件。',
  en: 'There is no such separation case.',
  next: { zh: '请从“离职交接”列表进入。', en: 'Open it from the list under Separation.' },
};

export const noSuchItem: Refusal = {
  kind: 'notFound',
  code: 'separation.noSuchItem',
  zh: '清单里没有这一项。',
  en: 'There is no such item in the list.',
  next: { zh: '请刷新清单。', en: 'Reload the list.' },
};

export const notYours: Refusal = {
  kind: 'forbidden',
  code: 'separation.notYours',
  zh: '您只能查看和办理本人的离职交接，或由您接收的事项。',
  en: 'You can see and work on your own separation only, and on what you receive.',
  next: { zh: '请联系人事专员。', en: 'Ask the HR clerk.' },
};

export const alreadyLeaving = (caseId: string, number: string): Refusal => ({
  kind: 'conflict',
  code: 'separation.alreadyLeaving',
  zh: `这位员工已有在办的离职案件 ${number}。`,
  en: `This person has a separation case under way: ${number}.`,
  next: { zh: '请在原案件中继续办理。', en: 'Go on in that case.' },
  about: [{ table: 'separationCase', id: caseId, label: number }],
});

export const notEmployed: Refusal = {
  kind: 'barred',
  code: 'separation.notEmployed',
  zh: '这位员工目前不在职，不能办理离职。',
  en: 'This person is not employed at present.',
  next: { zh: '请核对员工和入职状态。', en: 'Check the person and the onboarding.' },
};

export const noticeInFuture: Refusal = {
  kind: 'invalid',
  code: 'separation.noticeInFuture',
  field: 'noticeDate',
  zh: '通知日期不能晚于今天。',
  en: 'The notice cannot be dated later than today.',
  next: { zh: '请填写实际收到通知的日期。', en: 'Enter the day on which the notice was received.' },
};

export const endBeforeNotice: Refusal = {
  kind: 'invalid',
  code: 'separation.endBeforeNotice',
  field: 'requestedEnd',
  zh: '结束日期不能早于通知日期。',
  en: 'The employment cannot end before the notice.',
  next: { zh: '请核对两个日期。', en: 'Check both dates.' },
};

export const scanTooLate: Refusal = {
  kind: 'barred',
  code: 'separation.letterNotPrinted',
  zh: '这份确认函还没有打印，不能登记客户的回复。',
  en: 'This letter has not been printed; there is nothing the client could have answered.',
  next: { zh: '请先打印确认函交客户。', en: 'Print the letter and give it to the client first.' },
};

export const scanMissing: Refusal = {
  kind: 'invalid',
  code: 'separation.scanMissing',
  field: 'scan',
  zh: '登记“已签署”需要签署件的扫描件。',
  en: 'A letter recorded as signed needs its scan.',
  next: {
    zh: '请扫描后上传；客户没有签的，请登记拒签或联系不上。',
    en: 'Scan and attach it; if it was not signed, record a refusal or that nobody was reached.',
  },
};
