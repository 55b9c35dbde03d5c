import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../anyText.ts';
import { mod11CheckCharacter } from './checkCharacter.ts';
import { checkIdentity, guessIdType, type IdType, idTypes } from './identity.ts';

const today = '2026-11-23';
const check = (text: string, idType: IdType = 'residentId') => checkIdentity(idType, text, today);
/** What the clerk reads: what is wrong, then what to do. */
const spoken = (text: string, idType: IdType = 'residentId'): string => {
  const result = check(text, idType);
  return result.ok ? 'accepted' : result.refusals.map((each) => each.zh + each.next.zh).join('\n');
};

const digits = (n: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }).map((d) => d.join(''));
const birthday = fc
  .date({ min: new Date('1926-01-01T00:00:00Z'), max: new Date('2010-12-31T00:00:00Z'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10).replaceAll('-', ''));
const residentNumber = fc
  .tuple(fc.constantFrom('11', '31', '44', '50', '65'), digits(4), birthday, digits(3))
  .map((parts) => parts.join(''))
  .map((body) => body + mod11CheckCharacter(body));

describe('resident identity card numbers (GB 11643)', () => {
  it('tell birthday, sex and province', () => {
    expect(check('11010519491231002X')).toEqual({
      ok: true,
      value: {
        idType: 'residentId',
        number: '11010519491231002X',
        birthday: '1949-12-31',
        sex: 'female',
        region: { zh: '北京市', en: 'Beijing' },
        needsSecondPerson: false,
      },
    });
    expect(check('34052419800101001X')).toMatchObject({ ok: true, value: { sex: 'male', region: { zh: '安徽省' } } });
  });

  it('are read through full-width digits, spaces, lower-case x and invisible marks', () => {
    for (const text of [
      '11010519491231002x',
      ' 110105 19491231 002x ',
      '１１０１０５１９４９１２３１００２Ｘ',
      '\ufeff110105\u200b19491231002X\u202c',
      '11010519491231002Ⅹ',
    ]) {
      expect(check(text)).toMatchObject({ ok: true, value: { number: '11010519491231002X' } });
    }
  });

  it('say what the check character should be', () => {
    expect(spoken('110105194912310021')).toBe('身份证号校验位不符：最后一位应为 X。请对照证件原件。');
    expect(spoken('340524198001010019')).toBe('身份证号校验位不符：最后一位应为 X。请对照证件原件。');
    expect(check('110105194912310021')).toMatchObject({
      refusals: [{ kind: 'invalid', code: 'employee.idCheckDigit', field: 'idNumber' }],
    });
  });

  it('say which part is wrong', () => {
    expect(spoken('')).toBe('没有填写证件号码。请按证件原件录入。');
    expect(spoken('1101051949123102X')).toBe('身份证号有 17 位，应为 18 位。请对照证件原件。');
    expect(spoken('11010519491231002X1')).toContain('身份证号第 18 位是“X”');
    expect(spoken('1101O519491231002X')).toBe('身份证号第 5 位是“O”，这里只能是数字，可能是 0。请对照证件原件。');
    expect(spoken('T60426199101010078')).toContain('第 1 位是“T”');
    expect(spoken('990426199112010074')).toContain('前两位 99 不是任何省级行政区的代码');
    expect(spoken('360426199113010079')).toContain('出生日期 1991-13-01 不存在');
    expect(spoken('360426199902290079')).toContain('出生日期 1999-02-29 不存在');
    expect(spoken('110105202612310022')).toContain('出生日期 2026-12-31 晚于今天');
    expect(spoken('110105491231002')).toContain('第一代身份证');
    expect(spoken('𠮷10105194912310021')).toContain('第 1 位是“𠮷”');
  });

  it('do not blame the check character when a part before it is impossible', () => {
    const result = check('990426199113010074');
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: 'employee.idRegion' }, { code: 'employee.idBirthday' }],
    });
  });

  it('that went through a spreadsheet as a number are recognised', () => {
    expect(spoken('1.10105E+17')).toContain('被表格存成了数字');
    expect(spoken('110105194912310000')).toContain('末三位都是 0');
  });

  it('send the holder of a residence permit to the right document type', () => {
    const permit = '83000019920130002';
    expect(spoken(permit + mod11CheckCharacter(permit))).toContain('请把证件类型改为港澳台居民居住证');
  });

  it('are accepted whenever they are well formed, and for no other last character', () => {
    fc.assert(
      fc.property(residentNumber, fc.constantFrom(...'0123456789X'), (number, last) => {
        expect(check(number).ok).toBe(true);
        expect(check(number.slice(0, 17) + last).ok).toBe(last === number.charAt(17));
      }),
    );
  });

  it('never survive one wrong digit or two swapped neighbours', () => {
    fc.assert(
      fc.property(residentNumber, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, shift) => {
        const other = String((Number(number.charAt(at)) + shift) % 10);
        expect(check(number.slice(0, at) + other + number.slice(at + 1)).ok).toBe(false);
        const [a, b] = [number.charAt(at), number.charAt(at + 1)];
        if (a !== b && b !== 'X') expect(check(number.slice(0, at) + b + a + number.slice(at + 2)).ok).toBe(false);
      }),
    );
  });
});

describe('other identity documents', () => {
  it('include residence permits of Hong Kong, Macao and Taiwan residents', () => {
    expect(check('810000199408230021', 'hkMoTwResidence')).toMatchObject({
      ok: true,
      value: { birthday: '1994-08-23', sex: 'female', region: { zh: '香港特别行政区' }, needsSecondPerson: false },
    });
    expect(check('830000199201300022', 'hkMoTwResidence')).toMatchObject({ ok: true });
    expect(spoken('830000199201300023', 'hkMoTwResidence')).toBe(
      '居住证号校验位不符：最后一位应为 2。请对照证件原件。',
    );
    expect(spoken('11010519491231002X', 'hkMoTwResidence')).toContain('应以 810000、820000 或 830000 开头');
  });

  it('include both generations of the permanent resident card', () => {
    expect(check('911398199012310021', 'foreignPermanentResidence')).toMatchObject({
      ok: true,
      value: { birthday: '1990-12-31', sex: 'female', region: { zh: '北京市' } },
    });
    expect(spoken('911398199012310022', 'foreignPermanentResidence')).toContain('最后一位应为 1');
    expect(spoken('999398199012310021', 'foreignPermanentResidence')).toContain('受理地代码 99');
    expect(spoken('911398199002310021', 'foreignPermanentResidence')).toContain('1990-02-31 不存在');
    expect(spoken('11010519491231002X', 'foreignPermanentResidence')).toContain('以 9 开头');
    expect(check('kaz110090123105', 'foreignPermanentResidence')).toMatchObject({
      ok: true,
      value: { number: 'KAZ110090123105', birthday: '1990-12-31', sex: null, needsSecondPerson: false },
    });
    expect(spoken('KAZ110090023105', 'foreignPermanentResidence')).toContain('900231 不存在');
    expect(spoken('KAZ11009012310', 'foreignPermanentResidence')).toContain('3 个字母加 12 位数字');
  });

  it('leave the century open where two digits do not decide it', () => {
    const young = check('KAZ110010123104', 'foreignPermanentResidence');
    expect(young).toMatchObject({ ok: true, value: { birthday: '2010-12-31' } });
    const either = check('KAZ110026010110', 'foreignPermanentResidence');
    expect(either).toMatchObject({ ok: true, value: { birthday: null } });
  });

  it('ask for a second look when the older card does not match its check digit', () => {
    expect(check('KAZ110090123107', 'foreignPermanentResidence')).toMatchObject({
      ok: true,
      value: { needsSecondPerson: true },
    });
  });

  it('include passports, which always need a second person', () => {
    expect(check(' e12345678', 'passport')).toMatchObject({
      ok: true,
      value: { number: 'E12345678', needsSecondPerson: true, birthday: null },
    });
    for (const text of ['ABCDEFG', '1234', 'E1234-678', 'E12345678901234567']) {
      expect(spoken(text, 'passport')).toContain('护照号码应为');
    }
  });

  it('are told apart by their shape', () => {
    expect(guessIdType('11010519491231002x')).toBe('residentId');
    expect(guessIdType('810000199408230021')).toBe('hkMoTwResidence');
    expect(guessIdType('911398199012310021')).toBe('foreignPermanentResidence');
    expect(guessIdType('KAZ110090123105')).toBe('foreignPermanentResidence');
    expect(guessIdType('E12345678')).toBe('passport');
    expect(guessIdType('13812345678')).toBeNull();
    expect(guessIdType('')).toBeNull();
  });

  it('answer something for any text at all, and what is accepted stays accepted as stored', () => {
    fc.assert(
      fc.property(fc.constantFrom(...idTypes), anyText(40), (idType, text) => {
        const result = checkIdentity(idType, text, today);
        if (result.ok) expect(checkIdentity(idType, result.value.number, today)).toEqual(result);
        else for (const each of result.refusals) expect(each.zh.length * each.en.length).toBeGreaterThan(0);
      }),
    );
    expect(spoken('1'.repeat(1_000_000))).toContain('有 1000000 位');
  });
});
