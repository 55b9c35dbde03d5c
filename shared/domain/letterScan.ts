import type { Refusal } from './refusal.ts';

/** Whether the code on a scan names the letter it is given for; without a readable code a person has to look. */
export type ScanMatch = 'same' | 'other' | 'unread';

/** Why a scan is not kept with a letter: the paper of one client proves nothing about another. */
export function letterScanRefusals(match: ScanMatch | undefined): readonly Refusal[] {
  return match === 'other' ? [scanOfAnotherForm] : [];
}

const scanOfAnotherForm: Refusal = {
  kind: 'invalid',
  code: 'letter.scanOfAnotherForm',
  zh: '还没有登记：扫描件上的二维码属于另一份表单。',
  en: 'Not recorded yet: the code on the scan belongs to another form.',
  next: {
    zh: '请点“换一份”，放入本函的扫描件；这一份可以放到“扫描件归档”，系统会找到它的案件。',
    en: 'Press "Choose another" and take the scan of this letter; put this one under "File scans", where its case is found.',
  },
};
