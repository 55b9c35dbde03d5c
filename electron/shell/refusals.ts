import type { Refusal } from '../../shared/domain/refusal.ts';

export const folderInUse = (pid: number | undefined): Refusal => ({
  kind: 'locked',
  code: 'shell.folderInUse',
  zh: `数据文件夹正被${pid === undefined ? '另一个程序' : `进程 ${pid}`}使用。`,
  en: `The data folder is in use by ${pid === undefined ? 'another program' : `process ${pid}`}.`,
  next: {
    zh: '请先关闭那个窗口，或用 --data-dir=文件夹 打开另一个数据文件夹。',
    en: 'Close that window first, or open another folder with --data-dir=FOLDER.',
  },
});

export const pageKeepsFailing: Refusal = {
  kind: 'unavailable',
  code: 'shell.pageFailed',
  zh: '窗口连续两次意外停止。已保存的数据没有受影响。',
  en: 'The window stopped unexpectedly twice in a row. Saved data is not affected.',
  next: { zh: '请重新打开程序。', en: 'Open the application again.' },
};
