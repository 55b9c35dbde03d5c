import { type Refusal, refusal } from '../../shared/domain/refusal.ts';

export const noSuchForm = refusal(
  'notFound',
  'form.notFound',
  { zh: '没有找到这份表单。', en: 'There is no such form.' },
  { zh: '请从案件页面打开。', en: 'Open it from the page of the case.' },
);

export const notYours = refusal(
  'forbidden',
  'form.notYours',
  { zh: '这份表单与您无关，您看不到它。', en: 'This form does not concern you, so you cannot see it.' },
  { zh: '确需查看的，请找人事专员。', en: 'If you need it, ask an HR clerk.' },
);

export const noScan = refusal(
  'notFound',
  'form.noScan',
  { zh: '这份表单还没有签回的扫描件。', en: 'No signed scan of this form has come back.' },
  { zh: '请扫描签好的纸面后归档。', en: 'Scan the signed sheet and file it.' },
);

export const allPrinted = refusal(
  'barred',
  'form.allPrinted',
  { zh: '这个案件的确认函都已打印。', en: 'All confirmation letters of this case have been printed.' },
  { zh: '丢失的请逐份补打。', en: 'Reprint those that were lost, one by one.' },
);

export const notOurs = (number: string, code: string): Refusal =>
  refusal(
    'notFound',
    'form.notOurs',
    {
      zh: `表单 ${number} 不是本门店（${code}）打印的。`,
      en: `The form ${number} was not printed by this branch (${code}).`,
    },
    {
      zh: '请核对纸面编号，转交给打印它的门店。',
      en: 'Compare the number on paper and pass it to the branch that printed it.',
    },
  );

export const unprintable = (characters: readonly string[]): Refusal =>
  refusal(
    'unavailable',
    'form.missingGlyphs',
    {
      zh: `字库里没有这些字：${characters.join(' ')}，没有打印。`,
      en: `The fonts lack these characters: ${characters.join(' ')}. Nothing was printed.`,
    },
    {
      zh: '请核对这些字是否录入有误；确有其字的，请报告支持人员。',
      en: 'Check whether they were typed correctly; if so, report them to support.',
    },
  );

export const noSubject = refusal(
  'notFound',
  'form.noSubject',
  { zh: '没有找到要打印的内容。', en: 'There is nothing to print here.' },
  { zh: '请从案件页面打印。', en: 'Print from the page of the case.' },
);

export const nothingListed = refusal(
  'barred',
  'form.nothingListed',
  { zh: '交接清单还没有生成。', en: 'The handover list has not been generated.' },
  { zh: '请先受理离职申请。', en: 'Accept the notice first.' },
);

export const noReceiver = refusal(
  'barred',
  'form.noReceiver',
  {
    zh: '这家客户还没有接收人，确认函无法写明新的联系人。',
    en: 'This client has no receiver yet: the letter could not name the new contact.',
  },
  { zh: '请先指定接收人。', en: 'Name a receiver first.' },
);

export const notEnded = refusal(
  'barred',
  'form.notEnded',
  {
    zh: '劳动关系还没有结束，不能出具离职证明。',
    en: 'The employment has not ended; the certificate cannot be issued yet.',
  },
  { zh: '请在结束之日办理。', en: 'Do it on the day of the end.' },
);

export const notReleased = refusal(
  'barred',
  'form.notReleased',
  { zh: '竞业限制没有解除，不能打印解除通知。', en: 'The non-compete has not been released.' },
  { zh: '请先办理解除。', en: 'Release it first.' },
);

export const notPrintedHere = refusal(
  'barred',
  'form.notPrintedHere',
  { zh: '这种表单不在这里打印。', en: 'This kind of form is not printed here.' },
  { zh: '请从员工或拜访页面打印。', en: 'Print it from the page of the employee or of the visit.' },
);
