import { done, type Refusal, type Result, refused } from '../domain/refusal.ts';
import { codeAlphabet, inGroups, readCode } from './typedCode.ts';

const keySize = 32;
const groups = 13;
/** Characters of the key in a group; a fifth one checks them. */
const dataPerGroup = 4;
const codeLength = groups * (dataPerGroup + 1);

/**
 * A branch's database key as headquarters gives it to a person: 65 characters in 13 groups. The last character of each
 * group checks the four before it and where the group stands, so that whoever mistypes is told which group it is.
 */
export function recoveredKeyText(databaseKey: Uint8Array): string {
  if (databaseKey.length !== keySize) throw new RangeError(`a database key has ${keySize} bytes`);
  // 256 bits and four zeros: 52 characters of five bits.
  let bits = BigInt(`0x${Buffer.from(databaseKey).toString('hex')}`) << 4n;
  const values: number[] = [];
  for (let left = groups * dataPerGroup; left > 0; left--) {
    values.unshift(Number(bits & 31n));
    bits >>= 5n;
  }
  const group = (index: number): number[] => {
    const data = values.slice(index * dataPerGroup, (index + 1) * dataPerGroup);
    return [...data, checkOf(data, index)];
  };
  const code = Array.from({ length: groups }, (_, index) => group(index)).flat();
  return inGroups(code.map((value) => codeAlphabet[value]).join(''));
}

/** Whether somebody means to type such a code, and not the shorter one that was printed at the branch. */
export const looksLikeRecoveredKey = (typed: string): boolean => readCode(typed).length > 40;

/** The key again. Refusals: `recovery.codeLength`, `recovery.codeGroup`. */
export function readRecoveredKey(typed: string): Result<Uint8Array> {
  const code = readCode(typed);
  if (code.length !== codeLength) return refused(wrongLength(code.length));
  let bits = 0n;
  for (let index = 0; index < groups; index++) {
    const start = index * (dataPerGroup + 1);
    const values = Array.from(code.slice(start, start + dataPerGroup + 1), (each) => codeAlphabet.indexOf(each));
    const data = values.slice(0, dataPerGroup);
    if (values.includes(-1) || values.at(-1) !== checkOf(data, index)) return refused(wrongGroup(index + 1));
    for (const value of data) bits = (bits << 5n) | BigInt(value);
  }
  if ((bits & 15n) !== 0n) return refused(wrongGroup(groups));
  return done(new Uint8Array(Buffer.from((bits >> 4n).toString(16).padStart(keySize * 2, '0'), 'hex')));
}

/** Weighs each character by another power of x in GF(32): one that is wrong, or two that changed places, never fit. */
const checkOf = (values: readonly number[], index: number): number =>
  timesX(values.reduce((sum, value) => timesX(sum) ^ value, index + 1));

/** Multiplies by x modulo x^5 + x^2 + 1. */
const timesX = (value: number): number => (value << 1) ^ (value & 16 ? 0b100101 : 0);

const wrongLength = (length: number): Refusal => ({
  kind: 'invalid',
  code: 'recovery.codeLength',
  field: 'secret',
  zh: `总部给的恢复码是 ${codeLength} 位（${groups} 组，每组 5 位），输入了 ${length} 位。`,
  en: `A recovery code of headquarters has ${codeLength} characters, ${groups} groups of 5; ${length} were typed.`,
  next: { zh: '请逐组核对后重试。', en: 'Compare it group by group and try again.' },
});

const wrongGroup = (number: number): Refusal => ({
  kind: 'invalid',
  code: 'recovery.codeGroup',
  field: 'secret',
  zh: `恢复码的第 ${number} 组不对。`,
  en: `Group ${number} of the recovery code is wrong.`,
  next: { zh: '请核对这一组后重试。', en: 'Compare this group and try again.' },
});
