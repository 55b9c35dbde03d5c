import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../anyText.ts';
import { mod31CheckCharacter, usccAlphabet } from './checkCharacter.ts';
import { checkUscc } from './uscc.ts';

const spoken = (text: string): string => {
  const result = checkUscc(text);
  return result.ok ? 'accepted' : result.refusals.map((each) => each.zh + each.next.zh).join('\n');
};
const code = fc
  .array(fc.constantFrom(...usccAlphabet), { minLength: 17, maxLength: 17 })
  .map((characters) => characters.join(''))
  .map((body) => body + mod31CheckCharacter(body));

describe('unified social credit codes (GB 32100)', () => {
  it('tell registrar and province', () => {
    expect(checkUscc('91350100M000100Y43')).toEqual({
      ok: true,
      value: {
        code: '91350100M000100Y43',
        registrar: { zh: '市场监督管理', en: 'market regulation' },
        region: { zh: '福建省', en: 'Fujian' },
      },
    });
    expect(checkUscc('91 3501 00m000100y43')).toMatchObject({ ok: true, value: { code: '91350100M000100Y43' } });
  });

  it('say what is wrong with them', () => {
    expect(spoken('91350100M000100Y4Z')).toBe(
      '统一社会信用代码第 18 位是“Z”，代码里不会有这个字符，可能是 2。请对照营业执照。',
    );
    expect(spoken('91350100M000100Y44')).toBe('统一社会信用代码校验位不符：最后一位应为 3。请对照营业执照。');
    expect(spoken('9135O100M000100Y43')).toContain('第 5 位是“O”，代码里不会有这个字符，可能是 0');
    expect(spoken('350100400012345')).toContain('15 位是旧的营业执照注册号');
    expect(spoken('')).toContain('没有填写');
    expect(checkUscc('12345')).toMatchObject({
      refusals: [{ kind: 'invalid', code: 'client.usccLength', field: 'uscc' }],
    });
  });

  it('have exactly one right last character, and no single wrong one survives', () => {
    fc.assert(
      fc.property(code, fc.nat(17), fc.constantFrom(...usccAlphabet), (right, at, character) => {
        expect(checkUscc(right).ok).toBe(true);
        const changed = right.slice(0, at) + character + right.slice(at + 1);
        expect(checkUscc(changed).ok).toBe(changed === right);
      }),
    );
  });

  it('answer something for any text at all', () => {
    fc.assert(
      fc.property(anyText(30), (text) => {
        const result = checkUscc(text);
        if (result.ok) expect(checkUscc(result.value.code)).toEqual(result);
        else expect(result.refusals).toHaveLength(1);
      }),
    );
  });
});
