import { type Refusal, refusal } from '../../shared/domain/refusal.ts';

export const passphraseNeeded = refusal(
  'locked',
  'hq.passphraseNeeded',
  {
    zh: '这一步要用总部签发密钥，需要口令。',
    en: 'This step uses the issuing key of headquarters and needs the passphrase.',
  },
  {
    zh: '请设置环境变量 SHOUKE_HQ_PASSPHRASE，或在终端中运行以便输入。',
    en: 'Set SHOUKE_HQ_PASSPHRASE, or run it in a terminal to be asked.',
  },
);

export const wrongPassphrase = refusal(
  'locked',
  'hq.wrongPassphrase',
  { zh: '口令不对，密钥没有打开。', en: 'Wrong passphrase; the key was not opened.' },
  { zh: '请检查大小写和输入法后重试。', en: 'Check capital letters and the input method, then try again.' },
);

export const passphraseWeak = refusal(
  'invalid',
  'hq.passphraseWeak',
  {
    zh: '口令太短。它保护总部的签发密钥，至少 12 个字符。',
    en: 'The passphrase is too short. It protects the issuing key of headquarters: 12 characters or more.',
  },
  { zh: '请用几个不相干的词。', en: 'Use several unrelated words.' },
);

export const keyFileDamaged = (name: string): Refusal =>
  refusal(
    'unavailable',
    'hq.keyFileDamaged',
    { zh: `密钥文件 ${name} 缺失或已损坏。`, en: `The key file ${name} is missing or damaged.` },
    {
      zh: '请从离线保存处放回这个文件，再试一次。',
      en: 'Put the file back from where it is kept offline, and try again.',
    },
  );

export const wrongShare = refusal(
  'invalid',
  'hq.wrongShare',
  {
    zh: '恢复份额不对。它在建立总部时打印一次，由第二个人保管。',
    en: 'Wrong recovery share. It was printed once when headquarters was founded, and a second person keeps it.',
  },
  { zh: '请逐组核对后重试。', en: 'Compare it group by group and try again.' },
);

/** One of several key files is under a passphrase of its own: it was kept elsewhere when the others were changed. */
export const keyFileUnderAnother = (name: string): Refusal =>
  refusal(
    'conflict',
    'hq.keyFileUnderAnother',
    {
      zh: `密钥文件 ${name} 用的是另一个口令。没有改动任何文件。`,
      en: `The key file ${name} is under another passphrase. Nothing was changed.`,
    },
    {
      zh: '请先把它移出 keys 文件夹；改完其余的，再放回，用它原来的口令运行一次。',
      en: 'Move it out of the keys folder, change the others, put it back and run this once more with its own old passphrase.',
    },
  );

export const newPassphraseNeeded = refusal(
  'locked',
  'hq.newPassphraseNeeded',
  { zh: '还需要新口令。', en: 'The new passphrase is needed too.' },
  {
    zh: '请设置环境变量 SHOUKE_HQ_NEW_PASSPHRASE，或在终端中运行以便输入。',
    en: 'Set SHOUKE_HQ_NEW_PASSPHRASE, or run it in a terminal to be asked.',
  },
);

export const passphrasesDiffer = refusal(
  'invalid',
  'hq.passphrasesDiffer',
  { zh: '两次输入的口令不一样，没有改动任何文件。', en: 'The two entries differ. Nothing was changed.' },
  { zh: '请再运行一次。', en: 'Run it again.' },
);

export const passphraseUnchanged = refusal(
  'invalid',
  'hq.passphraseUnchanged',
  { zh: '新口令与原口令相同，没有改动任何文件。', en: 'The new passphrase is the old one. Nothing was changed.' },
  { zh: '请换一个新口令。', en: 'Choose another one.' },
);

/** Another process changed the passphrase between reading the files and writing them. */
export const keysJustChanged = refusal(
  'conflict',
  'hq.keysJustChanged',
  {
    zh: '密钥文件刚被另一个程序改过，这次没有改动任何文件。',
    en: 'Another program has just changed the key files. Nothing was changed by this one.',
  },
  { zh: '请核对是谁改的，再运行一次。', en: 'Find out who did, then run it again.' },
);

export const shareNeeded = refusal(
  'locked',
  'hq.shareNeeded',
  {
    zh: '还需要恢复份额，由保管它的第二个人输入。',
    en: 'The recovery share is needed too, typed by the second person who keeps it.',
  },
  {
    zh: '请设置环境变量 SHOUKE_HQ_RECOVERY_SHARE，或在终端中运行以便输入。',
    en: 'Set SHOUKE_HQ_RECOVERY_SHARE, or run it in a terminal to be asked.',
  },
);
