import { typedPath } from '../../bin/command.ts';
import { systemClock } from '../../shared/domain/clock.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { type Headquarters, openHeadquarters } from '../headquarters.ts';
import { isFounded } from '../identityFile.ts';
import * as refusals from '../refusals.ts';
import { passphraseOf } from './secrets.ts';

export const usage = 'npm run hq --';

/** Options that several commands take. */
export const dir = {
  type: 'text',
  value: 'DIR',
  required: true,
  help: { zh: '总部数据文件夹', en: 'folder of headquarters' },
} as const;
export const branch = {
  type: 'text',
  value: 'BRANCH',
  required: true,
  help: { zh: '门店：编号、名称或代码', en: 'the branch: id, name or code' },
} as const;
export const json = { type: 'flag', help: { zh: '输出 JSON', en: 'print JSON' } } as const;

/** Opens the headquarters of a folder for one command; `unlock` asks for the passphrase before. */
export async function withHeadquarters<T>(
  folder: string,
  options: { readonly workers?: number; readonly unlock?: boolean },
  work: (hq: Headquarters) => T | Promise<T>,
): Promise<T> {
  const path = typedPath(folder);
  if (!isFounded(path)) throw new RefusalError(refusals.notFounded(path));
  const passphrase = options.unlock ? await passphraseOf() : undefined;
  const hq = await openHeadquarters({ folder: path, clock: systemClock, passphrase, workers: options.workers ?? 0 });
  try {
    return await work(hq);
  } finally {
    await hq.close();
  }
}
