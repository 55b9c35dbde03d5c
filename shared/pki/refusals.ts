import { type Refusal, type RefusalKind, type Result, refused, type Words } from '../domain/refusal.ts';

interface Wording extends Words {
  readonly kind: RefusalKind;
  readonly next: Words;
}

const askHq: Words = {
  zh: '请联系总部信息管理员核对证书。',
  en: 'Ask the administrator at headquarters to check the certificate.',
};
const enrolAgain: Words = {
  zh: '请在分支机构重新生成登记申请，再交总部答复。',
  en: 'Make the enrolment request again at the branch and hand it to headquarters.',
};
const correctInput: Words = { zh: '请改正后重试。', en: 'Correct it and try again.' };

/** Everything that can be wrong with certificates and enrolment, by its stable code. */
const wordings = {
  'pki.malformed': {
    kind: 'invalid',
    zh: '证书或吊销列表已损坏，读不出来。',
    en: 'The certificate or revocation list is damaged and cannot be read.',
    next: askHq,
  },
  'pki.unknownIssuer': {
    kind: 'forbidden',
    zh: '证书不是由可信的总部根证书签发的。',
    en: 'The certificate does not lead to a trusted headquarters root.',
    next: askHq,
  },
  'pki.badSignature': {
    kind: 'forbidden',
    zh: '证书上的签发签名对不上，证书被改动过。',
    en: 'The issuer’s signature on the certificate does not match: it was changed.',
    next: askHq,
  },
  'pki.wrongRole': {
    kind: 'forbidden',
    zh: '这张证书不是用于这个用途的。',
    en: 'The certificate is not for this purpose.',
    next: askHq,
  },
  'pki.wrongIssuerRole': {
    kind: 'forbidden',
    zh: '签发者无权签发这一类证书。',
    en: 'The issuer may not issue certificates of this kind.',
    next: askHq,
  },
  'pki.otherBranch': {
    kind: 'forbidden',
    zh: '证书属于另一个分支机构。',
    en: 'The certificate belongs to another branch.',
    next: askHq,
  },
  'pki.sampleMixed': {
    kind: 'forbidden',
    zh: '样例证书与正式证书不能混用。',
    en: 'Sample and real certificates cannot be mixed.',
    next: { zh: '请使用正式总部签发的证书。', en: 'Use certificates issued by the real headquarters.' },
  },
  'pki.notYetValid': {
    kind: 'barred',
    zh: '证书在该时间尚未生效。',
    en: 'The certificate was not yet valid at that time.',
    next: {
      zh: '请检查本机的日期和时间；若无误，请联系总部核对证书。',
      en: 'Check the date and time of this computer; if they are right, ask headquarters about the certificate.',
    },
  },
  'pki.expired': {
    kind: 'barred',
    zh: '证书在该时间已过期。',
    en: 'The certificate had expired at that time.',
    next: { zh: '请向总部申请新证书。', en: 'Ask headquarters for a new certificate.' },
  },
  'pki.revoked': {
    kind: 'forbidden',
    zh: '证书已被吊销。',
    en: 'The certificate is revoked.',
    next: { zh: '请向总部申请新证书。', en: 'Ask headquarters for a new certificate.' },
  },
  'pki.revocationUnknown': {
    kind: 'unavailable',
    zh: '没有签发者在该时间有效的吊销列表，无法确认证书是否被吊销。',
    en: 'There is no revocation list of the issuer that covers that time.',
    next: {
      zh: '请先与总部同步，取得最新的吊销列表。',
      en: 'Synchronise with headquarters to get the latest revocation list.',
    },
  },
  'pki.weak': {
    kind: 'forbidden',
    zh: '证书的密钥或签名算法不符合要求。',
    en: 'The certificate’s key or signature algorithm does not meet the requirements.',
    next: askHq,
  },
  'pki.constraints': {
    kind: 'forbidden',
    zh: '证书的限制项与用途不符。',
    en: 'The certificate’s constraints do not match its use.',
    next: askHq,
  },
  'pki.name': {
    kind: 'invalid',
    zh: '证书名称为空、超过 64 个字，或含有控制字符。',
    en: 'A name in the certificate is empty, longer than 64 characters, or has control characters.',
    next: correctInput,
  },
  'pki.validity': {
    kind: 'invalid',
    zh: '证书有效期不在签发者的有效期之内。',
    en: 'The validity of the certificate is not within that of its issuer.',
    next: correctInput,
  },
  'enrolment.malformed': {
    kind: 'invalid',
    zh: '登记文件已损坏，或不是登记文件。',
    en: 'The enrolment file is damaged, or is none.',
    next: enrolAgain,
  },
  'enrolment.tooNew': {
    kind: 'unavailable',
    zh: '登记文件由更新版本的程序写成。',
    en: 'The enrolment file was written by a newer version.',
    next: { zh: '请先更新本程序。', en: 'Update this program first.' },
  },
  'enrolment.possession': {
    kind: 'forbidden',
    zh: '登记申请没有证明持有其中的私钥，文件被改动过。',
    en: 'The request does not prove that the applicant holds its private keys: it was changed.',
    next: enrolAgain,
  },
  'enrolment.sample': {
    kind: 'forbidden',
    zh: '样例分支机构不能登记到正式总部。',
    en: 'A sample branch can never be enrolled with a real headquarters.',
    next: { zh: '请用“新建分支机构”重新开始，再提交登记。', en: 'Start a real branch first, then enrol that one.' },
  },
  'enrolment.notSample': {
    kind: 'forbidden',
    zh: '样例总部不接受正式分支机构的登记。',
    en: 'A sample headquarters does not enrol a real branch.',
    next: { zh: '请把登记申请交给正式总部。', en: 'Hand the request to the real headquarters.' },
  },
  'enrolment.otherBranch': {
    kind: 'conflict',
    zh: '登记申请写的分支机构与总部要登记的不是同一个。',
    en: 'The request names another branch than the one headquarters is enrolling.',
    next: enrolAgain,
  },
  'enrolment.otherRequest': {
    kind: 'conflict',
    zh: '这份答复不是给本机这次申请的。',
    en: 'This answer is not for the request this computer made.',
    next: { zh: '请导入与最近一次申请对应的答复。', en: 'Import the answer to the latest request.' },
  },
  'enrolment.answerSignature': {
    kind: 'forbidden',
    zh: '登记答复上的总部签名对不上，文件被改动过。',
    en: 'Headquarters’ signature on the answer does not match: it was changed.',
    next: { zh: '请让总部重新导出答复。', en: 'Ask headquarters to export the answer again.' },
  },
  'enrolment.otherRoot': {
    kind: 'forbidden',
    zh: '答复里的总部根证书指纹与纸面上的不一致。',
    en: 'The fingerprint of the root in the answer is not the one on paper.',
    next: {
      zh: '不要继续。请电话核对总部根证书指纹。',
      en: 'Do not go on. Check the fingerprint with headquarters by phone.',
    },
  },
  'recovery.unreadable': {
    kind: 'forbidden',
    zh: '恢复包打不开：不是给这把恢复密钥的，不是这个分支机构的，或已损坏。',
    en: 'The recovery package does not open: other recovery key, other branch, or damaged.',
    next: { zh: '请核对分支机构与恢复密钥。', en: 'Check the branch and the recovery key.' },
  },
} as const satisfies Record<string, Wording>;

export type PkiRefusalCode = keyof typeof wordings;

/** Builds the refusal of a code; `detail` names the certificate or field and is added to both texts. */
export function pkiRefusal(code: PkiRefusalCode, detail?: string): Refusal {
  const { kind, zh, en, next } = wordings[code];
  if (detail === undefined) return { kind, code, zh, en, next };
  return { kind, code, zh: `${zh}（${detail}）`, en: `${en} (${detail})`, next };
}

export function refusePki(code: PkiRefusalCode, detail?: string): Result<never> {
  return refused(pkiRefusal(code, detail));
}
