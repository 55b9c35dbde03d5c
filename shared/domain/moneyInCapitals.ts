import type { Fen } from './money.ts';

const digitCapitals = '零壹贰叁肆伍陆柒捌玖';
const placeCapitals = ['', '拾', '佰', '仟'];
const groupCapitals = ['', '万', '亿', '万亿'];

/**
 * An amount in the capitals that forms and receipts carry: `人民币壹万贰仟叁佰肆拾伍元陆角整` (rules for filling in bills,
 * 支付结算办法 annex 1): 整 after 元 or 角, none after 分, one 零 for a run of zeros between digits.
 */
export function moneyInCapitals(amount: Fen): string {
  const fen = Math.abs(amount);
  const yuan = Math.floor(fen / 100);
  const jiao = Math.floor(fen / 10) % 10;
  const last = fen % 10;
  const whole = yuan === 0 ? (fen === 0 ? '零元' : '') : `${wholeInCapitals(yuan)}元`;
  const digit = (value: number): string => digitCapitals.charAt(value);
  let fraction = '';
  if (jiao > 0) fraction = `${digit(jiao)}角`;
  else if (last > 0 && yuan > 0) fraction = '零';
  fraction += last > 0 ? `${digit(last)}分` : '整';
  return `人民币${amount < 0 ? '负' : ''}${whole}${fraction}`;
}

/** Groups of four digits; a group that is not full up to its thousands is joined to what stands before it by 零. */
function wholeInCapitals(yuan: number): string {
  let text = '';
  let pendingZero = false;
  const digits = String(yuan);
  const groups = Math.ceil(digits.length / 4);
  const padded = digits.padStart(groups * 4, '0');
  for (let group = 0; group < groups; group += 1) {
    let groupText = '';
    for (let place = 0; place < 4; place += 1) {
      const value = Number(padded.charAt(group * 4 + place));
      if (value === 0) {
        pendingZero = text !== '' || groupText !== '';
        continue;
      }
      if (pendingZero) groupText += '零';
      pendingZero = false;
      groupText += digitCapitals.charAt(value) + (placeCapitals[3 - place] ?? '');
    }
    if (groupText !== '') {
      text += groupText + (groupCapitals[groups - 1 - group] ?? '');
      // A group that ends in zeros needs none of its own; the next one says whether it starts with one.
      pendingZero = false;
    }
  }
  return text;
}
