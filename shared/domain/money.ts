import { done, type Refusal, type Result, refused } from './refusal.ts';

/** An amount of money: a whole number of fen (分), 1/100 yuan. Never a fraction, never a float of yuan. */
export type Fen = number;

/** The largest amount the product takes, a thousand billion yuan: ninety of them still add up without loss. */
export const largestFen: Fen = 1e14;

/** Whether a number is an amount of money within the limits of the product. */
export const isFen = (value: number): value is Fen => Number.isSafeInteger(value) && Math.abs(value) <= largestFen;

/** `¥12,345.60`; negative amounts as `-¥12,345.60`. */
export function formatMoney(amount: Fen): string {
  return `${amount < 0 ? '-' : ''}¥${formatDigits(Math.abs(amount))}`;
}

/** `12,345.60`, for a column whose heading says yuan. */
export function formatAmount(amount: Fen): string {
  return `${amount < 0 ? '-' : ''}${formatDigits(Math.abs(amount))}`;
}

function formatDigits(fen: number): string {
  const digits = String(fen).padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${yuan}.${digits.slice(-2)}`;
}

/**
 * Reads an amount as people and exports write it: `12,345.60`, `¥12345.6`, `12345元`, `1.2万`, `-300`, `32.3800`. The
 * units 万 and 亿 are taken when they leave whole fen. What could mean two amounts is refused: `1,2` (a decimal comma?),
 * `1.234,56`, `1万2`, `12.345` (three decimals), `(300)`, `1e5`.
 */
export function parseMoney(text: string, field = 'amount'): Result<Fen> {
  const tidy = text
    .replace(/[\uff01-\uff5e\uffe5]/g, (c) => (c === '￥' ? '¥' : String.fromCharCode(c.charCodeAt(0) - 0xfee0)))
    .replace(/[\s\u3000\u00a0\ufeff\u200b]+/g, '')
    .replace(/[\u2212\u2010-\u2014]/g, '-')
    .replace(/^(-?)(?:人民币|RMB|CNY)/i, '$1')
    .replace(/(?:元整?|圆整?|块钱?|RMB|CNY)$/i, '');
  const found = /^(-?)¥?(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?(万|亿)?$/.exec(tidy);
  if (!found || (found[1] && found[2])) return refused(unreadable(text, tidy, field));
  const [, sign, innerSign, whole = '', fraction = '', unit] = found;
  const shift = unit === '亿' ? 8 : unit === '万' ? 4 : 0;
  const places = 2 + shift;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > places) {
    return refused({
      kind: 'invalid',
      code: 'money.tooFine',
      field,
      zh: `金额“${clip(text)}”比 1 分还细。`,
      en: `The amount “${clip(text)}” is finer than one fen.`,
      next: { zh: '请保留两位小数。', en: 'Give at most two decimals.' },
    });
  }
  const digits = whole.replaceAll(',', '').replace(/^0+(?=\d)/, '') + significant.padEnd(places, '0');
  const fen = digits.length > 18 ? Number.POSITIVE_INFINITY : Number(digits);
  if (fen > largestFen) {
    return refused({
      kind: 'invalid',
      code: 'money.tooLarge',
      field,
      zh: `金额“${clip(text)}”超过一万亿元。`,
      en: `The amount “${clip(text)}” is more than a thousand billion yuan.`,
      next: { zh: '请检查位数和单位。', en: 'Check the digits and the unit.' },
    });
  }
  // `-0` would be equal to 0 and yet print a sign.
  return done(fen === 0 ? 0 : sign || innerSign ? -fen : fen);
}

function unreadable(text: string, tidy: string, field: string): Refusal {
  const base = { kind: 'invalid', code: 'money.format', field } as const;
  if (tidy === '') {
    return {
      ...base,
      zh: '没有填写金额。',
      en: 'The amount is empty.',
      next: { zh: '请填写金额，例如 12,345.60。', en: 'Enter an amount, for example 12,345.60.' },
    };
  }
  if (/^-?¥?\d+[.,][\d.,]*\d(万|亿)?$/.test(tidy)) {
    return {
      ...base,
      zh: `金额“${clip(text)}”有两种读法：逗号是千位分隔，还是小数点？`,
      en: `The amount “${clip(text)}” can be read in two ways: does the comma separate thousands or decimals?`,
      next: {
        zh: '千位用逗号，小数用点，例如 12,345.60。',
        en: 'Write 12,345.60: comma for thousands, point for decimals.',
      },
    };
  }
  return {
    ...base,
    zh: `看不懂金额“${clip(text)}”。`,
    en: `Cannot read the amount “${clip(text)}”.`,
    next: { zh: '请只填数字，例如 12,345.60 或 1.2万。', en: 'Enter digits only, for example 12,345.60.' },
  };
}

const clip = (text: string): string => {
  const characters = [...text.trim()];
  return characters.length > 20 ? `${characters.slice(0, 20).join('')}…` : characters.join('');
};
