import type { Refusal } from '../../shared/domain/refusal.ts';

export const noSuchObligation: Refusal = {
  kind: 'notFound',
  code: 'nonCompete.notFound',
  zh: '没有找到这项竞业限制。',
  en: 'There is no such non-compete.',
  next: { zh: '请从“竞业限制”列表进入。', en: 'Open it from the list under Non-competes.' },
};

export const noAwaitedTerms: Refusal = {
  kind: 'conflict',
  code: 'nonCompete.noAwaitedTerms',
  zh: '这份协议没有待录入的条款，可能已经录入或不启动。',
  en: 'No terms of this agreement are awaited: they may have been entered, or it was declined.',
  next: { zh: '请在“竞业限制”列表里查看。', en: 'See the list under Non-competes.' },
};

export const paidInFuture: Refusal = {
  kind: 'invalid',
  code: 'nonCompete.paidInFuture',
  field: 'paidOn',
  zh: '支付日期不能晚于今天。',
  en: 'A payment cannot be dated later than today.',
  next: { zh: '请填写实际支付的日期。', en: 'Enter the day on which it was paid.' },
};

export const checkInFuture: Refusal = {
  kind: 'invalid',
  code: 'nonCompete.checkInFuture',
  field: 'date',
  zh: '核查日期不能晚于今天。',
  en: 'A check cannot be dated later than today.',
  next: { zh: '请填写实际核查的日期。', en: 'Enter the day on which it was made.' },
};

export const noProof: Refusal = {
  kind: 'notFound',
  code: 'nonCompete.noProof',
  zh: '这里没有这份凭证。',
  en: 'There is no such proof here.',
  next: { zh: '请刷新页面后再打开。', en: 'Reload the page and open it again.' },
};
