import type { Words } from '../shared/domain/refusal.ts';
import { oneLine } from './terminal.ts';

/**
 * What a disk, a folder or a stick refuses, said so that the person at the command line can act on it; undefined for every
 * other error. Codes of Node and of SQLite.
 */
export function diskWords(error: unknown): Words | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  const path = 'path' in error && typeof error.path === 'string' ? oneLine(error.path) : undefined;
  const zhPath = path ?? '所用的文件或文件夹';
  const enPath = path ?? 'A file or folder that is needed';
  if (/^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(code))
    return { zh: '磁盘已满。请清理空间后再运行一次。', en: 'The disk is full. Free some space and run it again.' };
  if (/^(EACCES|EPERM|EROFS|SQLITE_(READONLY|PERM|CANTOPEN)\w*)$/.test(code))
    return {
      zh: `${zhPath} 不能读写。请检查权限，或换一个位置。`,
      en: `${enPath} cannot be opened. Check its permissions, or choose another place.`,
    };
  if (/^(EEXIST|ENOTDIR|EISDIR)$/.test(code))
    return {
      zh: `${zhPath} 该是文件夹的地方是文件，或者相反。请核对路径。`,
      en: `${enPath}: there is a file where a folder is wanted, or the other way round. Check the path.`,
    };
  if (code === 'ENOENT') return { zh: `找不到 ${zhPath}。请核对路径。`, en: `${enPath} is not there. Check the path.` };
  if (/^(EIO|SQLITE_IOERR\w*)$/.test(code))
    return {
      zh: `读写 ${zhPath} 出错。请检查磁盘或 U 盘，再运行一次。`,
      en: `${enPath} could not be read or written. Check the disk or stick, and run it again.`,
    };
  return undefined;
}
