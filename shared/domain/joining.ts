import type { Refusal } from './refusal.ts';

// Said by the service when it refuses, and by the page beside the button before anything is tried.

export const notEnrolled: Refusal = {
  kind: 'barred',
  code: 'sync.notEnrolled',
  zh: '本店还没有加入总部，变更留在本机，不会丢失。',
  en: 'This branch has not joined headquarters. Its changes stay on this computer; nothing is lost.',
  next: {
    zh: '请HR管理员在本页生成加入申请，交总部答复。',
    en: 'Have the HR admin make an enrolment request on this page and hand it to headquarters.',
  },
};

export const sampleNeverEnrols: Refusal = {
  kind: 'barred',
  code: 'sync.sample',
  zh: '示例门店不能加入总部。',
  en: 'A sample branch can never join headquarters.',
  next: {
    zh: '请用另一个数据文件夹新建正式门店，再加入总部。',
    en: 'Create a real branch in another data folder, and enrol that one.',
  },
};

export const sampleHasNoHeadquarters: Refusal = {
  kind: 'barred',
  code: 'sync.sampleReceives',
  zh: '示例门店没有总部，不能收取回执。',
  en: 'A sample branch has no headquarters and cannot take anything from one.',
  next: { zh: '请在正式门店中收取。', en: 'Take it in a real branch.' },
};

export const noRequest: Refusal = {
  kind: 'barred',
  code: 'sync.noRequest',
  zh: '本机没有等待答复的加入申请。',
  en: 'No enrolment request of this computer waits for an answer.',
  next: {
    zh: '请先生成加入申请，交总部后再收答复。',
    en: 'Make an enrolment request first and hand it to headquarters.',
  },
};

/** Asked, and not yet answered. */
export const answerAwaited: Refusal = {
  ...notEnrolled,
  next: {
    zh: '申请已做：请把总部的答复文件拿来，在本页加入。',
    en: 'The request is made: bring the answer of headquarters and join on this page.',
  },
};

/** The answer of headquarters is a file; without one there is nothing to verify. */
export const answerMissing: Refusal = {
  kind: 'invalid',
  code: 'sync.answerMissing',
  zh: '还没有选答复文件。',
  en: 'No answer file is chosen yet.',
  next: { zh: '请选总部给的答复文件。', en: 'Choose the file headquarters gave you.' },
};

/** More files at once than one call takes. */
export const tooManyFiles: Refusal = {
  kind: 'invalid',
  code: 'sync.tooManyFiles',
  zh: '一次最多收取 200 个文件，每个不超过 16 MB。',
  en: 'At most 200 files are taken at once, each of up to 16 MB.',
  next: {
    zh: '请只选总部给本店的文件，分几次收取。',
    en: 'Choose only the files headquarters gave this branch, in several goes.',
  },
};
