import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './anyText.ts';
import { formatAmount, formatMoney, isFen, largestFen, parseMoney } from './money.ts';
import { moneyInCapitals } from './moneyInCapitals.ts';

const read = (text: string): number | string => {
  const result = parseMoney(text, 'amount');
  return result.ok ? result.value : (result.refusals[0]?.code ?? '');
};
const fen = fc.integer({ min: -1e14, max: 1e14 });

describe('amounts', () => {
  it('are shown in yuan with two decimals', () => {
    expect(formatMoney(1_234_560)).toBe('¥12,345.60');
    expect(formatMoney(0)).toBe('¥0.00');
    expect(formatMoney(-5)).toBe('-¥0.05');
    expect(formatMoney(123_456_789_00)).toBe('¥123,456,789.00');
    expect(formatAmount(-99_999)).toBe('-999.99');
    expect(formatMoney(largestFen)).toBe('¥1,000,000,000,000.00');
  });

  it('are read as people write them', () => {
    for (const text of [
      '12345.60',
      '12,345.60',
      '¥12,345.6',
      '￥ 12,345.60 元',
      'RMB 12345.60',
      '12345.6000',
      '１２，３４５．６０',
      '人民币12345.60元',
      '1.23456万',
    ])
      expect(read(text)).toBe(1_234_560);
    expect(read('1.2万')).toBe(1_200_000);
    expect(read('¥1.2万')).toBe(1_200_000);
    expect(read('3亿元')).toBe(30_000_000_000);
    expect(read('-300')).toBe(-30_000);
    expect(read('-¥300')).toBe(-30_000);
    expect(read('¥-300')).toBe(-30_000);
    expect(read('−0.05')).toBe(-5);
    expect(read('-0')).toBe(0);
    expect(Object.is(read('-0.00'), 0)).toBe(true);
    expect(read('5.')).toBe(500);
    expect(read('007')).toBe(700);
  });

  it('are refused where two amounts could be meant', () => {
    for (const text of [
      '1,2',
      '1.234,56',
      '12,34.50',
      '1,234,5',
      '1万2',
      '1万2千',
      '(300)',
      '1e5',
      '0x10',
      '--5',
      '-¥-5',
      'O',
      '一万',
      '12 345 US$',
      '$5',
      '5%',
      '.',
      '',
    ])
      expect(read(text), text).toBe('money.format');
    expect(read('12.345')).toBe('money.tooFine');
    expect(read('1.2345678万')).toBe('money.tooFine');
    expect(read('99999999999999999999999')).toBe('money.tooLarge');
    expect(read('10001亿')).toBe('money.tooLarge');
    expect(read('10000亿')).toBe(largestFen);
  });

  it('say what is unclear', () => {
    const result = parseMoney('1,2', 'balance');
    expect(result).toMatchObject({
      refusals: [{ field: 'balance', zh: '金额“1,2”有两种读法：逗号是千位分隔，还是小数点？' }],
    });
  });

  it('come back from every way of showing them', () => {
    fc.assert(
      fc.property(fen, (amount) => {
        expect(read(formatMoney(amount))).toBe(amount);
        expect(read(formatAmount(amount))).toBe(amount);
      }),
    );
  });

  it('are whole and within the limits whatever is read', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.stringMatching(/^[-¥\d,.万亿元]{1,25}$/)), (text) => {
        const result = parseMoney(text);
        if (result.ok) expect(isFen(result.value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('amounts in capitals', () => {
  it('follow the rules for bills', () => {
    expect(moneyInCapitals(1_234_560)).toBe('人民币壹万贰仟叁佰肆拾伍元陆角整');
    expect(moneyInCapitals(140_950)).toBe('人民币壹仟肆佰零玖元伍角整');
    expect(moneyInCapitals(600_714)).toBe('人民币陆仟零柒元壹角肆分');
    expect(moneyInCapitals(168_032)).toBe('人民币壹仟陆佰捌拾元叁角贰分');
    expect(moneyInCapitals(10_700_053)).toBe('人民币壹拾万柒仟元伍角叁分');
    expect(moneyInCapitals(1_640_902)).toBe('人民币壹万陆仟肆佰零玖元零贰分');
    expect(moneyInCapitals(32_504)).toBe('人民币叁佰贰拾伍元零肆分');
    expect(moneyInCapitals(0)).toBe('人民币零元整');
    expect(moneyInCapitals(5)).toBe('人民币伍分');
    expect(moneyInCapitals(50)).toBe('人民币伍角整');
    expect(moneyInCapitals(1_000_000)).toBe('人民币壹万元整');
    expect(moneyInCapitals(10_000_500_00)).toBe('人民币壹仟万零伍佰元整');
    expect(moneyInCapitals(100_000_001_00)).toBe('人民币壹亿零壹元整');
    expect(moneyInCapitals(-1_000)).toBe('人民币负壹拾元整');
    expect(moneyInCapitals(largestFen)).toBe('人民币壹万亿元整');
  });

  it('say the amount: an independent reader gets it back', () => {
    fc.assert(
      fc.property(fc.oneof(fen, fc.integer({ min: -10_000_000, max: 10_000_000 })), (amount) => {
        const text = moneyInCapitals(amount);
        expect(readCapitals(text)).toBe(amount);
        expect(text).not.toMatch(/零零|[^币负]零元|零[万亿拾佰仟]/);
      }),
      { numRuns: 500 },
    );
  });
});

/** Reads capitals by their meaning, place by place; knows nothing of where 零 belongs. */
function readCapitals(text: string): number {
  const body = text.replace('人民币', '').replace('整', '');
  let [total, section, value] = [0, 0, 0];
  let fraction = 0;
  for (const character of body.replace('负', '')) {
    const digit = '零壹贰叁肆伍陆柒捌玖'.indexOf(character);
    if (digit >= 0) value = digit;
    else if ('拾佰仟'.includes(character)) {
      section += value * 10 ** ('拾佰仟'.indexOf(character) + 1);
      value = 0;
    } else if (character === '万' || character === '亿') {
      section = (section + value) * (character === '万' ? 1e4 : 1e8);
      if (character === '亿') total = total * 1e8 + section;
      else total += section;
      [section, value] = [0, 0];
    } else if (character === '元') {
      total += section + value;
      [section, value] = [0, 0];
    } else {
      fraction += value * (character === '角' ? 10 : 1);
      value = 0;
    }
  }
  const amount = total * 100 + fraction;
  return body.startsWith('负') && amount !== 0 ? -amount : amount;
}
