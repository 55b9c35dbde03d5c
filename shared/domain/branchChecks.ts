import { checkUscc } from './identifiers/uscc.ts';
import type { Refusal } from './refusal.ts';

/** What letters and forms say about a branch; null where nothing is known. */
export interface BranchFields {
  readonly name: string;
  readonly companyName: string;
  readonly companyUscc: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly bankName: string | null;
  readonly bankAccount: string | null;
}

const invalid = (field: string, zh: string, en: string, next: { zh: string; en: string }): Refusal => ({
  kind: 'invalid',
  code: `branch.${field}`,
  field,
  zh,
  en,
  next,
});

/** Why a profile cannot be saved; empty when it can. Refusals name the field. */
export function branchRefusals(given: Partial<BranchFields>): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const compare = { zh: '请对照营业执照。', en: 'Compare it with the business licence.' };
  if ([...(given.name ?? '').trim()].length < 2)
    refusals.push(
      invalid('name', '门店名称至少 2 个字。', 'The name of the branch has at least 2 characters.', {
        zh: '请填写门店名称。',
        en: 'Enter it.',
      }),
    );
  if ([...(given.companyName ?? '').trim()].length < 2)
    refusals.push(
      invalid('companyName', '公司名称至少 2 个字。', 'The name of the company has at least 2 characters.', compare),
    );
  if (given.companyUscc) {
    const checked = checkUscc(given.companyUscc);
    if (!checked.ok) refusals.push(...checked.refusals.map((each) => ({ ...each, field: 'companyUscc' })));
  }
  if (given.phone && !/^[+\d][\d\s()转-]{4,38}$/u.test(given.phone))
    refusals.push(
      invalid('phone', '电话里有不能拨的字符。', 'The phone number holds characters that cannot be dialled.', {
        zh: '请填写区号和号码，例如 021-5888 0000 转 8。',
        en: 'Enter area code and number, for example 021-5888 0000.',
      }),
    );
  if (given.email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(given.email))
    refusals.push(
      invalid('email', '邮箱地址不完整。', 'The e-mail address is not complete.', {
        zh: '请按 name@example.com 的样子填写。',
        en: 'Write it like name@example.com.',
      }),
    );
  const digits = given.bankAccount?.replaceAll(/[\s-]/g, '');
  // Corporate accounts have between 8 and 32 digits, depending on the bank.
  if (digits && !/^\d{8,32}$/.test(digits))
    refusals.push(
      invalid('bankAccount', '银行账号应为 8 至 32 位数字。', 'A bank account has 8 to 32 digits.', {
        zh: '请对照开户许可证；确认函会把这个账号告诉客户。',
        en: 'Compare it with the account permit: confirmation letters give this account to clients.',
      }),
    );
  if (digits && !given.bankName)
    refusals.push(
      invalid('bankName', '有账号，没有开户行。', 'There is an account but no bank.', {
        zh: '请填写开户行，客户才能付款。',
        en: 'Enter the bank, so that clients can pay.',
      }),
    );
  return refusals;
}
