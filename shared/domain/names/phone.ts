import { done, type Result, refused } from '../refusal.ts';
import { tidyText } from './foldText.ts';

/**
 * A phone number as it is stored and compared: a mobile number in 11 digits, a landline as `021-62345678` with a hyphen
 * after the area code (and before an extension), a foreign one with `+` and digits. What fits none of these is returned
 * tidied but otherwise as it came.
 */
export function normalisePhone(text: string): string {
  const tidy = tidyText(text);
  const plain = tidy.replace(/[\s().\u00b7\u2010-\u2015-]/g, '');
  const domestic = plain.replace(/^(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}$)/, '');
  if (/^1[3-9]\d{9}$/.test(domestic)) return domestic;
  const landline = /^0?(10|2\d|[3-9]\d{2})(\d{7,8})(?:(?:转|ext|x|#)(\d{1,6}))?$/i.exec(landlineDigits(tidy, domestic));
  if (landline && (domestic.startsWith('0') || domestic !== plain)) {
    const [, area, number, extension] = landline;
    return `0${area}-${number}${extension ? `-${extension}` : ''}`;
  }
  if (/^[48]00\d{7}$/.test(plain)) return plain;
  if (/^(?:\+|00)[1-9]\d{6,14}$/.test(plain)) return `+${plain.replace(/^(?:\+|00)/, '')}`;
  return tidy;
}

/** A hyphen before one to six last digits of a landline is an extension, not part of the number. */
function landlineDigits(tidy: string, domestic: string): string {
  const extension = /^(.*\d{7,8})-(\d{1,6})$/.exec(tidy);
  return extension ? `${domestic.slice(0, domestic.length - (extension[2] ?? '').length)}#${extension[2]}` : domestic;
}

/** Checks a phone number and returns it normalised. */
export function checkPhone(text: string, field = 'phone'): Result<string> {
  const phone = normalisePhone(text);
  if (/^1[3-9]\d{9}$|^0\d{2,3}-\d{7,8}(?:-\d{1,6})?$|^[48]00\d{7}$|^\+[1-9]\d{6,14}$/.test(phone)) return done(phone);
  const digits = phone.replace(/\D/g, '').length;
  const mobile = /^1\d+$/.test(phone);
  return refused({
    kind: 'invalid',
    code: 'phone.format',
    field,
    zh: mobile && digits !== 11 ? `手机号有 ${digits} 位，应为 11 位。` : '看不懂这个电话号码。',
    en:
      mobile && digits !== 11
        ? `The mobile number has ${digits} digits instead of 11.`
        : 'This is not a phone number that the branch can dial.',
    next: {
      zh: '请填写 11 位手机号，或带区号的座机，例如 021-62345678。',
      en: 'Enter an 11-digit mobile number, or a landline with its area code, for example 021-62345678.',
    },
  });
}
