import { type Refusal, RefusalError } from './refusal.ts';

/** Largest scan taken, in bytes: 20 MiB. */
export const largestScan = 20 * 1024 * 1024;

/** What is wrong with a file before anything of it is read: sending it would only break the connection. */
export function scanFileRefusals(file: { readonly name: string; readonly size: number }): readonly Refusal[] {
  if (file.size === 0) return [empty(file.name)];
  return file.size > largestScan ? [tooLarge(file.name)] : [];
}

/** @throws RefusalError of {@link scanFileRefusals}, for where a file is sent as soon as it is chosen. */
export function assertScanFile(file: { readonly name: string; readonly size: number }): void {
  const [first, ...more] = scanFileRefusals(file);
  if (first !== undefined) throw new RefusalError(first, ...more);
}

const empty = (name: string): Refusal => ({
  kind: 'invalid',
  code: 'scanFile.empty',
  zh: `“${name}”是空的，没有读取。`,
  en: `“${name}” is empty and was not read.`,
  next: {
    zh: '请重新扫描；若从 U 盘复制，请等复制完成再拔出。',
    en: 'Scan again; when copying from a USB stick, wait until copying has ended.',
  },
});

const tooLarge = (name: string): Refusal => ({
  kind: 'invalid',
  code: 'scanFile.tooLarge',
  zh: `“${name}”超过 20 MB，没有读取。`,
  en: `“${name}” is over 20 MB and was not read.`,
  next: {
    zh: '请用 200 至 300 dpi、灰度扫描，或分成几个文件。',
    en: 'Scan at 200 to 300 dpi in greyscale, or split it into several files.',
  },
});
