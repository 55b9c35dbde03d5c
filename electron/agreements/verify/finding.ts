import type { Words } from '../../../shared/domain/refusal.ts';
import type { PdfUnreadableCode } from '../pdf/value.ts';

/** `error` fails the file, `warning` is worth a look, `info` completes the picture. */
export type FindingLevel = 'error' | 'warning' | 'info';

/** Something the verifier found, in both languages, with a stable code. */
export interface Finding extends Words {
  readonly code: string;
  readonly level: FindingLevel;
}

const found = (level: FindingLevel, code: string, zh: string, en: string): Finding => ({ level, code, zh, en });
export const error = (code: string, zh: string, en: string): Finding => found('error', code, zh, en);
export const warning = (code: string, zh: string, en: string): Finding => found('warning', code, zh, en);
export const info = (code: string, zh: string, en: string): Finding => found('info', code, zh, en);

const UNREADABLE: Record<PdfUnreadableCode, Words> = {
  notPdf: { zh: '这不是 PDF 文件，或文件开头已损坏', en: 'This is not a PDF file, or its beginning is damaged' },
  syntax: {
    zh: 'PDF 内容已损坏或被改动，无法可靠读取',
    en: 'The PDF is damaged or was altered and cannot be read reliably',
  },
  xref: {
    zh: 'PDF 的对象目录已损坏或被改动，不同阅读器可能显示不同内容，因此不予核验',
    en: 'The index of this PDF is damaged or was altered; readers may show different documents, so it is not verified',
  },
  encrypted: { zh: 'PDF 已加密，无法核验', en: 'The PDF is encrypted and cannot be verified' },
  limit: { zh: 'PDF 过大或结构异常，超出核验上限', en: 'The PDF is too large or too complex to verify' },
  unsupported: { zh: 'PDF 使用了不支持的结构，无法核验', en: 'The PDF uses a structure that is not supported' },
  structure: { zh: 'PDF 的页面或表单结构有误，无法核验', en: 'The page or form structure of this PDF is broken' },
};

/** The finding for a PDF that cannot be read at all. */
export const unreadable = (code: PdfUnreadableCode, detail: string): Finding =>
  error(`pdf.${code}`, `${UNREADABLE[code].zh}（${detail}）`, `${UNREADABLE[code].en} (${detail})`);
