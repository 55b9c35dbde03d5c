import { existsSync, readFileSync } from 'node:fs';
import { command, typedPath } from '../../bin/command.ts';
import { inWords, oneLine, say } from '../../bin/terminal.ts';
import { systemClock } from '../../shared/domain/clock.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { formatFingerprint } from '../../shared/pki/certificate.ts';
import { recoveredKeyText } from '../../shared/pki/recoveredKey.ts';
import { readKeyFilePackage } from '../../shared/pki/recovery.ts';
import { initHeadquarters } from '../founding.ts';
import { isFounded } from '../identityFile.ts';
import * as refusals from '../refusals.ts';
import { firstPassphraseOf, newPassphraseOf, recoveryShareOf } from './secrets.ts';
import { branch, dir, usage, withHeadquarters } from './shared.ts';

export const init = command({
  usage: `${usage} init`,
  summary: { zh: '建立总部：根证书、密钥、数据库', en: 'Found a headquarters: root certificate, keys, store' },
  options: {
    dir,
    company: { type: 'text', value: 'NAME', required: true, help: { zh: '公司名称', en: 'name of the company' } },
  },
  run: async ({ options }) => {
    const folder = typedPath(options.dir);
    if (isFounded(folder)) throw new RefusalError(refusals.alreadyFounded(folder));
    const passphrase = await firstPassphraseOf();
    const { headquarters, recoveryShare } = await initHeadquarters({
      folder,
      clock: systemClock,
      passphrase,
      companyName: options.company,
    });
    try {
      say({
        zh: `总部已建立：${folder}\n根证书指纹（印在发给门店的纸上）：\n  ${formatFingerprint(headquarters.rootFingerprint)}`,
        en: `Headquarters founded: ${folder}\nFingerprint of the root, for the paper that branches get:\n  ${formatFingerprint(headquarters.rootFingerprint)}`,
      });
      say({
        zh: `恢复份额（只显示这一次，由第二个人保管）：\n  ${recoveryShare}\n请把 keys/root.key 和 keys/recovery.key 移到离线介质上保存。`,
        en: `Recovery share, shown this once, to be kept by a second person:\n  ${recoveryShare}\nMove keys/root.key and keys/recovery.key to a medium that is kept offline.`,
      });
    } finally {
      await headquarters.close();
    }
    return 0;
  },
});

export const root = command({
  usage: `${usage} root`,
  summary: { zh: '显示根证书指纹', en: 'Show the fingerprint of the root' },
  options: { dir },
  run: ({ options }) =>
    withHeadquarters(options.dir, {}, (hq) => {
      console.log(formatFingerprint(hq.rootFingerprint));
      return 0;
    }),
});

export const passphrase = command({
  usage: `${usage} passphrase`,
  summary: { zh: '更换总部口令', en: 'Change the passphrase of headquarters' },
  options: { dir },
  run: ({ options }) =>
    withHeadquarters(options.dir, { unlock: true }, async (hq) => {
      const { changed, elsewhere } = await hq.changePassphrase(await newPassphraseOf());
      const list = (names: readonly string[]): string => names.join(inWords({ zh: '、', en: ', ' }));
      if (changed.length === 0) {
        say({ zh: '这里的密钥文件都已经是新口令。', en: 'The key files here are under the new passphrase already.' });
      } else {
        say({ zh: `口令已更换：${list(changed)}。`, en: `The passphrase was changed: ${list(changed)}.` });
      }
      if (elsewhere.length > 0) {
        say({
          zh: `${list(elsewhere)} 不在 keys 文件夹，仍用原口令：放回后用同样的新旧口令再运行一次。`,
          en: `Not in the keys folder, and still under the old passphrase: ${list(elsewhere)}. Put them back and run this again with the same two.`,
        });
      }
      say({
        zh: '以前的备份仍能用原口令打开：原口令若已外泄，请销毁它们，再做一份。',
        en: 'Earlier backups still open with the old one: if others know it, destroy them and make a new one.',
      });
      return 0;
    }),
});

export const recover = command({
  usage: `${usage} recover`,
  summary: {
    zh: '门店忘记口令或丢失密钥文件：取回打开其数据的恢复码，要两个人在场',
    en: 'A branch lost its passphrase or key file: get the code that opens its data; takes two persons',
  },
  options: { dir, branch },
  words: {
    name: '[KEYS.JSON]',
    help: {
      zh: '门店的密钥文件；不写则用门店随变更包交来的',
      en: 'the key file of the branch; without it, what its change sets brought',
    },
    min: 0,
    max: 1,
  },
  run: ({ options, words: [file] }) =>
    withHeadquarters(options.dir, { unlock: true }, async (hq) => {
      const branchId = hq.branchCalled(options.branch);
      const wrapped = file === undefined ? undefined : packageIn(typedPath(file), branchId);
      const key = await hq.recoverDatabaseKey(branchId, wrapped, await recoveryShareOf());
      const groups = recoveredKeyText(key).split('-');
      const code = [groups.slice(0, 7), groups.slice(7)].map((line) => `  ${line.join('-')}`).join('\n');
      const name = oneLine(hq.status().branches.find((each) => each.branchId === branchId)?.branchName ?? '');
      say({
        zh: `${name} 的恢复码（谁有它和门店的数据，谁就能打开；用后销毁）：\n${code}`,
        en: `Recovery code of ${name}. Whoever has it and the data of the branch can open them; destroy it after use:\n${code}`,
      });
      say({
        zh: '门店打开守客，选“没有口令，用恢复码”，输入它和一个新口令；签名密钥随之作废，门店要重新申请加入（enroll --replace）。',
        en: 'At the branch: open Shouke, choose to use a recovery code, type it and a new passphrase. Its signing keys are lost with the old one, so it makes a new request to join (enroll --replace).',
      });
      return 0;
    }),
});

function packageIn(path: string, branchId: string): Uint8Array {
  if (!existsSync(path)) throw new RefusalError(refusals.sourceMissing(path));
  const found = readKeyFilePackage(readFileSync(path, 'utf8'));
  if (found === undefined) throw new RefusalError(refusals.keyFileUnreadable(path));
  if (found.branchId !== branchId) throw new RefusalError(refusals.keyFileOfAnother(path));
  if (found.wrapped === undefined) throw new RefusalError(refusals.keyFileWithoutPackage(path));
  return found.wrapped;
}
