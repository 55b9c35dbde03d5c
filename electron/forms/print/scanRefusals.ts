import type { Refusal } from '../../../shared/domain/refusal.ts';

/** Why a scan leads to no form. Each says what to do next: the paper is in the clerk's hand. */
const refusal = (code: string, zh: string, en: string, nextZh: string, nextEn: string): Refusal => ({
  kind: 'invalid',
  code: `scan.${code}`,
  field: 'file',
  zh,
  en,
  next: { zh: nextZh, en: nextEn },
});

export const emptyFile = () =>
  refusal(
    'empty',
    '这个文件是空的。',
    'The file is empty.',
    '请重新扫描；若从 U 盘复制，请等复制完成再拔出。',
    'Scan again; when copying from a USB stick, wait until copying has ended.',
  );

export const fileTooLarge = (megabytes: number) =>
  refusal(
    'fileTooLarge',
    `扫描件超过 ${megabytes} MB，没有读取。`,
    `The scan is over ${megabytes} MB and was not read.`,
    '请用 200 至 300 dpi、灰度扫描，或分成几个文件。',
    'Scan at 200 to 300 dpi in greyscale, or split it into several files.',
  );

export const unsupportedFormat = () =>
  refusal(
    'format',
    '这个文件不是 PDF、PNG 或 JPEG。',
    'The file is not a PDF, PNG or JPEG.',
    '请在扫描仪或手机上选择 PDF 或 JPEG 格式后重新保存。',
    'Choose PDF or JPEG on the scanner or phone and save again.',
  );

export const damagedFile = () =>
  refusal(
    'damaged',
    '扫描件已损坏，读不出内容。',
    'The scan is damaged and cannot be read.',
    '请重新扫描这张纸，或从扫描仪重新复制文件。',
    'Scan the paper again, or copy the file from the scanner once more.',
  );

export const lockedFile = () =>
  refusal(
    'locked',
    '这个 PDF 设有打开密码，读不出内容。',
    'This PDF is locked with a password and cannot be read.',
    '请直接扫描纸质表单，或先去掉密码再导入。',
    'Scan the paper itself, or remove the password first.',
  );

export const imageTooLarge = (megapixels: number) =>
  refusal(
    'imageTooLarge',
    `图片超过 ${megapixels} 百万像素，没有读取。`,
    `The picture is over ${megapixels} megapixels and was not read.`,
    '请用 200 至 300 dpi 重新扫描。',
    'Scan again at 200 to 300 dpi.',
  );

export const tooManyPages = (pages: number, most: number) =>
  refusal(
    'tooManyPages',
    `这个 PDF 有 ${pages} 页，一次最多读 ${most} 页。`,
    `This PDF has ${pages} pages; at most ${most} are read at once.`,
    '请分批扫描，每批不超过上限。',
    'Scan in batches that stay under the limit.',
  );

export const tooSlow = () =>
  refusal(
    'tooSlow',
    '读这个文件用时过长，已经停止。',
    'Reading this file took too long and was stopped.',
    '请用 200 至 300 dpi 重新扫描，或把它分成几个文件。',
    'Scan again at 200 to 300 dpi, or split it into several files.',
  );

export const noCode = () =>
  refusal(
    'noCode',
    '没有找到表单的二维码。',
    'No QR code of a form was found.',
    '请确认表头右上角的二维码完整、没有被遮住，用 200 dpi 以上重新扫描；仍读不出的，在案件的“表单”里（确认函在登记客户回复时）放入，并目视核对。',
    'Check that the code at the top right is whole and uncovered, scan at 200 dpi or more; a form that still cannot be read is given under "Forms" of its case (a letter when its answer is recorded) and compared by eye.',
  );

export const foreignCode = () =>
  refusal(
    'foreignCode',
    '扫描件上的二维码不是本系统印的。',
    'The QR code on the scan was not printed by this system.',
    '请确认扫描的是守客打印的表单，换成那一页再扫描。',
    'Check that the paper was printed by Shouke, and scan that page.',
  );

export const newerCode = () =>
  refusal(
    'newerCode',
    '这张表单由更新版本的守客打印，本机读不懂它的二维码。',
    'This form was printed by a newer version of Shouke, whose code this version cannot read.',
    '请先更新本机软件，再导入这份扫描件。',
    'Update the application first, then take in the scan again.',
  );

export const brokenCode = () =>
  refusal(
    'brokenCode',
    '二维码的内容不完整或被改动过。',
    'The content of the QR code is incomplete or was altered.',
    '请按纸面编号找到存档的表单，逐项比对；确认是伪造的，请留存原件并告知HR管理员。',
    'Find the form on file by the number on paper and compare them; if it looks forged, keep the paper and tell the HR admin.',
  );
