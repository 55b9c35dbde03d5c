import { type Refusal, type RefusalKind, type Result, refused, type Words } from '../domain/refusal.ts';

interface Wording extends Words {
  readonly kind: RefusalKind;
  readonly next: Words;
}

const exportAgain: Words = {
  zh: '本机数据没有丢失，请在分支机构重新导出这一个变更包。',
  en: 'No data is lost at the branch: export this change set there again.',
};
const update: Words = { zh: '请先更新本程序，再导入。', en: 'Update this program, then import again.' };
const report: Words = {
  zh: '不要重试。请保留此文件，并告知总部信息管理员。',
  en: 'Do not try again. Keep this file and tell the administrator at headquarters.',
};
const rightPlace: Words = {
  zh: '请确认文件来自哪里、应交给谁，再到正确的地方导入。',
  en: 'Check where the file comes from and whom it is for, and import it there.',
};

/** Everything that can be wrong with a change set, by its stable code. */
const wordings = {
  'changeset.empty': {
    kind: 'invalid',
    zh: '这个变更包是空文件（可能写入时磁盘已满或 U 盘拔出过早）。',
    en: 'This change set is an empty file (the disk was full, or the drive was removed too early).',
    next: exportAgain,
  },
  'changeset.truncated': {
    kind: 'invalid',
    zh: 'U 盘上的变更包不完整（可能拔出过早）。',
    en: 'The change set is incomplete (the drive may have been removed too early).',
    next: exportAgain,
  },
  'changeset.trailingBytes': {
    kind: 'invalid',
    zh: '变更包末尾多出了内容，文件被改动过。',
    en: 'Bytes follow the end of the change set: the file was changed.',
    next: exportAgain,
  },
  'changeset.notAChangeSet': {
    kind: 'invalid',
    zh: '这个文件不是变更包，或者开头已损坏。',
    en: 'This file is not a change set, or its beginning is damaged.',
    next: {
      zh: '请选择扩展名为 .skcs 的文件；若已选对，请重新导出。',
      en: 'Choose a .skcs file; if it is one, export it again.',
    },
  },
  'changeset.tooLarge': {
    kind: 'invalid',
    zh: '文件超过变更包允许的大小，没有读取。',
    en: 'The file is larger than a change set may be, and was not read.',
    next: report,
  },
  'changeset.formatTooNew': {
    kind: 'unavailable',
    zh: '变更包由更新版本的程序写成，本机还读不懂。',
    en: 'The change set was written by a newer version of the program.',
    next: update,
  },
  'changeset.headerMalformed': {
    kind: 'invalid',
    zh: '变更包的文件头不符合格式，文件已损坏或不是本产品写成。',
    en: 'The header of the change set is malformed: damaged, or not written by this product.',
    next: exportAgain,
  },
  'changeset.headerUnknownField': {
    kind: 'unavailable',
    zh: '变更包的文件头带有本机不认识的必要内容。',
    en: 'The header of the change set has a required field that this version does not know.',
    next: update,
  },
  'changeset.recipientsMalformed': {
    kind: 'invalid',
    zh: '变更包的收件人部分与文件头不符。',
    en: 'The recipient part of the change set does not match its header.',
    next: exportAgain,
  },
  'changeset.signerUnknown': {
    kind: 'forbidden',
    zh: '变更包由一张未登记的证书签名。',
    en: 'The change set is signed with a certificate that is not enrolled.',
    next: {
      zh: '请确认该分支机构已完成登记，或证书更换已送达。',
      en: 'Make sure that the branch is enrolled and its new certificate has arrived.',
    },
  },
  'changeset.signerRevoked': {
    kind: 'forbidden',
    zh: '签名所用的证书已被吊销，此序号起的变更包不再接受。',
    en: 'The signing certificate is revoked; change sets from this sequence on are not accepted.',
    next: report,
  },
  'changeset.otherBranch': {
    kind: 'forbidden',
    zh: '变更包写明的分支机构与签名证书的分支机构不是同一个。',
    en: 'The branch named in the change set is not the branch of its signing certificate.',
    next: report,
  },
  'changeset.notThisBranch': {
    kind: 'forbidden',
    zh: '这个变更包属于另一个分支机构。',
    en: 'This change set belongs to another branch.',
    next: rightPlace,
  },
  'changeset.wrongOrigin': {
    kind: 'forbidden',
    zh: '变更包的方向不对：分支机构的包交总部，总部的包交分支机构。',
    en: 'Wrong direction: a branch’s change sets go to headquarters, and those of headquarters to a branch.',
    next: rightPlace,
  },
  'changeset.sample': {
    kind: 'forbidden',
    zh: '这是样例数据的变更包，正式总部不接受。',
    en: 'This change set holds sample data; a real headquarters does not accept it.',
    next: { zh: '请在正式分支机构导出变更包。', en: 'Export the change set in a real branch.' },
  },
  'changeset.notSample': {
    kind: 'forbidden',
    zh: '这是正式数据的变更包，样例总部不接受。',
    en: 'This change set holds real data; a sample headquarters does not accept it.',
    next: { zh: '请交给正式总部导入。', en: 'Import it at the real headquarters.' },
  },
  'changeset.signatureInvalid': {
    kind: 'forbidden',
    zh: '变更包的签名对不上：文件在途中被改动，或存储介质损坏。',
    en: 'The signature does not match: the file was changed on the way, or the medium is damaged.',
    next: exportAgain,
  },
  'changeset.notForUs': {
    kind: 'forbidden',
    zh: '变更包不是加密给本机的，本机没有能打开它的密钥。',
    en: 'The change set is not encrypted to this recipient: no key here opens it.',
    next: rightPlace,
  },
  'changeset.keyUnwrap': {
    kind: 'invalid',
    zh: '变更包的文件密钥解不开：包装它的内容与文件头不符。',
    en: 'The file key cannot be unwrapped: it was wrapped for another header.',
    next: report,
  },
  'changeset.keyCommitment': {
    kind: 'invalid',
    zh: '变更包的正文不是用所附的文件密钥加密的。',
    en: 'The body of the change set is not encrypted with the file key that comes with it.',
    next: report,
  },
  'changeset.bodyTruncated': {
    kind: 'invalid',
    zh: '变更包的正文在签名之前就不完整。',
    en: 'The body of the change set was already incomplete when it was signed.',
    next: report,
  },
  'changeset.bodyDamaged': {
    kind: 'invalid',
    zh: '变更包的正文有一段解不开：分段被改动、调换或重复。',
    en: 'A chunk of the body does not decrypt: changed, moved or doubled.',
    next: report,
  },
  'changeset.paddingInvalid': {
    kind: 'invalid',
    zh: '变更包正文的填充不符合格式。',
    en: 'The padding of the change set is not as the format says.',
    next: report,
  },
  'changeset.payloadTooLarge': {
    kind: 'invalid',
    zh: '变更包解压后超过允许的大小，已停止解压。',
    en: 'The change set would decompress beyond what is allowed; decompression was stopped.',
    next: report,
  },
  'changeset.compressionInvalid': {
    kind: 'invalid',
    zh: '变更包正文无法解压。',
    en: 'The body of the change set does not decompress.',
    next: report,
  },
  'changeset.payloadMalformed': {
    kind: 'invalid',
    zh: '变更包的内容不符合格式。',
    en: 'The content of the change set is malformed.',
    next: report,
  },
  'changeset.payloadTooNew': {
    kind: 'unavailable',
    zh: '变更包的内容由更新版本的程序写成。',
    en: 'The content of the change set was written by a newer version.',
    next: update,
  },
  'changeset.wrongKind': {
    kind: 'invalid',
    zh: '变更包的种类与要做的事不符。',
    en: 'The change set is of another kind than what is asked for.',
    next: rightPlace,
  },
  'changeset.operationTooLarge': {
    kind: 'invalid',
    zh: '有一项改动超过单个变更包能装下的大小。',
    en: 'One change is larger than a change set can hold.',
    next: { zh: '请把大段内容改存为附件。', en: 'Store the large content as an attachment instead.' },
  },
  'changeset.partMismatch': {
    kind: 'conflict',
    zh: '同一笔业务的分包互相矛盾：总数不同，或同一分包内容不同。',
    en: 'Parts of one transaction contradict each other: different totals, or the same part with other content.',
    next: report,
  },
  'attachment.mismatch': {
    kind: 'invalid',
    zh: '附件拼齐后与登记的指纹不一致。',
    en: 'The attachment, put together, does not have the hash it is registered under.',
    next: { zh: '请让分支机构重新发送这个附件。', en: 'Ask the branch to send this attachment again.' },
  },
  'attachment.incomplete': {
    kind: 'barred',
    zh: '附件还没有收齐。',
    en: 'The attachment has not arrived completely.',
    next: { zh: '请继续导入其余的变更包。', en: 'Import the remaining change sets.' },
  },
} as const satisfies Record<string, Wording>;

export type ChangeSetRefusalCode = keyof typeof wordings;

/** Builds the refusal of a code; `detail` names the place (a byte, a chunk, a field) and is added to both texts. */
export function changeSetRefusal(code: ChangeSetRefusalCode, detail?: string | Words): Refusal {
  const { kind, zh, en, next } = wordings[code];
  if (detail === undefined) return { kind, code, zh, en, next };
  const words = typeof detail === 'string' ? { zh: detail, en: detail } : detail;
  return { kind, code, zh: `${zh}（${words.zh}）`, en: `${en} (${words.en})`, next };
}

export function refuseChangeSet(code: ChangeSetRefusalCode, detail?: string | Words): Result<never> {
  return refused(changeSetRefusal(code, detail));
}
