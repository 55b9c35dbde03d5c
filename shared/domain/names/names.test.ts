import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../anyText.ts';
import { checkCompanyName, companyNameKey, normaliseCompanyName } from './companyName.ts';
import { searchKey } from './foldText.ts';
import { maskIdNumber, maskName, maskPhone } from './masking.ts';
import { checkPersonName, countCharacters, normalisePersonName } from './personName.ts';
import { checkPhone, normalisePhone } from './phone.ts';

describe("a person's name", () => {
  it('is counted in characters, not in UTF-16 units', () => {
    expect(countCharacters('𠮷野')).toBe(2);
    expect(countCharacters('张𤧣')).toBe(2);
    expect(countCharacters('')).toBe(0);
  });

  it('has one middle dot, whichever was typed', () => {
    const names = [
      '阿卜杜拉·买买提',
      '阿卜杜拉•买买提',
      '阿卜杜拉・买买提',
      '阿卜杜拉 ‧ 买买提',
      '阿卜杜拉.买买提',
      '阿卜杜拉．买买提',
      '阿卜杜拉··买买提',
      '阿卜杜拉· ·买买提',
    ];
    for (const name of names) expect(normalisePersonName(name)).toBe('阿卜杜拉·买买提');
    expect(normalisePersonName('J. R. Smith')).toBe('J. R. Smith');
  });

  it('loses spaces between Chinese characters and keeps one between Latin words', () => {
    expect(normalisePersonName(' 张　 伟 ')).toBe('张伟');
    expect(normalisePersonName('\u200b张\ufeff伟')).toBe('张伟');
    expect(normalisePersonName('ＪＯＨＮ   Smith')).toBe('JOHN Smith');
    expect(normalisePersonName('Jose\u0301 Núñez')).toBe('José Núñez');
  });

  it('keeps rare characters and their variation selectors', () => {
    for (const name of ['𠮷野', '张𤧣', '尹𬎆', '䶮', '王〇', '葛\u{E0100}城'])
      expect(normalisePersonName(name)).toBe(name);
  });

  it('is refused where a character was lost, with its place', () => {
    const spoken = (text: string): string => {
      const result = checkPersonName(text);
      return result.ok ? result.value : `${result.refusals[0]?.code} ${result.refusals[0]?.zh}`;
    };
    expect(spoken('张?')).toBe('employee.nameLostCharacter 姓名第 2 个字显示为“?”，可能是生僻字在别的系统里丢失了。');
    expect(spoken('张\ufffd')).toContain('nameLostCharacter');
    expect(spoken('张□')).toContain('nameLostCharacter');
    expect(spoken('张\ud842')).toContain('nameLostCharacter');
    expect(spoken('张\ue123')).toContain('namePrivateCharacter');
    expect(spoken('张3')).toContain('姓名第 2 个字是“3”');
    expect(spoken('张😀')).toContain('“😀”');
    expect(spoken('  ')).toContain('nameEmpty');
    expect(spoken('··')).toBe('employee.nameEmpty “·”不是姓名。');
    expect(spoken('张'.repeat(51))).toContain('有 51 个字');
    expect(spoken('王〇')).toBe('王〇');
    expect(spoken('𠮷野 · 买买提')).toBe('𠮷野·买买提');
    expect(spoken("Seán O'Brien-Smith Jr.")).toBe("Seán O'Brien-Smith Jr.");
  });

  it('is normalised once and for all', () => {
    fc.assert(
      fc.property(anyText(20), (text) => {
        const once = normalisePersonName(text);
        expect(normalisePersonName(once)).toBe(once);
      }),
    );
  });
});

describe("a company's name", () => {
  it('has Chinese brackets and no stray spaces', () => {
    expect(normaliseCompanyName(' 上海 顺达(华东)物流 有限公司。')).toBe('上海顺达（华东）物流有限公司');
    expect(normaliseCompanyName('ＡＢＣ贸易【上海】有限公司')).toBe('ABC贸易（上海）有限公司');
    expect(normaliseCompanyName('Around  the Horn')).toBe('Around the Horn');
  });

  it('is suspected of being the same in another spelling', () => {
    const key = companyNameKey('上海顺达（华东）物流有限公司');
    for (const other of [
      '上海顺达(华东)物流有限责任公司',
      '上海 顺达华东 物流有限公司',
      '上海顺达〔华东〕物流有限公司 ',
    ]) {
      expect(companyNameKey(other)).toBe(key);
    }
    expect(companyNameKey('Königlich Essen Co., Ltd.')).toBe(companyNameKey('KONIGLICH ESSEN Company Limited'));
    expect(companyNameKey('Königlich Essen Ltd')).toBe(companyNameKey('Koniglich Essen co ltd'));
  });

  it('is another one with another legal form or another place', () => {
    expect(companyNameKey('顺达物流有限公司')).not.toBe(companyNameKey('顺达物流股份有限公司'));
    expect(companyNameKey('上海顺达物流有限公司')).not.toBe(companyNameKey('北京顺达物流有限公司'));
    expect(companyNameKey('顺达物流')).not.toBe(companyNameKey('顺达物流有限公司'));
  });

  it('is refused when it is none, or when a character was lost', () => {
    const spoken = (text: string): string => {
      const result = checkCompanyName(text);
      return result.ok ? result.value : `${result.refusals[0]?.code} ${result.refusals[0]?.zh}`;
    };
    expect(spoken(' 上海顺达(华东)物流有限公司')).toBe('上海顺达（华东）物流有限公司');
    expect(spoken('')).toContain('client.nameEmpty');
    expect(spoken('（——）')).toBe('client.nameEmpty “（——）”不是客户名称。');
    expect(spoken('上海?达物流')).toContain('client.nameLostCharacter 客户名称第 3 个字');
    expect(spoken('物'.repeat(101))).toContain('有 101 个字');
  });

  it('does not change its key when spaces, width, case or brackets change', () => {
    const word = fc.constantFrom('上海', '顺达', 'ABC', '（华东）', '物流', '有限公司', '𠮷野', '2026');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const name = words.join('');
        const wide = name.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
        const spaced = words.join(' ').replaceAll('（', '(').replaceAll('）', ' )').toLowerCase();
        expect(companyNameKey(wide)).toBe(companyNameKey(name));
        expect(companyNameKey(spaced)).toBe(companyNameKey(name));
        expect(normaliseCompanyName(normaliseCompanyName(spaced))).toBe(normaliseCompanyName(spaced));
      }),
    );
  });
});

describe('search keys', () => {
  it('compare letters and digits only', () => {
    expect(searchKey('Café Müller-Straße 3')).toBe('cafemullerstraße3');
    expect(searchKey('阿卜杜拉·买买提')).toBe('阿卜杜拉买买提');
    expect(searchKey('ＡＢＣ　１２３')).toBe('abc123');
    expect(searchKey('𠮷野葛\u{E0100}')).toBe('𠮷野葛');
    expect(searchKey('İstanbul')).toBe('istanbul');
    expect(searchKey('ガス')).toBe('ガス');
  });

  it('are keys of themselves', () => {
    fc.assert(
      fc.property(anyText(20), (text) => {
        expect(searchKey(searchKey(text))).toBe(searchKey(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe('masking', () => {
  it('shows enough to recognise', () => {
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskPhone('021-62345678')).toBe('021-****5678');
    expect(maskPhone('+447911123456')).toBe('+44****123456');
    expect(maskIdNumber('11010519491231002X')).toBe('110105********002X');
    expect(maskIdNumber('E12345678')).toBe('E1*****78');
    expect(maskIdNumber('KAZ110090123105')).toBe('KA***********05');
    expect(maskName('张伟')).toBe('张*');
    expect(maskName('欧阳锋')).toBe('欧**');
    expect(maskName('𠮷野')).toBe('𠮷*');
    expect(maskName('阿卜·买提')).toBe('阿*·**');
  });

  it('always hides something and keeps the length, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (text) => {
        const trimmed = text.trim();
        fc.pre(trimmed.length > 0);
        for (const masked of [maskPhone(text), maskIdNumber(text)]) {
          expect(masked).toContain('*');
          expect(countCharacters(masked)).toBe(countCharacters(trimmed));
        }
      }),
    );
    expect(maskIdNumber('12345')).toBe('*****');
    expect(maskPhone('')).toBe('');
  });
});

describe('phone numbers', () => {
  it('have one spelling', () => {
    for (const text of [
      '13812345678',
      '138 1234 5678',
      '138-1234-5678',
      '+86 138 1234 5678',
      '0086-13812345678',
      '１３８１２３４５６７８',
    ])
      expect(normalisePhone(text)).toBe('13812345678');
    for (const text of ['021-62345678', '(021) 6234 5678', '02162345678', '+86 21 6234 5678'])
      expect(normalisePhone(text)).toBe('021-62345678');
    expect(normalisePhone('0755-26123456')).toBe('0755-26123456');
    expect(normalisePhone('021-62345678转802')).toBe('021-62345678-802');
    expect(normalisePhone('021-62345678-802')).toBe('021-62345678-802');
    expect(normalisePhone('400-820-8820')).toBe('4008208820');
    expect(normalisePhone('+44 7911 123456')).toBe('+447911123456');
  });

  it('are refused when nobody could dial them', () => {
    const first = (text: string): string | undefined => {
      const result = checkPhone(text);
      return result.ok ? result.value : result.refusals[0]?.zh;
    };
    expect(first('1381234567')).toBe('手机号有 10 位，应为 11 位。');
    expect(first('12345678901')).toBe('看不懂这个电话号码。');
    expect(first('张三')).toBe('看不懂这个电话号码。');
    expect(first('')).toBe('看不懂这个电话号码。');
    expect(first('138 1234 5678')).toBe('13812345678');
  });

  it('stay as they are once normalised', () => {
    const number = fc.oneof(
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.stringMatching(/^0(10|2\d|[3-9]\d{2})[ -]?\d{7,8}(-\d{1,4})?$/),
      anyText(20),
    );
    fc.assert(
      fc.property(number, (text) => {
        expect(normalisePhone(normalisePhone(text))).toBe(normalisePhone(text));
      }),
      { numRuns: 300 },
    );
  });
});
