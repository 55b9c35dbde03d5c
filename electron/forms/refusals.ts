import type { Refusal } from '../../shared/domain/refusal.ts';

export const noSuchForm: Refusal = {
  kind: 'notFound',
  code: 'form.notFound',
  zh: '没有找到这份表单。',
  en: 'There is no such form.',
  next: { zh: '请从案件页面打开。', en: 'Open it from the page of the case.' },
};

export const notYours: Refusal = {
  kind: 'forbidden',
  code: 'form.notYours',
  zh: '这份表单与您无关，您看不到它。',
  en: 'This form does not concern you, so you cannot see it.',
  next: { zh: '确需查看的，请找HR专员。', en: 'If you need it, ask an HR clerk.' },
};

export const noScan: Refusal = {
  kind: 'notFound',
  code: 'form.noScan',
  zh: '这份表单还没有签回的扫描件。',
  en: 'No signed scan of this form has come back.',
  next: { zh: '请扫描签好的纸面后归档。', en: 'Scan the signed sheet and file it.' },
};

export const allPrinted: Refusal = {
  kind: 'barred',
  code: 'form.allPrinted',
  zh: '这个案件的确认函都已打印。',
  en: 'All confirmation letters of this case have been printed.',
  next: { zh: '丢失的请逐份补打。', en: 'Reprint those that were lost, one by one.' },
};

export const notOurs = (number: string, code: string): Refusal => ({
  kind: 'notFound',
  code: 'form.notOurs',
  zh: `表单 ${number} 不是本门店（${code}）打印的。`,
  en: `The form ${number} was not printed by this branch (${code}).`,
  next: {
    zh: '请核对纸面编号，转交给打印它的门店。',
    en: 'Compare the number on paper and pass it to the branch that printed it.',
  },
});

export const unprintable = (characters: readonly string[]): Refusal => ({
  kind: 'unavailable',
  code: 'form.missingGlyphs',
  zh: `字库里没有这些字：${characters.join(' ')}，没有打印。`,
  en: `The fonts lack these characters: ${characters.join(' ')}. Nothing was printed.`,
  next: {
    zh: '请核对这些字是否录入有误；确有其字的，请报告支持人员。',
    en: 'Check whether they were typed correctly; if so, report them to support.',
  },
});
