import { done, type Result, refused } from '../../shared/domain/refusal.ts';
import { unreadableEncoding } from './refusals.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * The text of a file as Chinese offices have it: UTF-8 with or without a byte order mark, UTF-16 with one (Excel's "Unicode
 * text"), else GB18030, which contains GBK and GB2312. Bytes that are none of these are refused: a replacement character
 * would be a lost character.
 */
export function decodeText(bytes: Uint8Array, file: string): Result<DecodedText> {
  const marked: Encoding | undefined =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  for (const encoding of marked ? [marked] : (['utf-8', 'gb18030'] as const)) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // A picture or a database may pass for text in some encoding; text has no NUL.
      if (!text.includes('\0')) return done({ text, encoding });
    } catch {
      // Not this one.
    }
  }
  return refused(unreadableEncoding(file));
}
