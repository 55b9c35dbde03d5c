import { formatMoney } from '../../shared/domain/money.ts';

/** `¥86,000` of an amount in fen: for figures that are compared, not paid. Rounded half away from zero. */
export function wholeYuan(fen: number): string {
  const yuan = Math.sign(fen) * Math.round(Math.abs(fen) / 100);
  return formatMoney((yuan || 0) * 100).slice(0, -3);
}

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** `2026-11-23 10:32` in Asia/Shanghai of UTC milliseconds. */
export const instantText = (instant: number): string => shanghai.format(instant);

/** Where `match` occurs in `text`, ignoring case and width, as pieces; characters outside the BMP stay whole. */
export function pieces(text: string, match: string): readonly { readonly text: string; readonly hit: boolean }[] {
  const fold = (value: string) => [...value].map((letter) => letter.normalize('NFKC').toLowerCase());
  const letters = [...text];
  const folded = fold(text);
  const wanted = fold(match.trim());
  if (wanted.length === 0) return [{ text, hit: false }];
  const found: { text: string; hit: boolean }[] = [];
  let plain = '';
  for (let at = 0; at < letters.length; ) {
    if (wanted.every((letter, index) => folded[at + index] === letter)) {
      if (plain) found.push({ text: plain, hit: false });
      plain = '';
      found.push({ text: letters.slice(at, at + wanted.length).join(''), hit: true });
      at += wanted.length;
    } else {
      plain += letters[at];
      at += 1;
    }
  }
  if (plain) found.push({ text: plain, hit: false });
  return found;
}
