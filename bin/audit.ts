import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type AuditVerdict, auditVerdict } from '../electron/access/auditVerdict.ts';
import { defaultDataFolder } from '../electron/dataFolder.ts';
import { readSamplePassphrase } from '../electron/host/samplePassphrase.ts';
import { Keyring } from '../electron/registry/keyring.ts';
import { openDatabase } from '../electron/registry/openDatabase.ts';
import { orThrow, type Refusal, RefusalError } from '../shared/domain/refusal.ts';
import { command, runCommand, typedPath } from './command.ts';
import { inWords, oneLine, refusalLine, say } from './terminal.ts';

const noBranch = (folder: string): Refusal => ({
  kind: 'notFound',
  code: 'audit.noBranch',
  zh: `${folder} 里没有门店数据。`,
  en: `There is no branch in ${folder}.`,
  next: { zh: '请用 --data-dir 指明数据文件夹。', en: 'Name its folder with --data-dir.' },
});

const noPassphrase: Refusal = {
  kind: 'unauthenticated',
  code: 'audit.noPassphrase',
  zh: '打开登记库需要数据口令。',
  en: 'The passphrase of the data is needed to open the registry.',
  next: {
    zh: '请放进环境变量 SHOUKE_PASSPHRASE 后再运行。',
    en: 'Put it into the variable SHOUKE_PASSPHRASE and run again.',
  },
};

const unreadable = (detail: string): Refusal => ({
  kind: 'barred',
  code: 'audit.unreadable',
  zh: `登记库读不出来（${detail}），审计链无从核验。`,
  en: `The registry cannot be read (${detail}), so its audit chain cannot be verified.`,
  next: {
    zh: '请打开守客，按提示恢复最近一份验证过的备份。',
    en: 'Open Shouke and restore the latest verified backup as it offers.',
  },
});

/** By the passphrase of the environment, which may be meant for another branch, or by that of a sample. @throws RefusalError */
async function keyOf(keyring: Keyring, secrets: readonly (string | undefined)[]): Promise<Uint8Array> {
  let refusal = noPassphrase;
  for (const secret of secrets) {
    if (!secret) continue;
    const opened = await keyring.openByPassphrase(secret);
    if (opened.ok) return opened.value.databaseKey;
    refusal = opened.refusals[0] ?? refusal;
  }
  throw new RefusalError(refusal);
}

/** Opens a data folder for reading only and checks its whole chain. @throws RefusalError */
async function verify(folder: string, passphrase: string | undefined): Promise<AuditVerdict> {
  const keyFile = join(folder, 'keys.json');
  const file = join(folder, 'registry.db');
  if (!Keyring.exists(keyFile) || !existsSync(file)) throw new RefusalError(noBranch(oneLine(folder)));
  const keyring = orThrow(Keyring.read(keyFile));
  const databaseKey = await keyOf(keyring, [passphrase, readSamplePassphrase(folder)]);
  try {
    const db = openDatabase(file, databaseKey, { readonly: true });
    try {
      return auditVerdict(db, keyring.branchId, folder);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^SQLITE_(NOTADB|CORRUPT|IOERR)/.test(String(error.code)))
      throw new RefusalError(unreadable(error.message));
    throw error;
  }
}

const instant = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

function tell(verdict: AuditVerdict): void {
  if (verdict.ok) {
    say({
      zh: `通过  ${verdict.events} 条审计记录首尾相接，内容未被改动。链头 ${verdict.head}`,
      en: `PASS  ${verdict.events} audit events, one chain, nothing changed. Head ${verdict.head}`,
    });
    return;
  }
  const { event, refusal } = verdict;
  console.log(`${inWords({ zh: '未通过', en: 'FAIL' })}  ${refusalLine(refusal)}`);
  if (event)
    say({
      zh: `    第 ${verdict.sequence} 条现在写的是：${instant.format(event.at)} ${oneLine(event.actor)} ${oneLine(event.action)}（${oneLine(event.subjectKind)} ${oneLine(event.subjectId)}）`,
      en: `    Event ${verdict.sequence} now reads: ${instant.format(event.at)} ${oneLine(event.actor)} ${oneLine(event.action)} (${oneLine(event.subjectKind)} ${oneLine(event.subjectId)})`,
    });
  else say({ zh: `    第 ${verdict.sequence} 条不见了。`, en: `    Event ${verdict.sequence} is missing.` });
}

await runCommand(
  command({
    usage: 'npm run audit --',
    summary: {
      zh: '核验一家门店的整条审计链；只读，守客开着也可以运行。退出码：0 通过，1 未通过或打不开。',
      en: 'Verify the whole audit chain of a branch, read-only, also while Shouke is open. Exit code 0 if it holds, else 1.',
    },
    options: {
      dataDir: {
        type: 'text',
        value: 'DIR',
        help: { zh: '数据文件夹；默认是本机的门店', en: 'the data folder; default: the branch of this computer' },
      },
      json: { type: 'flag', help: { zh: '输出 JSON', en: 'print JSON' } },
    },
    run: async ({ options }) => {
      const folder =
        options.dataDir === undefined
          ? defaultDataFolder(process.platform, process.env, homedir())
          : typedPath(options.dataDir);
      const verdict = await verify(folder, process.env.SHOUKE_PASSPHRASE);
      if (options.json) console.log(JSON.stringify(verdict, null, 2));
      else tell(verdict);
      return verdict.ok ? 0 : 1;
    },
  }),
);
