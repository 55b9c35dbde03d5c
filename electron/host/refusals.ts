import type { Refusal } from '../../shared/domain/refusal.ts';

export const notOpen: Refusal = {
  kind: 'locked',
  code: 'system.notOpen',
  zh: '登记库还没有打开。',
  en: 'The registry is not open yet.',
  next: { zh: '请先输入口令，或完成首次设置。', en: 'Enter the passphrase, or finish the first run.' },
};

export const notFirstRun: Refusal = {
  kind: 'barred',
  code: 'system.notFirstRun',
  zh: '这个数据文件夹里已经有门店了，不能再新建。',
  en: 'This data folder already holds a branch; another cannot be created in it.',
  next: { zh: '请用 --data-dir 指定另一个文件夹。', en: 'Choose another folder with --data-dir.' },
};

export const nothingToUnlock: Refusal = {
  kind: 'barred',
  code: 'system.nothingToUnlock',
  zh: '现在不需要输入口令。',
  en: 'No passphrase is needed now.',
  next: { zh: '请刷新页面。', en: 'Reload the page.' },
};

export const noBackup: Refusal = {
  kind: 'unavailable',
  code: 'system.noBackup',
  zh: '没有找到可以核验的备份。损坏的登记库原样保留，没有删除任何数据。',
  en: 'There is no backup that verifies. The damaged registry is kept as it is; nothing was deleted.',
  next: {
    zh: '请把其他盘上的备份放进 backups 文件夹后重试，或联系总部取回已同步的数据。',
    en: 'Put a backup from another disk into the backups folder and retry, or ask headquarters for the synced data.',
  },
};

export const passphraseWeak: Refusal = {
  kind: 'invalid',
  code: 'system.passphraseWeak',
  field: 'passphrase',
  zh: '口令太容易猜到。它保护整个登记库。',
  en: 'This passphrase is too easy to guess. It protects the whole registry.',
  next: { zh: '请用几个不相干的词，至少 12 个字符。', en: 'Use several unrelated words, 12 characters or more.' },
};

export const recoveredKeyOpensNothing: Refusal = {
  kind: 'invalid',
  code: 'system.recoveredKeyOpensNothing',
  field: 'secret',
  zh: '这个恢复码打不开本机数据，没有改动任何文件。',
  en: 'This recovery code does not open the data on this PC. Nothing was changed.',
  next: {
    zh: '请与总部核对：给出的是不是本店的恢复码。',
    en: 'Ask headquarters whether the code is the one of this branch.',
  },
};

export const internal: Refusal = {
  kind: 'unavailable',
  code: 'system.internal',
  zh: '程序内部出错，这次操作没有写入任何数据。',
  en: 'An internal error occurred. Nothing was written by this action.',
  next: {
    zh: '请重试；仍不行时把日志文件 shouke.log 发给支持人员。',
    en: 'Try again; if it happens again, send the log file shouke.log to support.',
  },
};

/** It may have been a write, and that is done: whoever is told that nothing was written does it twice. */
export const answerFailed: Refusal = {
  kind: 'unavailable',
  code: 'system.answerFailed',
  zh: '操作已经执行，但结果没能显示出来。',
  en: 'The action was carried out, but its result cannot be shown.',
  next: {
    zh: '请刷新页面核对结果，不要重复操作；仍不行时把日志文件 shouke.log 发给支持人员。',
    en: 'Reload the page and look at the result; do not do it again. If it happens again, send the log file shouke.log to support.',
  },
};

export const malformed = (field: string | undefined, zh: string, en: string): Refusal => ({
  kind: 'invalid',
  code: 'input.malformed',
  zh,
  en,
  next: { zh: '请改正后重试。', en: 'Correct it and try again.' },
  ...(field ? { field } : {}),
});
