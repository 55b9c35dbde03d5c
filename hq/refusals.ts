import { type Refusal, refusal, type Words } from '../shared/domain/refusal.ts';

export const notFounded = (folder: string): Refusal =>
  refusal(
    'barred',
    'hq.notFounded',
    { zh: `${folder} 里还没有总部。`, en: `There is no headquarters in ${folder}.` },
    {
      zh: '请先运行 npm run hq -- init --dir 文件夹 --company 公司名。',
      en: 'Run npm run hq -- init --dir DIR --company NAME first.',
    },
  );

export const alreadyFounded = (folder: string): Refusal =>
  refusal(
    'conflict',
    'hq.alreadyFounded',
    {
      zh: `${folder} 里已经有一个总部，没有改动它。`,
      en: `There is a headquarters in ${folder} already; it was not touched.`,
    },
    { zh: '请换一个文件夹，或直接使用它。', en: 'Choose another folder, or use the one that is there.' },
  );

export const foundingElsewhere = (folder: string): Refusal =>
  refusal(
    'conflict',
    'hq.foundingElsewhere',
    {
      zh: `另一个程序正在 ${folder} 里建立总部。`,
      en: `Another process is founding a headquarters in ${folder} now.`,
    },
    {
      zh: '请等它结束；那边打印的第二人份额才有效。',
      en: "Let it finish; only the second person's share that it prints is valid.",
    },
  );

export const branchIdUnusable = refusal(
  'invalid',
  'hq.branchId',
  { zh: '申请里的门店编号不合格式。', en: 'The branch id in the request is not one that this product makes.' },
  { zh: '请让门店重新生成加入申请。', en: 'Have the branch make its request again.' },
);

export const fingerprintDiffers = (found: string): Refusal =>
  refusal(
    'forbidden',
    'hq.fingerprintDiffers',
    {
      zh: `申请文件的指纹是 ${found}，与给出的不一致。没有签发任何证书。`,
      en: `The fingerprint of the request is ${found}, not the one given. Nothing was issued.`,
    },
    { zh: '请与门店电话核对指纹。', en: 'Compare the fingerprint with the branch by phone.' },
  );

export const alreadyEnrolled = (branchName: string): Refusal =>
  refusal(
    'conflict',
    'hq.alreadyEnrolled',
    {
      zh: `${branchName} 已经登记，这份申请用的是另一套密钥。`,
      en: `${branchName} is enrolled already, and this request is for other keys.`,
    },
    {
      zh: '换了电脑时加 --replace：旧证书会被吊销。否则请先查明是谁提交的。',
      en: 'For a replaced computer add --replace: the old certificates are revoked. Otherwise find out first who made it.',
    },
  );

export const noSuchBranch = (branch: string): Refusal =>
  refusal(
    'notFound',
    'hq.noSuchBranch',
    { zh: `没有登记过门店“${branch}”。`, en: `There is no enrolled branch "${branch}".` },
    { zh: '用 npm run hq -- status 查看全部门店。', en: 'See them all with npm run hq -- status.' },
  );

export const branchAmbiguous = (branch: string, count: number): Refusal =>
  refusal(
    'conflict',
    'hq.branchAmbiguous',
    { zh: `有 ${count} 家门店都叫“${branch}”。`, en: `${count} branches are called "${branch}".` },
    { zh: '请用 npm run hq -- status 里的编号。', en: 'Use the id that npm run hq -- status shows.' },
  );

const restoreFolder: Words = {
  zh: '请把整个总部文件夹从同一次备份恢复；之后门店会按回执补送缺少的变更包。',
  en: 'Restore the whole folder of headquarters from one backup; branches then send again what is missing, as receipts ask.',
};

export const storeMissing = (folder: string): Refusal =>
  refusal(
    'unavailable',
    'hq.storeMissing',
    { zh: `${folder} 里没有 store.db。`, en: `There is no store.db in ${folder}.` },
    restoreFolder,
  );

/** The store cannot be read with the key beside it. */
export const storeUnreadable = (folder: string): Refusal =>
  refusal(
    'unavailable',
    'hq.storeUnreadable',
    {
      zh: `${folder} 里的 store.db 打不开：keys/store.key 不是它的密钥，或文件已损坏。没有改动任何文件。`,
      en: `store.db in ${folder} does not open: keys/store.key is not its key, or the file is damaged. Nothing was changed.`,
    },
    restoreFolder,
  );

export const noRecoveryPackage = refusal(
  'notFound',
  'hq.noRecoveryPackage',
  {
    zh: '总部没有这家门店的密钥包：它登记之后还没有交来变更包。',
    en: 'Headquarters has no wrapped key of this branch: it has sent no change set since it was enrolled.',
  },
  {
    zh: '请取门店数据文件夹或其 backups 文件夹里的 keys.json，把它的路径写在命令后面。',
    en: 'Fetch keys.json from the data folder of the branch, or from backups in it, and put its path after the command.',
  },
);

export const keyFileUnreadable = (path: string): Refusal =>
  refusal(
    'invalid',
    'hq.keyFileUnreadable',
    { zh: `${path} 不是门店的密钥文件。`, en: `${path} is not the key file of a branch.` },
    { zh: '请给出门店的 keys.json。', en: 'Give the keys.json of the branch.' },
  );

export const keyFileOfAnother = (path: string): Refusal =>
  refusal(
    'conflict',
    'hq.keyFileOfAnother',
    { zh: `${path} 是另一家门店的密钥文件。`, en: `${path} is the key file of another branch.` },
    { zh: '请核对 --branch 和文件。', en: 'Check --branch and the file.' },
  );

/** The key file is from before the branch was enrolled. */
export const keyFileWithoutPackage = (path: string): Refusal =>
  refusal(
    'notFound',
    'hq.keyFileWithoutPackage',
    { zh: `${path} 里没有给总部的密钥包。`, en: `${path} holds no key wrapped for headquarters.` },
    {
      zh: '请不写这个文件再运行：总部可能已有门店交来的密钥包；否则用门店打印的恢复码。',
      en: 'Run it without the file: the branch may have sent one; else use the recovery code printed at the branch.',
    },
  );

export const notStopped = (branch: string): Refusal =>
  refusal(
    'barred',
    'hq.notStopped',
    { zh: `门店“${branch}”没有被停收。`, en: `The branch "${branch}" is not stopped.` },
    { zh: '不需要做什么。', en: 'There is nothing to do.' },
  );

export const sourceMissing = (path: string): Refusal =>
  refusal(
    'notFound',
    'hq.sourceMissing',
    { zh: `找不到 ${path}。`, en: `There is no ${path}.` },
    { zh: '请检查路径；U 盘要先插好。', en: 'Check the path; a USB stick must be plugged in first.' },
  );

export const sourceUnreadable = (path: string, code: string): Refusal =>
  refusal(
    'unavailable',
    'hq.sourceUnreadable',
    { zh: `${path} 读不出来（${code}）。`, en: `${path} cannot be read (${code}).` },
    { zh: '请检查权限或换一个 U 盘口再试。', en: 'Check the permissions, or try another USB port.' },
  );

export const spoolLost = (sequence: number): Refusal =>
  refusal(
    'unavailable',
    'hq.spoolLost',
    {
      zh: `在总部等候的第 ${sequence} 号变更包不见了或已损坏，按没有收到处理。`,
      en: `Change set ${sequence} that waited at headquarters is gone or damaged; it counts as not received.`,
    },
    {
      zh: '回执会请门店再送一次；请检查 spool 文件夹所在的磁盘。',
      en: 'The receipt asks the branch to send it again; check the disk that has the spool folder.',
    },
  );

export const fork = (sequence: number): Refusal =>
  refusal(
    'conflict',
    'changeset.fork',
    {
      zh: `门店用第 ${sequence} 号交来了两份不同的变更包：登记库可能从备份恢复后继续使用，或有人仿造。已停收该门店。`,
      en: `The branch handed in two different change sets under number ${sequence}: its registry may have come from a backup, or somebody forges. The branch is stopped.`,
    },
    {
      zh: '请与门店核对后，用 npm run hq -- resume 恢复收件。',
      en: 'Clear it up with the branch, then take its files again with npm run hq -- resume.',
    },
  );

export const chainBroken = (sequence: number): Refusal =>
  refusal(
    'conflict',
    'changeset.chainBroken',
    {
      zh: `第 ${sequence} 号变更包与它前一份不相接。已停收该门店。`,
      en: `Change set ${sequence} does not continue the one before it. The branch is stopped.`,
    },
    {
      zh: '请与门店核对后，用 npm run hq -- resume 恢复收件。',
      en: 'Clear it up with the branch, then take its files again with npm run hq -- resume.',
    },
  );

export const branchStopped = (why: string): Refusal =>
  refusal(
    'barred',
    'hq.branchStopped',
    { zh: `该门店已停收（${why}），文件已保留。`, en: `The branch is stopped (${why}); the file is kept.` },
    {
      zh: '处理完原因后运行 npm run hq -- resume。',
      en: 'Deal with the reason, then run npm run hq -- resume.',
    },
  );

export const auditHeadDiffers = (sequence: number): Refusal =>
  refusal(
    'conflict',
    'audit.chain.head',
    {
      zh: `审计记录第 ${sequence} 条与门店先前声明的不一致：审计历史被改写过。已停收该门店。`,
      en: `Audit event ${sequence} is not the one the branch declared before: its audit history was rewritten. The branch is stopped.`,
    },
    {
      zh: '请到门店核查，确认后用 npm run hq -- resume 恢复收件。',
      en: 'Look into it at the branch, then take its files again with npm run hq -- resume.',
    },
  );

/** What a new incarnation continues has not arrived yet. */
export const anchorMissing = refusal(
  'barred',
  'audit.anchorMissing',
  {
    zh: '门店的登记库从备份恢复后改用了新编号，而总部还没有收到它恢复之前的变更包。',
    en: 'The branch’s registry came from a backup and seals under a new numbering; what it sealed before has not arrived.',
  },
  {
    zh: '请门店把恢复之前的变更包也送来；确已丢失时用 npm run hq -- resume --accept-gap。',
    en: 'Have the branch bring its earlier change sets too; if they are lost for good, npm run hq -- resume --accept-gap.',
  },
);

export const kindNotTaken = (kind: string): Refusal =>
  refusal(
    'unavailable',
    'hq.kindNotTaken',
    {
      zh: `这个版本还不会处理门店的这类变更包（${kind}）。`,
      en: `This version cannot take this kind of change set (${kind}).`,
    },
    { zh: '请更新总部程序。', en: 'Update the program of headquarters.' },
  );

export const internalFault = (what: string): Refusal =>
  refusal(
    'unavailable',
    'hq.internal',
    {
      zh: `入库时程序出错（${what}），这份变更包没有入库，其他门店不受影响。`,
      en: `The program failed on this change set (${what}). It was not imported; other branches are not affected.`,
    },
    {
      zh: '请保留文件并报告支持人员；更新程序后运行 resume。',
      en: 'Keep the file and report it to support; after an update run resume.',
    },
  );

export const noSuchAccount = (loginName: string): Refusal =>
  refusal(
    'notFound',
    'hq.noSuchAccount',
    {
      zh: `该门店没有登录名为“${loginName}”的账号。`,
      en: `The branch has no account with the login name "${loginName}".`,
    },
    {
      zh: '请核对登录名；新账号要等门店的变更包送到。',
      en: 'Check the name; a new account appears when its change set has arrived.',
    },
  );

export const portTaken = (port: number, code: string): Refusal =>
  refusal(
    'unavailable',
    'hq.portTaken',
    { zh: `端口 ${port} 不能使用（${code}）。`, en: `Port ${port} cannot be used (${code}).` },
    { zh: '请用 --port 换一个。', en: 'Choose another with --port.' },
  );
