import { type Refusal, refusal, type Words } from '../../shared/domain/refusal.ts';

export { noRequest, notEnrolled, sampleHasNoHeadquarters, sampleNeverEnrols } from '../../shared/domain/joining.ts';

export const alreadyEnrolled = refusal(
  'conflict',
  'sync.alreadyEnrolled',
  { zh: '本店已经加入总部，不需要再次申请。', en: 'This branch is enrolled already; no request is needed.' },
  {
    zh: '需要更换证书时请联系总部信息管理员。',
    en: 'If certificates must be replaced, ask the administrator at headquarters.',
  },
);

export const fingerprintUnreadable = refusal(
  'invalid',
  'sync.fingerprintUnreadable',
  {
    zh: '根证书指纹应是 64 位十六进制数字（0-9、A-F），可带空格。',
    en: 'The fingerprint of the root has 64 hexadecimal digits (0-9, A-F); spaces may stand between.',
  },
  {
    zh: '请照总部给的纸面逐组输入。',
    en: 'Type it group by group from the paper headquarters gave you.',
  },
  { field: 'rootFingerprint' },
);

export const keysLost = refusal(
  'unavailable',
  'sync.keysLost',
  {
    zh: '本机打不开与总部通信的密钥（登记库可能换过电脑，或用恢复码打开过）。',
    en: 'The keys towards headquarters do not open here: the registry came from another computer, or was opened by recovery code.',
  },
  {
    zh: '请重新生成加入申请，交总部更换证书；本机数据不受影响。',
    en: 'Make a new enrolment request and have headquarters replace the certificates; no data is affected.',
  },
);

export const folderMissing = (folder: string): Refusal =>
  refusal(
    'invalid',
    'sync.folderMissing',
    {
      zh: `找不到文件夹“${folder}”（U 盘没插好，或共享没连上）。`,
      en: `There is no folder "${folder}": the USB stick is not in, or the share is not connected.`,
    },
    {
      zh: '请插好 U 盘或打开一次共享文件夹，再写完整路径，例如 E:\\守客。',
      en: 'Insert the stick or open the share once, and give the full path, such as E:\\Shouke.',
    },
    { field: 'folder' },
  );

export const folderOurs = refusal(
  'invalid',
  'sync.folderOurs',
  {
    zh: '这是守客自己的数据文件夹，不能导出到里面。',
    en: 'This is the data folder of Shouke itself; nothing is exported into it.',
  },
  { zh: '请选 U 盘或共享文件夹。', en: 'Choose a USB stick or a shared folder.' },
  { field: 'folder' },
);

export const folderFull = (folder: string): Refusal =>
  refusal(
    'unavailable',
    'sync.folderFull',
    {
      zh: `“${folder}”空间不足，没有写完的变更包已撤掉。本机数据没有丢失。`,
      en: `There is no room left in "${folder}"; the change set that did not fit was taken away. No data is lost.`,
    },
    { zh: '请腾出空间或换一个 U 盘，再导出一次。', en: 'Free some space or take another stick, and export again.' },
    { field: 'folder' },
  );

export const diskFull = refusal(
  'unavailable',
  'sync.diskFull',
  {
    zh: '本机磁盘已满，没有封完的变更留待下次，已有数据完好。',
    en: 'The disk of this computer is full. What was not sealed waits for the next time; all data is intact.',
  },
  { zh: '请清理磁盘空间后再封包。', en: 'Free some disk space and seal again.' },
);

export const folderUnwritable = (folder: string, code: string): Refusal =>
  refusal(
    'unavailable',
    'sync.folderUnwritable',
    { zh: `“${folder}”写不进去（${code}）。`, en: `"${folder}" cannot be written to (${code}).` },
    {
      zh: '请检查 U 盘写保护开关或共享权限，再试一次。',
      en: 'Check the write-protection of the stick or the rights on the share, and try again.',
    },
    { field: 'folder' },
  );

export const noSuchChangeSet = (sequence: number): Refusal =>
  refusal(
    'notFound',
    'sync.noSuchChangeSet',
    { zh: `没有第 ${sequence} 号变更包。`, en: `There is no change set ${sequence}.` },
    { zh: '请从列表中选择。', en: 'Choose one from the list.' },
    { field: 'fromSequence' },
  );

export const fileGone = (fileName: string): Refusal =>
  refusal(
    'unavailable',
    'sync.fileGone',
    {
      zh: `本机保存的变更包 ${fileName} 不见了或已损坏，不能重新导出。`,
      en: `The stored change set ${fileName} is missing or damaged and cannot be exported again.`,
    },
    {
      zh: '总部若还没有收到它，请联系总部信息管理员。',
      en: 'If headquarters does not have it yet, tell the administrator there.',
    },
  );

export const hqFork = refusal(
  'conflict',
  'sync.hqFork',
  {
    zh: '总部用同一个序号发来了两份不同的文件，第二份没有采用。',
    en: 'Headquarters sent two different files under one sequence number. The second was not taken.',
  },
  { zh: '请把两份文件都保留，告知总部信息管理员。', en: 'Keep both files and tell the administrator at headquarters.' },
);

/** Sealed for the keys of a computer that another has replaced: nobody can open it any more. */
export const forEarlierComputer: Refusal = refusal(
  'unavailable',
  'sync.forEarlierComputer',
  {
    zh: '这份总部文件是发给本店原来那台电脑的，这里打不开，已记下不再等它。',
    en: 'Headquarters sealed this file for the computer this branch had before. It cannot be opened here and is waited for no longer.',
  },
  {
    zh: '请告知总部信息管理员：其中的冻结令或策略要再发一次。',
    en: 'Tell the administrator at headquarters: a freeze or a policy in it has to be sent once more.',
  },
);

export const kindUnknown = (kind: string): Refusal =>
  refusal(
    'unavailable',
    'sync.kindUnknown',
    {
      zh: `这个版本还不会处理总部发来的这类文件（${kind}）。`,
      en: `This version cannot take this kind of file from headquarters (${kind}).`,
    },
    { zh: '请更新本程序后再收取。', en: 'Update this program and take it again.' },
  );

export const receiptProof = (what: Words): Refusal =>
  refusal(
    'forbidden',
    'sync.receiptProof',
    {
      zh: `回执的证明对不上：${what.zh}。回执没有采用。`,
      en: `The receipt's proof does not hold: ${what.en}. The receipt was not taken.`,
    },
    {
      zh: '不要重试。请保留此文件，并告知总部信息管理员。',
      en: 'Do not try again. Keep this file and tell the administrator at headquarters.',
    },
  );

export const policyNotOurs = (table: string): Refusal =>
  refusal(
    'forbidden',
    'sync.policyTable',
    {
      zh: `总部策略里有不归总部管的内容（${table}），整份没有采用。`,
      en: `The policy from headquarters contains rows that are not headquarters' to write (${table}); nothing of it was taken.`,
    },
    { zh: '请告知总部信息管理员。', en: 'Tell the administrator at headquarters.' },
  );
