import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';

/**
 * What the disk, or SQLite on it, refuses for a reason that a person can mend; undefined for every other error. In all of
 * these cases the transaction or file in hand was not written, and what stood before stands.
 */
export function storageTrouble(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  // SQLite's shared memory is a file too; all that ever keeps it from growing is a full disk.
  if (/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/.test(code)) return diskFull;
  if (/^(SQLITE_(READONLY|PERM|CANTOPEN)|EROFS$|EACCES$|EPERM$)/.test(code)) return notWritable;
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || code === 'EBUSY') return busy;
  if (/^(SQLITE_(CORRUPT|NOTADB)|SQLITE_IOERR_(SHORT_READ|DATA))/.test(code)) return damaged;
  if (/^SQLITE_IOERR/.test(code) || code === 'EIO') return failing;
  return undefined;
}

/** The same as a refusal to be thrown on; any other error as it is. */
export function inTheirWords(error: unknown): unknown {
  const trouble = storageTrouble(error);
  return trouble ? new RefusalError(trouble) : error;
}

/** Whether an error, or the refusal that it was turned into, tells of data that cannot be read. */
export const tellsOfDamage = (error: unknown): boolean =>
  error instanceof RefusalError
    ? error.refusals.some(({ code }) => code === damaged.code)
    : storageTrouble(error) === damaged;

const trouble = (code: string, zh: string, en: string, nextZh: string, nextEn: string): Refusal => ({
  kind: 'unavailable',
  code: `registry.${code}`,
  zh,
  en,
  next: { zh: nextZh, en: nextEn },
});

const diskFull = trouble(
  'diskFull',
  '磁盘已满，这次操作没有写入，已有数据完好。',
  'The disk is full. This action was not written; everything stored before is intact.',
  '请清理磁盘空间后重试。',
  'Free some disk space and try again.',
);
const notWritable = trouble(
  'notWritable',
  '数据文件夹不能写入，这次操作没有写入，已有数据完好。',
  'The data folder cannot be written to. This action was not written; everything stored before is intact.',
  '请检查文件夹权限，或杀毒软件、同步软件是否占用了它，然后重试。',
  'Check the permissions of the folder, and whether a virus scanner or a sync program holds it; then try again.',
);
const busy = trouble(
  'busy',
  '数据文件被别的程序占用，这次操作没有写入。',
  'Another program holds the data file. This action was not written.',
  '请稍后重试；一直这样的话，请检查备份、杀毒或同步软件。',
  'Try again in a moment; if it goes on, look at backup, anti-virus and sync programs.',
);
const failing = trouble(
  'diskFailing',
  '磁盘读写出错，这次操作没有写入。',
  'The disk reported an error. This action was not written.',
  '请先把 backups 文件夹复制到另一块盘，再检查这块磁盘。',
  'Copy the backups folder to another disk first, then check this one.',
);
const damaged = trouble(
  'damaged',
  '数据文件里有读不出来的部分，这次操作没有写入。',
  'Part of the data file cannot be read. This action was not written.',
  '请关闭守客后重新打开：会核对数据，并给出最近一份验证过的备份。',
  'Close Shouke and open it again: the data is checked, and the latest verified backup offered.',
);
