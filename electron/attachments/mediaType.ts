import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { largestScan } from '../../shared/domain/scanFile.ts';

/** What the bytes of a scan or photo can be. */
export type ScanType = 'application/pdf' | 'image/png' | 'image/jpeg';

const extensions: Readonly<Record<ScanType, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
};
/** Smaller than any page that somebody could have signed. */
const smallestScan = 64;

/**
 * What a file is, by its own bytes: name and declared type are the sender's words. Beginning and end are looked at, so
 * that a file cut short is not filed as the signed paper.
 * @throws RefusalError `scan.notReadable`, `scan.cutShort`, `scan.tooLarge`, `scan.empty`.
 */
export function scanTypeOf(bytes: Uint8Array): ScanType {
  if (bytes.length > largestScan) throw new RefusalError(tooLarge);
  if (bytes.length === 0) throw new RefusalError(empty);
  const type = typeByBytes(bytes);
  if (bytes.length < smallestScan) throw new RefusalError(cutShort);
  return type;
}

function typeByBytes(bytes: Uint8Array): ScanType {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.subarray(0, 5).equals(Buffer.from('%PDF-'))) {
    if (view.lastIndexOf('%%EOF') < Math.max(0, view.length - 1100)) throw new RefusalError(cutShort);
    return 'application/pdf';
  }
  if (view.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) {
    if (view.lastIndexOf('IEND') < Math.max(0, view.length - 32)) throw new RefusalError(cutShort);
    return 'image/png';
  }
  if (view[0] === 0xff && view[1] === 0xd8 && view[2] === 0xff) {
    // Cameras append previews and padding behind the end mark; without any end mark the file was cut.
    if (view.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0) throw new RefusalError(cutShort);
    return 'image/jpeg';
  }
  throw new RefusalError(notReadable);
}

/** The file name under which a scan is handed out: ours, never the sender's. */
export const scanName = (stem: string, type: ScanType): string => `${stem}.${extensions[type]}`;

const about = (code: string, zh: string, en: string, nextZh: string, nextEn: string): Refusal => ({
  kind: 'invalid',
  code,
  field: 'file',
  zh,
  en,
  next: { zh: nextZh, en: nextEn },
});

const notReadable = about(
  'scan.notReadable',
  '这个文件不是 PDF、PNG 或 JPEG。',
  'This file is not a PDF, PNG or JPEG.',
  '请用扫描仪重新扫描并保存为 PDF 或图片。',
  'Scan it again and save it as a PDF or a picture.',
);
const cutShort = about(
  'scan.cutShort',
  '扫描件不完整，结尾缺失。',
  'The scan is not complete: its end is missing.',
  '请重新扫描，或等文件复制完成后再选。',
  'Scan it again, or wait until the file has been copied.',
);
const tooLarge = about(
  'scan.tooLarge',
  '扫描件超过 20 MB。',
  'The scan is larger than 20 MB.',
  '请用 200 至 300 dpi 黑白或灰度重新扫描。',
  'Scan it again at 200 to 300 dpi in black and white or grey.',
);
const empty = about(
  'scan.empty',
  '这个文件是空的。',
  'This file is empty.',
  '请重新选择扫描件。',
  'Choose the scan again.',
);
