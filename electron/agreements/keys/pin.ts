import { done, type Result, refused } from '../../../shared/domain/refusal.ts';

/** What is known about the signer and must not be the PIN: others know it too. */
export interface PinFacts {
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly idNumber?: string;
  readonly phone?: string;
  readonly employeeNumber?: string;
}

const SHORTEST = 6;
const LONGEST = 32;

/** One PIN, however it was typed: full-width digits become plain ones. */
export const normalisePin = (pin: string): string => pin.normalize('NFKC').trim();

/**
 * Whether a new signing PIN is good enough: at least six digits or letters, no sequence or repetition, nothing that stands in
 * the personnel file.
 * @returns the PIN in its normal form
 * Refusals: `pin.tooShort`, `pin.characters`, `pin.trivial`, `pin.personal`
 */
export function checkNewPin(typed: string, facts: PinFacts = {}): Result<string> {
  const pin = normalisePin(typed);
  if (!/^[0-9A-Za-z]*$/.test(pin) || pin.length > LONGEST) {
    return refuse(
      'pin.characters',
      '签名密码只能用数字和字母，最多 32 位。',
      'The signing PIN takes digits and letters only, at most 32.',
    );
  }
  if (pin.length < SHORTEST) {
    return refuse('pin.tooShort', '签名密码至少 6 位。', 'The signing PIN needs at least 6 characters.');
  }
  if (isTrivial(pin)) {
    return refuse(
      'pin.trivial',
      '签名密码太容易猜：不要用连续或重复的数字。',
      'The signing PIN is too easy to guess: no sequences or repetitions.',
    );
  }
  if (isPersonal(pin, facts)) {
    return refuse(
      'pin.personal',
      '签名密码不能取自生日、证件号、手机号或工号。',
      'The signing PIN must not come from the birth date, identity number, phone number or employee number.',
    );
  }
  return done(pin);
}

const refuse = (code: string, zh: string, en: string): Result<never> =>
  refused({
    kind: 'invalid',
    code,
    field: 'pin',
    zh,
    en,
    next: { zh: '换一个只有本人知道的密码。', en: 'Choose one that only you know.' },
  });

/** Columns and diagonals of the keypad, which fingers find by themselves. */
const KEYPAD = ['147258', '258369', '147369', '159753', '753159', '159357', '741852', '963852', '123654', '789456'];
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

function isTrivial(pin: string): boolean {
  const lower = pin.toLowerCase();
  if (new Set(lower).size < 3) return true;
  if (runs(lower, 1) || runs(lower, -1) || ROWS.some((row) => within(row, lower))) return true;
  for (let size = 1; size <= lower.length / 2; size++) {
    if (
      lower ===
      lower
        .slice(0, size)
        .repeat(Math.ceil(lower.length / size))
        .slice(0, lower.length)
    )
      return true;
  }
  const half = lower.slice(0, lower.length / 2);
  const mirrored = half + [...half].reverse().join('');
  if (lower === mirrored && (runs(half, 1) || runs(half, -1))) return true;
  return KEYPAD.includes(lower);
}

/** Whether every character follows the one before it by `step`; 9 is followed by 0. */
function runs(text: string, step: 1 | -1): boolean {
  for (let i = 1; i < text.length; i++) {
    const [a, b] = [text.charCodeAt(i - 1), text.charCodeAt(i)];
    const wrapped = step === 1 ? a === 57 && b === 48 : a === 48 && b === 57;
    if (b - a !== step && !wrapped) return false;
  }
  return true;
}

const within = (row: string, text: string): boolean => row.includes(text) || [...row].reverse().join('').includes(text);

function isPersonal(pin: string, { birthDate, idNumber, phone, employeeNumber }: PinFacts): boolean {
  const lower = pin.toLowerCase();
  const contains = (fact: string | undefined): boolean => {
    const known = (fact ?? '').replace(/[^0-9A-Za-z]/g, '').toLowerCase();
    return known.length >= 4 && (known.includes(lower) || (known.length >= SHORTEST && lower.includes(known)));
  };
  if ([idNumber, phone, employeeNumber].some(contains)) return true;
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(birthDate ?? '') ?? [];
  if (year === '') return false;
  const short = year.slice(2);
  const dates = [
    `${short}${month}${day}`,
    `${month}${day}${short}`,
    `${day}${month}${short}`,
    `${year}${Number(month)}${Number(day)}`,
  ];
  return [...dates, `${month}${day}${year}`, `${day}${month}${year}`].some((date) => lower.includes(date));
}
