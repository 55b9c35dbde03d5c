import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecoveredKey, recoveredKeyText } from './recoveredKey.ts';
import { codeAlphabet } from './typedCode.ts';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const codeOf = (typed: string): string | undefined => {
  const read = readRecoveredKey(typed);
  return read.ok ? undefined : read.refusals[0]?.code;
};

describe('a database key as a person types it', () => {
  it('comes back, in any case and width, with any spaces', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const text = recoveredKeyText(key);
        expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){12}[0-9A-HJKMNP-TV-Z]{5}$/);
        for (const typed of [
          text,
          text.toLowerCase().replaceAll('-', ' '),
          text.replaceAll('0', 'o').replaceAll('1', 'l'),
        ]) {
          expect(readRecoveredKey(typed)).toEqual({ ok: true, value: key });
        }
        const wide = text.replaceAll(/[0-9A-Z]/g, (each) => String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0));
        expect(readRecoveredKey(wide.replaceAll('-', '－'))).toEqual({ ok: true, value: key });
      }),
    );
  });

  it('with one wrong character is refused, and the group is named', () => {
    fc.assert(
      fc.property(keys, fc.nat(64), fc.integer({ min: 1, max: 31 }), (key, at, by) => {
        const code = [...recoveredKeyText(key).replaceAll('-', '')];
        code[at] = codeAlphabet[(codeAlphabet.indexOf(code[at] ?? '') + by) % 32] ?? '';
        const read = readRecoveredKey(code.join(''));
        expect(read).toMatchObject({ ok: false, refusals: [{ code: 'recovery.codeGroup', field: 'secret' }] });
        if (!read.ok) expect(read.refusals[0]?.en).toContain(`Group ${Math.floor(at / 5) + 1} `);
      }),
    );
  });

  it('with two neighbours or two groups that changed places is refused', () => {
    fc.assert(
      fc.property(keys, fc.nat(63), (key, at) => {
        const code = [...recoveredKeyText(key).replaceAll('-', '')];
        const [left = '', right = ''] = [code[at], code[at + 1]];
        fc.pre(left !== right && at % 5 !== 4);
        code[at] = right;
        code[at + 1] = left;
        expect(codeOf(code.join(''))).toBe('recovery.codeGroup');
      }),
    );
    fc.assert(
      fc.property(keys, fc.nat(12), fc.nat(12), (key, one, two) => {
        fc.pre(one !== two);
        const groups = recoveredKeyText(key).split('-');
        [groups[one], groups[two]] = [groups[two] ?? '', groups[one] ?? ''];
        expect(codeOf(groups.join('-'))).toBe('recovery.codeGroup');
      }),
    );
  });

  it('cut short, too long, or with a character that no code has is refused', () => {
    const text = recoveredKeyText(randomBytes(32));
    for (const typed of ['', text.slice(0, -1), `${text}0`, text.slice(6)])
      expect(codeOf(typed)).toBe('recovery.codeLength');
    for (const odd of ['U', '*', '甲']) expect(codeOf(odd + text.slice(1))).toBe('recovery.codeGroup');
  });
});
